"""What every page has around it: its style, its one script, and the headers that keep it to the reader."""

from __future__ import annotations

import base64
import hashlib
from html import escape

_STYLE = """\
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--paper:#fff;--box:#f3f4f6;--line:#8c959f;\
--act:#0b57d0;--on-act:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9da7b3;--paper:#0d1117;--box:#1b222b;\
--line:#6e7681;--act:#8ab4f8;--on-act:#0d1117}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
h1,p,li,dd,bdi{overflow-wrap:anywhere}
ol,ul{padding-left:1.4rem}
li{margin:.3rem 0}
li>p{margin:0}
summary{cursor:pointer}
dt{color:var(--quiet);margin-top:.8rem}
dd{margin:.2rem 0 0}
code{display:block;padding:.6rem .7rem;background:var(--box);border:1px solid var(--line);\
border-radius:.35rem;font:.95rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere;user-select:all}
button{font:inherit;margin:.5rem 0 0;padding:.6rem 1rem;border:1px solid var(--act);border-radius:.35rem;\
background:var(--act);color:var(--on-act);cursor:pointer}
button:focus-visible,summary:focus-visible,code:focus-visible{outline:3px solid var(--act);outline-offset:2px}
[hidden]{display:none}
.note{border-left:4px solid var(--line);padding:.1rem 0 .1rem .8rem}
.quiet{color:var(--quiet)}
"""
_SCRIPT = """\
if(navigator.clipboard)for(const button of document.querySelectorAll("button[data-copy]")){\
button.hidden=false;button.addEventListener("click",async()=>{\
try{await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);\
button.textContent="Copied"}catch{button.textContent="Select it and copy by hand"}})}
"""


def _source(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        f"default-src 'none'; style-src {_source(_STYLE)}; script-src {_source(_SCRIPT)}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'".encode(),
    ),
)
"""On every answer: nobody keeps the page, frames it, or learns its address from a link in it."""


def framed(title: str, content: str) -> bytes:
    """A whole page; `title` is plain text, `content` is HTML."""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{content}</main>\n"
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )
    # A lone surrogate cannot be sent, and a page with a question mark is better than none.
    return page.encode("utf-8", "replace")
