"""`scimconsole config`: the settings and where each was set."""

from __future__ import annotations

import argparse

from scimconsole.cli import options


def _describe_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("setting", metavar="SETTING", nargs="?", help="only this one, with what it means")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> None:
    from dataclasses import asdict

    from scimconsole.cli.output import print_json, print_rows, print_table, say
    from scimconsole.cli.session import read_settings
    from scimconsole.cli.table import Column
    from scimconsole.settings import MEANINGS, described

    settings = read_settings(arguments)
    rows = described(settings)
    if arguments.setting:
        rows = [row for row in rows if row[0] == _known(arguments.setting, [name for name, _, _ in rows])]
    if arguments.json:
        listed = [
            {
                "name": name,
                "value": [asdict(item) for item in value] if isinstance(value, tuple) else _plain(value),
                "source": source,
                "meaning": MEANINGS[name],
            }
            for name, value, source in rows
        ]
        print_json({"file": str(settings.file), "settings": listed})
        return
    if arguments.setting:
        ((name, value, source),) = rows
        print_rows([(name, _told(value) or "-"), ("set by", source), ("means", MEANINGS[name])])
        return
    columns: list[Column[tuple[str, object, str]]] = [
        Column("SETTING", lambda row: row[0]),
        Column("VALUE", lambda row: _told(row[1]), flexible=True),
        Column("SET BY", lambda row: row[2], flexible=True),
    ]
    print_table(rows, columns, nothing="")
    say(f"The settings file is {settings.file}{'' if settings.file.exists() else ' (not made yet)'}.")
    say("`scimconsole config show SETTING` says what one of them means.")


def _known(name: str, names: list[str]) -> str:
    """The setting of that name; raises `InvalidInput` with the nearest one."""
    if name in names:
        return name
    import difflib

    from scimconsole.errors import InvalidInput

    nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"Did you mean {nearest[0]!r}?" if nearest else "Settings: " + ", ".join(names) + "."
    raise InvalidInput(f"{name!r} is no setting.", hint=hint)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | bool | dict) else str(value)


def _told(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(f"{item.org} on {item.url or 'this machine'}" for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}={key}" for name, key in value.items())
    return value


VERBS = {
    "show": ("show every setting, its value and where it was set", _describe_show),
}
"""Action to its one-line summary and what describes its arguments."""
