"""What is left of the profile's set-up guide for somebody who has Tenant URL and token, as HTML."""

from __future__ import annotations

from html import escape

from scimconsole.domain.guide.progress import steps_of
from scimconsole.domain.guide.step import Step
from scimconsole.domain.scim.profile import Profile

_DONE = ("reachable", "token")
"""The checks of those steps that the link itself does."""


def next_steps(profile: Profile) -> str:
    """The steps in order, each in short, and in full when it is opened."""
    left = [step for step in steps_of(profile) if step.check not in _DONE]
    return "<ol>\n" + "".join(_step(step) for step in left) + "</ol>\n"


def _step(step: Step) -> str:
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in step.do)
    texts = "".join(f"<code>{escape(text)}</code>\n" for text in step.texts)
    trap = f"<p>Mind: {escape(step.trap)}</p>\n" if step.trap else ""
    return (
        f'<li><strong>{escape(step.title)}</strong>\n<p class="quiet">{escape(step.place)}</p>\n'
        f"<details><summary>How</summary>\n<ul>\n{lines}</ul>\n{texts}{trap}</details></li>\n"
    )
