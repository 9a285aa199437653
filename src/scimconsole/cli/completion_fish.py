"""Completion for fish, from 3.0 on."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.cli.completion_tree import Option, Tree, Values

_SAVED = r"""function __scimconsole_saved
    set -l folder $SCIMCONSOLE_CONFIG_DIR
    test -n "$folder"; or set folder $__scimconsole_folder
    sed -n "s/^[[:space:]]*$argv[1][[:space:]]*=[[:space:]]*[\"']\([A-Za-z0-9:\/._-]*\)[\"'].*/\1/p" \
        $folder/config.toml 2>/dev/null | sort -u
end

# Whether the line so far begins with these words.
function __scimconsole_at
    set -l typed (commandline -opc)
    set -l last (math (count $argv) + 1)
    test (count $typed) -ge $last; and test "$typed[2..$last]" = "$argv"
end

# Whether that many words stand before the cursor's, the first of them as named.
function __scimconsole_after
    set -l typed (commandline -opc)
    test (count $typed) -eq (math (count $argv) + 1); and test (count $argv) -eq 0 -o "$typed[2]" = "$argv[1]"
end
"""


def script(tree: Tree) -> str:
    """The script."""
    return "\n".join(_lines(tree)) + "\n"


def _lines(tree: Tree) -> Iterator[str]:
    yield "# Completion of scimconsole for fish, made by `scimconsole completion fish`."
    yield ""
    yield f"set -g __scimconsole_folder {_quoted(str(tree.settings_folder))}"
    yield ""
    yield _SAVED
    yield "complete -c scimconsole -e"
    yield "complete -c scimconsole -f"
    for noun, words in tree.nouns.items():
        yield f"complete -c scimconsole -n __scimconsole_after -a {noun} -d {_quoted(words)}"
    for noun, actions in tree.actions.items():
        for action, words in actions.items():
            condition = _quoted(f"__scimconsole_after {noun}")
            yield f"complete -c scimconsole -n {condition} -a {action} -d {_quoted(words)}"
    for command in tree.commands:
        condition = _quoted(
            f"__scimconsole_at {' '.join(command.words)}" if command.words else "__scimconsole_after"
        )
        for option in command.options:
            yield f"complete -c scimconsole -n {condition} {_option(option)}"
        if command.argument is not None and command.argument.known:
            yield f"complete -c scimconsole -n {condition} {_source(command.argument)}"


def _option(option: Option) -> str:
    spelled = " ".join(
        f"-l {name.removeprefix('--')}" if name.startswith("--") else f"-s {name.removeprefix('-')}"
        for name in option.names
    )
    value = "" if option.value is None else f" -r {_source(option.value)}"
    return f"{spelled}{value} -d {_quoted(option.help)}"


def _source(values: Values) -> str:
    if values.files:
        return "-F"
    if values.saved:
        return f"-f -a '(__scimconsole_saved {values.saved})'"
    return f"-f -a {_quoted(' '.join(values.words))}" if values.words else "-f"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
