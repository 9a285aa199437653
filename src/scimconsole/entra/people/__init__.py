"""The source side: people and groups of a directory as attribute mappings see them."""
