"""Write the next migration by comparing the tables with a database migrated to the present head."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from scimconsole.storage.migrations import HEAD
from scimconsole.storage.schema import alembic_config


def main() -> None:
    """Make `versions/NNNN_message.py` from the message given as the only argument."""
    message = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'schema.db'}")
        with engine.begin() as connection:
            config = alembic_config(connection)
            command.upgrade(config, "head")
            command.revision(config, message=message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}")
        engine.dispose()


if __name__ == "__main__":
    main()
