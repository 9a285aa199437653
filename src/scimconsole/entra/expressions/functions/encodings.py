"""Texts in other clothes: ConvertToBase64, ConvertFromBase64, ConvertToUTF8Hex."""

from __future__ import annotations

import base64
import binascii

from scimconsole.entra.expressions.functions.declaring import function
from scimconsole.entra.expressions.run import Run, Site
from scimconsole.entra.expressions.utf16 import well_formed
from scimconsole.entra.expressions.values import Value, described

_ENCODINGS = {"unicode": "utf-16-le", "ascii": "ascii", "utf8": "utf-8"}


@function(
    "ConvertToBase64(source)",
    "Base64 of the UTF-16 bytes of source, the lower byte first",
    family="text",
    example='ConvertToBase64("é")',
)
def to_base64(run: Run, site: Site, source: Value) -> Value:
    """Base64 of the UTF-16 bytes."""
    text = site.text(source, 0)
    if text is None:
        return site.null(run)
    return site.bounded(base64.b64encode(well_formed(text).encode("utf-16-le")).decode())


@function(
    "ConvertFromBase64(source, [encoding])",
    "the text of such bytes; the encoding is Unicode, ASCII or UTF8",
    family="text",
    origin="cloud sync",
    example='ConvertFromBase64("6QA=")',
)
def from_base64(run: Run, site: Site, source: Value, encoding: Value) -> Value:
    """The text that was encoded."""
    text = site.text(source, 0)
    name = site.text(encoding, 1) or "Unicode"
    codec = _ENCODINGS.get(name.lower())
    if codec is None:
        raise site.fail(f"{described(name)} is none of Unicode, ASCII, UTF8.", 1)
    if text is None:
        return site.null(run)
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise site.fail(f"{described(text)} is no Base64.", 0) from None
    return data.decode(codec, "replace")


@function(
    "ConvertToUTF8Hex(source)",
    "the UTF-8 bytes of source as hexadecimal digits",
    family="text",
    example='ConvertToUTF8Hex("Ünï")',
)
def to_utf8_hex(run: Run, site: Site, source: Value) -> Value:
    """Hexadecimal UTF-8."""
    text = site.text(source, 0)
    if text is None:
        return site.null(run)
    return site.bounded(well_formed(text).encode().hex().upper())
