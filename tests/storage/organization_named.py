"""Whether a statement says which organization it is about."""

from __future__ import annotations

import re

# A table, but no function and none of the statement's own common tables.
_READ = re.compile(r"\b(?:FROM|JOIN|UPDATE) (?!buckets\b|wanted\b|anon_)(\w+)\b(?!\()")


def names_the_organization(sql: str) -> bool:
    """Whether rows are inserted with their organization, and looked for in one, table by table."""
    flat = " ".join(sql.split())
    if flat.startswith("INSERT INTO"):
        return "org_id" in flat.partition("VALUES")[0]
    return flat.count("org_id =") >= len(_READ.findall(flat))
