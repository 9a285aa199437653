"""The SCIM engine over plain dicts, driven by schema tables that are compiled once per profile."""
