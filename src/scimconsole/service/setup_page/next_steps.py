"""What is left of the profile's set-up guide for somebody who has Tenant URL and token, as HTML."""

from __future__ import annotations

from html import escape

from scimconsole.domain.guide.progress import steps_of
from scimconsole.domain.guide.step import Step
from scimconsole.domain.scim.profile import Profile

_DONE = ("reachable", "token")
"""The checks of those steps that the link itself does."""


def next_steps(profile: Profile) -> str:
    """The steps in order, each in short, and in full when it is opened; the first is open."""
    left = [step for step in steps_of(profile) if step.check not in _DONE]
    return (
        '<ol class="steps">\n'
        + "".join(_step(number, step) for number, step in enumerate(left, 1))
        + "</ol>\n"
    )


def _step(number: int, step: Step) -> str:
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in step.do)
    texts = "".join(to_copy(f"text-{number}-{place}", text) for place, text in enumerate(step.texts, 1))
    trap = f'<p class="note">{escape(step.trap)}</p>\n' if step.trap else ""
    is_open = " open" if number == 1 else ""
    optional = " (optional)" if step.optional else ""
    minutes = f", about {step.minutes} min" if step.minutes else ""
    return (
        f"<li><details{is_open}><summary>"
        f'<span class="number">{number}</span> <strong>{escape(step.title)}{optional}</strong> '
        f'<span class="place">{escape(step.place)}{minutes}</span></summary>\n'
        f'<div class="how"><ul>\n{lines}</ul>\n{texts}{trap}</div></details></li>\n'
    )


def to_copy(identifier: str, text: str) -> str:
    """A text in a box, with a button that copies it where the browser can."""
    return (
        f'<div class="value"><code id="{identifier}" tabindex="0">{escape(text)}</code>'
        f'<button type="button" data-copy="{identifier}" aria-live="polite" hidden>Copy</button></div>\n'
    )
