"""Check of a schema against a service profile and the known traps of Entra's attribute mappings."""
