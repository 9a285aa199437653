"""A JSON document, laid out and coloured by the theme."""

from __future__ import annotations

import json
import re
from typing import Any

from textual.content import Content, Span

from scimconsole.domain.terminal_text import escape_json

_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*")(?=\s*:)'
    r'|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<value>-?\d[\d.eE+-]*|true|false|null)"
    r"|(?P<sign>[{}\[\],:]+)"
)
_INK = {"name": "$accent", "text": "$success", "value": "$warning", "sign": "$foreground-muted"}


def json_text(document: Any) -> Content:
    """The document with an indent of two; what could act on a terminal is written as an escape."""
    text = escape_json(json.dumps(document, indent=2, ensure_ascii=False))
    spans = [
        Span(token.start(), token.end(), _INK[token.lastgroup or "sign"]) for token in _TOKEN.finditer(text)
    ]
    return Content(text, spans=spans)
