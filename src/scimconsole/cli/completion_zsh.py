"""Completion for zsh: a file `_scimconsole` for a folder of `$fpath`, or to be sourced after `compinit`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scimconsole.cli.completion_tree import Command, Option, Tree, Values

_SAVED = r"""_scimconsole_saved() {
    local -a saved
    local value="[\"']\([A-Za-z0-9:\/._-]*\)[\"'].*"
    saved=(${(fu)"$(sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*$value/\1/p" \
        "${SCIMCONSOLE_CONFIG_DIR:-$_scimconsole_folder}/config.toml" 2>/dev/null)"})
    compadd -a saved
}
"""
_END = """
if [[ $funcstack[1] == _scimconsole ]]; then
    _scimconsole "$@"
else
    compdef _scimconsole scimconsole
fi
"""


def script(tree: Tree) -> str:
    """The script."""
    return "\n".join(_lines(tree))


def _lines(tree: Tree) -> Iterator[str]:
    yield "#compdef scimconsole"
    yield "# Completion of scimconsole for zsh, made by `scimconsole completion zsh`."
    yield ""
    yield f"_scimconsole_folder={_quoted(str(tree.settings_folder))}"
    yield ""
    yield _SAVED
    yield "_scimconsole() {"
    yield "    local -a names"
    yield "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then"
    yield f"        names=({_described(tree.nouns)})"
    yield "        _describe -t commands command names"
    yield "        return"
    yield "    fi"
    yield "    case $words[2] in"
    for noun, actions in tree.actions.items():
        yield f"    {noun})"
        yield "        if (( CURRENT == 3 )); then"
        yield f"            names=({_described(actions)})"
        yield "            _describe -t actions action names"
        yield "            return"
        yield "        fi"
        yield "        shift words; (( CURRENT-- ))"
        yield "        case $words[2] in"
        for command in tree.commands:
            if command.words[:1] == (noun,):
                yield from (f"        {line}" for line in _case(command))
        yield "        esac ;;"
    for command in tree.commands:
        if len(command.words) == 1:
            yield from (f"    {line}" for line in _case(command))
    root = next(command for command in tree.commands if not command.words)
    yield f"    -*) _arguments {_specifications(root)} ;;"
    yield "    esac"
    yield "}"
    yield _END


def _case(command: Command) -> Iterator[str]:
    yield f"{command.words[-1]}) shift words; (( CURRENT-- )); _arguments {_specifications(command)} ;;"


def _specifications(command: Command) -> str:
    written = [_option(option) for option in command.options]
    if command.argument is not None:
        written.append(_quoted(f"*:{command.argument.name}:{_source(command.argument)}"))
    return " ".join(written)


def _option(option: Option) -> str:
    help_text = re.sub(r"([\[\]\\:])", r"\\\1", option.help)
    if option.value is None:
        alternatives = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
        return " ".join(_quoted(f"{alternatives}{name}[{help_text}]") for name in option.names)
    value = f":{option.value.name}:{_source(option.value)}"
    return " ".join(_quoted(f"{name}=[{help_text}]{value}") for name in option.names)


def _source(values: Values) -> str:
    if values.files:
        return "_files"
    if values.saved:
        return f"{{_scimconsole_saved {values.saved}}}"
    if values.words:
        return f"({' '.join(values.words)})"
    return " "


def _described(names: Mapping[str, str]) -> str:
    return " ".join(_quoted(f"{name}:{words}") for name, words in names.items())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
