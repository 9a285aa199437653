"""Secrets out of text that is kept: log lines, exception texts, crash reports.

What is recognised: this product's credentials by their form, `Authorization` values, JSON Web Tokens,
passwords in addresses, and whatever follows a name such as `password`, `secret`, `api_key` or `token`.
"""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
LONGEST = 20_000
"""Characters of a text that are kept; the rest of a longer one is cut."""

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s,;&)}\]]+)"""
_SECRETS = re.compile(
    rf"""
      (?P<credential> \bscim[ckl]1_ ) [0-9A-Za-z]+
    | (?P<scheme> \b (?: bearer | basic | digest ) \s+ ) [\w.~+/=-]{{6,}}
    | (?P<header> (?: authorization | cookie ) ["']? \s* [:=] \s* ["']? ) [^\r\n"']+
    | (?P<named> (?: passw(?:or)?d | passphrase | secret | pepper | api[_-]?key | session[_-]?key | token )
                 [\w-]{{0,40}} ["']? \s* [:=] \s* ) {_VALUE}
    | (?P<address> :// ) [^/\s@]{{1,400}} (?= @ )
    | (?P<jwt> \beyJ ) [\w-]+ \. [\w-]+ (?: \. [\w-]* )?
    """,
    re.IGNORECASE | re.VERBOSE,
)


def hide_secrets(text: str) -> str:
    """The text with every secret that can be recognised replaced.

    >>> hide_secrets("Authorization: Bearer scimk1_3nQ0wq8e5uJ0cQqYtW0V1a")
    'Authorization: (hidden)'
    >>> hide_secrets("https://jane:letmein@db.example.com refused scimc1_3nQ0wq8e5uJ0")
    'https://(hidden)@db.example.com refused scimc1_(hidden)'
    """
    if len(text) > LONGEST:
        text = text[:LONGEST] + "…"
    return _SECRETS.sub(lambda match: match[match.lastgroup or 0] + HIDDEN, text)
