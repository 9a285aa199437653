"""Attribute mappings: the place, the editor of one mapping, and what would be sent for sample people."""
