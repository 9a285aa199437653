"""What a start loads, told by modules and not by the clock."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "textual",
    "rich",
    "httpx",
    "keyring",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "fastapi",
    "uvicorn",
    "alembic",
    "psycopg",
    "scimconsole.service",
    "scimconsole.storage",
}


def modules_after(code: str) -> set[str]:
    """The modules a fresh interpreter holds after running `code`."""
    program = f"import sys\n{code}\nprint(*sys.modules, file=sys.__stderr__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def running(*arguments: str) -> str:
    """Code that runs the program with arguments and survives its exit."""
    return (
        f"sys.argv = ['scimconsole', *{list(arguments)!r}]\n"
        "from scimconsole.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )


class TestTheCheapestAnswers:
    """`--version` and help load next to nothing."""

    def test_the_package_root_imports_nothing(self) -> None:
        ours = {name for name in modules_after("import scimconsole") if name.startswith("scimconsole")}
        assert ours == {"scimconsole"}

    def test_version_is_answered_before_argparse(self) -> None:
        loaded = modules_after(running("--version"))
        assert "argparse" not in loaded
        assert {name for name in loaded if name.startswith("scimconsole")} == {
            "scimconsole",
            "scimconsole.__main__",
        }

    @pytest.mark.parametrize(
        "arguments",
        [("--help",), ("token", "list", "--help"), ("users", "list", "--help"), ("service", "--help")],
    )
    def test_help_loads_the_noun_only(self, arguments: tuple[str, ...]) -> None:
        loaded = modules_after(running(*arguments))
        ours = {name for name in loaded if name.startswith("scimconsole.")}
        noun = set() if arguments == ("--help",) else {f"scimconsole.cli.{arguments[0]}"}
        assert ours <= {
            "scimconsole.__main__",
            "scimconsole.cli",
            "scimconsole.cli.options",
            "scimconsole.cli.parser",
            "scimconsole.cli.program",
            "scimconsole.errors",
            *noun,
        }
        assert not loaded & (HEAVY | {"dataclasses", "inspect", "json", "shutil", "textwrap", "typing"})


class TestCommands:
    """None of them loads Textual; each loads what it needs when it needs it."""

    def test_no_module_of_the_commands_loads_textual(self) -> None:
        code = (
            "import importlib, pkgutil, scimconsole.cli\n"
            "for module in pkgutil.iter_modules(scimconsole.cli.__path__):\n"
            "    importlib.import_module('scimconsole.cli.' + module.name)"
        )
        assert "textual" not in modules_after(code)

    def test_the_module_of_every_noun_is_there(self) -> None:
        from scimconsole.cli.program import NOUNS

        code = "import importlib\n" + "\n".join(
            f"importlib.import_module({module!r})" for module, _ in NOUNS.values()
        )
        loaded = modules_after(code)
        assert not loaded & HEAVY

    @pytest.mark.parametrize("arguments", [("config", "show"), ("profile", "list", "--json")])
    def test_what_needs_no_service_loads_none(self, arguments: tuple[str, ...]) -> None:
        loaded = modules_after(running(*arguments))
        assert not loaded & (HEAVY - {"pydantic"})


class TestTheClient:
    """The package costs nothing until a client is made."""

    def test_importing_it_loads_no_httpx(self) -> None:
        loaded = modules_after("import scimconsole.client, scimconsole.client.embedded")
        assert not loaded & HEAVY

    def test_the_page_window_is_pure(self) -> None:
        assert not modules_after("import scimconsole.client.page_window") & HEAVY

    def test_settings_and_secrets_load_no_keyring(self) -> None:
        assert not modules_after("import scimconsole.settings, scimconsole.secrets") & (HEAVY | {"tomlkit"})
