"""The schema's history (Alembic). A new step: `python -m scimconsole.storage.migrations "what it does"`."""

HEAD = "0005"
"""The newest revision; a database that is here needs no Alembic at start."""
