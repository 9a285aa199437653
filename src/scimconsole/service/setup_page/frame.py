"""What every page has around it: its style, its one script, and the headers that keep it to the reader."""

from __future__ import annotations

import base64
import hashlib
from html import escape

_STYLE = """\
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--ground:#f3f5f8;--paper:#fff;--box:#f3f5f8;\
--line:#d0d7de;--act:#0b57d0;--on-act:#fff;--warn:#fff6e0;--warn-line:#b7791f;--shade:0 1px 3px #1b1f2414,\
0 8px 24px #1b1f2414}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9da7b3;--ground:#0b0f14;--paper:#141a21;\
--box:#0b0f14;--line:#323c47;--act:#8ab4f8;--on-act:#0b1a30;--warn:#2b2413;--warn-line:#d9a441;--shade:none}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.6rem 1.2rem 2.5rem;background:var(--paper)}
@media(min-width:48rem){main{margin:3rem auto;padding:2.4rem 2.8rem 2.8rem;border:1px solid var(--line);\
border-radius:1rem;box-shadow:var(--shade)}}
h1{font-size:1.7rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 1.2rem;text-wrap:balance}
h2{font-size:1.15rem;margin:2.4rem 0 .8rem}
h1,p,li,bdi,summary{overflow-wrap:anywhere}
.above{margin:0 0 .3rem;color:var(--act);font-size:.85rem;font-weight:600;letter-spacing:.04em}
.lead{font-size:1.08rem}
ul{padding-left:1.3rem;margin:.6rem 0}
li{margin:.3rem 0}
.will{list-style:none;padding:0;counter-reset:will}
.will li{counter-increment:will;position:relative;padding-left:2.4rem;margin:.7rem 0}
.will li::before,.number{display:inline-grid;place-items:center;width:1.6rem;height:1.6rem;border-radius:50%;\
border:1px solid var(--act);color:var(--act);font-size:.85rem;font-weight:600}
.will li::before{content:counter(will);position:absolute;left:0;top:0}
.note{margin:1rem 0;padding:.75rem 1rem;border-left:4px solid var(--warn-line);border-radius:.4rem;\
background:var(--warn)}
.quiet{color:var(--quiet)}
.value{margin:1.2rem 0}
.value .head{display:flex;justify-content:space-between;align-items:center;gap:1rem;min-height:2.4rem;\
font-weight:600}
code{display:block;margin:.4rem 0 0;padding:.75rem .9rem;background:var(--box);border:1px solid var(--line);\
border-radius:.5rem;font:.95rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere;user-select:all}
button{font:inherit;font-weight:600;padding:.35rem .9rem;border:1px solid var(--act);border-radius:.5rem;\
background:transparent;color:var(--act);cursor:pointer;white-space:nowrap}
button[type=submit]{width:100%;margin:1rem 0 .4rem;padding:.85rem 1.4rem;font-size:1.05rem;\
background:var(--act);color:var(--on-act);white-space:normal}
@media(min-width:48rem){button[type=submit]{width:auto}}
button:hover{filter:brightness(1.12)}
button:focus-visible,summary:focus-visible,code:focus-visible{outline:3px solid var(--act);outline-offset:2px}
[hidden]{display:none}
.steps{list-style:none;padding:0;margin:0}
.steps>li{margin:.6rem 0;border:1px solid var(--line);border-radius:.6rem}
summary{display:grid;grid-template-columns:auto 1fr auto;gap:.1rem .8rem;align-items:center;\
padding:.7rem .9rem;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::after{content:"";width:.5rem;height:.5rem;border:solid var(--quiet);border-width:0 2px 2px 0;\
transform:rotate(45deg);grid-row:1;grid-column:3;margin-right:.2rem}
details[open]>summary::after{transform:rotate(225deg)}
summary .place{grid-column:2;color:var(--quiet);font-size:.92rem}
.how{padding:0 .9rem .9rem 3.3rem}
.how p{margin:.6rem 0 0}
.how .value{margin:.6rem 0;display:flex;gap:.6rem;align-items:center}
.how code{flex:1;margin:0;padding:.4rem .7rem}
@media(max-width:30rem){.how{padding-left:.9rem}}
footer{margin-top:2.4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.9rem}
"""
_SCRIPT = """\
if(navigator.clipboard)for(const button of document.querySelectorAll("button[data-copy]")){\
button.hidden=false;button.addEventListener("click",async()=>{\
try{await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);\
button.textContent="Copied ✓"}catch{button.textContent="Select it and copy by hand"}})}
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


def framed(title: str, content: str, above: str = "") -> bytes:
    """A whole page; `title` and what stands `above` it are plain text, `content` is HTML."""
    over = f'<p class="above">{escape(above)}</p>\n' if above else ""
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{over}<h1>{escape(title)}</h1>\n{content}</main>\n"
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )
    # A lone surrogate cannot be sent, and a page with a question mark is better than none.
    return page.encode("utf-8", "replace")
