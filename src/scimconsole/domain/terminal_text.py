"""Text from a directory, made safe to draw.

Control characters could move the cursor or change the terminal, bidi marks and invisible characters
could make a name read as another one. They are drawn as visible escapes. The joiners U+200C and U+200D
stay: Persian, Indic scripts and emoji are spelled with them.
"""

from __future__ import annotations

import re

_HOSTILE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"
    "\U000e0000-\U000e007f"  # tags
    "]"
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escape_text(text: str) -> str:
    """The text with every character that could act on a terminal or mislead a reader written as an escape.

    >>> escape_text("Jane\\u202e\\x1b[2J")
    'Jane\\\\u202e\\\\x1b[2J'
    """
    return _HOSTILE.sub(_escape, text)


def typed_line(text: str) -> str:
    """What a field on one line takes of a text: its first line that says something, without such characters.

    >>> typed_line("\\n  \\nscimk1_3nQ\\x1b[31m\\u202e\\tx\\nmore")
    'scimk1_3nQ[31m x'
    """
    lines = text.splitlines() or [""]
    line = next((line for line in lines if line.strip()), lines[0])
    return _HOSTILE.sub("", line.replace("\t", " "))


def escape_json(document: str) -> str:
    r"""The same JSON document with such characters, which occur in its strings only, as `\uXXXX` escapes.

    Line breaks between the tokens stay.
    """
    return _HOSTILE.sub(_escape_for_json, document)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_for_json(match: re.Match[str]) -> str:
    character = match.group()
    if character in "\n\t":
        return character
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
