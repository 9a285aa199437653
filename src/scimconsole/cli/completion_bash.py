"""Completion for bash, from 3.2 on; needs no other package."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from scimconsole.cli.completion_tree import Command, Tree, Values

# The word is taken from the line itself: bash splits words at `:` and `=`, and wants back only what follows.
_START = r"""# Completion of scimconsole for bash, made by `scimconsole completion bash`.

_scimconsole_saved() {
    sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*[\"']\([A-Za-z0-9:\/._-]*\)[\"'].*/\1/p" \
        "${SCIMCONSOLE_CONFIG_DIR:-$_scimconsole_folder}/config.toml" 2>/dev/null | sort -u
}

_scimconsole() {
    local line=${COMP_LINE:0:COMP_POINT} current='' previous='' word
    local noun='' action='' command='' candidates='' files=''
    local -a before
    read -ra before <<<"$line"
    while [[ ${#before[@]} -gt 1 && ${before[0]} != "${COMP_WORDS[0]}" ]]; do before=("${before[@]:1}"); done
    [[ $line == *[![:space:]] ]] && current=${before[${#before[@]}-1]} && unset "before[${#before[@]}-1]"
    previous=${before[${#before[@]}-1]}
    if [[ $current == --*=* ]]; then
        previous=${current%%=*} current=${current#*=}
    fi
    [[ ${before[1]} != -* ]] && noun=${before[1]}
    [[ ${before[2]} != -* ]] && action=${before[2]}
"""
_END = r"""
    COMPREPLY=()
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
        return
    fi
    local cut=${current%"${current##*[:=]}"}
    while IFS= read -r word; do
        [[ -n $word && $word == "$current"* ]] && COMPREPLY+=("${word#"$cut"}")
    done <<<"$candidates"
}

complete -F _scimconsole scimconsole
"""


def script(tree: Tree) -> str:
    """The script."""
    return "\n".join(_lines(tree))


def _lines(tree: Tree) -> Iterator[str]:
    yield _START.replace("_scimconsole_saved() {", _folder(tree) + "_scimconsole_saved() {", 1)
    yield "    if [[ ${#before[@]} -eq 1 && $current != -* ]]; then"
    yield f"        candidates={_listed(tree.nouns)}"
    for noun, actions in tree.actions.items():
        yield f"    elif [[ $noun == {noun} && ${{#before[@]}} -eq 2 ]]; then"
        yield f"        candidates={_listed(actions)}"
    yield "    else"
    yield "        command=$noun"
    yield f'        case $noun in {"|".join(tree.actions)}) command="$noun $action" ;; esac'
    yield "        case $command in"
    for command in tree.commands:
        yield from (f"        {line}" for line in _case(command))
    yield "        esac"
    yield "    fi"
    yield _END.removeprefix("\n")


def _folder(tree: Tree) -> str:
    return f"_scimconsole_folder={shlex.quote(str(tree.settings_folder))}\n\n"


def _case(command: Command) -> Iterator[str]:
    yield f"{shlex.quote(' '.join(command.words))})"
    yield "    case $previous in"
    free: list[str] = []
    for option in command.options:
        if option.value is None:
            continue
        if option.value.known:
            yield f"    {'|'.join(option.names)}) {_offered(option.value)} ;;"
        else:
            free += option.names
    if free:
        yield f"    {'|'.join(free)}) ;;"
    yield "    *)"
    names = [name for option in command.options for name in option.names]
    if command.argument is not None and command.argument.known:
        yield f"        if [[ $current == -* ]]; then candidates={_listed(names)}"
        yield f"        else {_offered(command.argument)}; fi ;;"
    else:
        yield f"        candidates={_listed(names)} ;;"
    yield "    esac ;;"


def _offered(values: Values) -> str:
    if values.files:
        return "files=yes"
    if values.saved:
        return f"candidates=$(_scimconsole_saved {values.saved})"
    return f"candidates={_listed(values.words)}"


def _listed(words: object) -> str:
    """Words a line, as one quoted word of the shell."""
    assert hasattr(words, "__iter__")
    return "$'" + "\\n".join(str(word).replace("\\", "\\\\").replace("'", "\\'") for word in words) + "'"
