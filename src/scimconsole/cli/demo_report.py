"""What `demo --plain`, `--json` and `--jsonl` print of a run, while it happens."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from scimconsole.cli.output import dim
from scimconsole.demo.happenings import condensed
from scimconsole.demo.run import Run, StepDone
from scimconsole.domain.terminal_text import escape_json, escape_text

_WIDTH = 100
_INDENT = 8
_LABEL = 9
_PLAYED = (
    "Entra ID is played by a simulator on this machine. Every request really goes over HTTP to a service of "
    "its own and stands in its journal; nothing leaves this machine, and everything is removed at the end."
)


def beginning(run: Run) -> str:
    """The head of a plain run."""
    script = run.script
    facts = f"{len(run.steps)} steps, {script.people} people of {script.domain}, seed {run.seed}."
    return "\n".join([_safe(f"{script.title}: {run.stage.profile.title}"), *_wrapped(_PLAYED, 0), facts])


def plain(done: StepDone, of: int) -> str:
    """A step as text: what is done where, what arrived, and what was checked."""
    step = done.step
    lines = ["", f"{f'{done.number}/{of}'.rjust(_INDENT - 2)}  {_safe(step.title)}"]
    lines += _wrapped(step.caption, _INDENT)
    if step.place:
        lines += _labelled("where", step.place)
    for click in step.click:
        lines += _labelled("click", click)
    if step.command:
        lines += _labelled("command", step.command)
    for sentence in done.said:
        lines += _labelled("told", sentence)
    for number, sentence in enumerate(condensed(done.arrived)):
        lines += _labelled("arrived" if not number else "", sentence)
    for check in done.checks:
        lines += _labelled("ok" if check.ok else "FAILED", check.text)
    if done.problem is not None:
        lines += _labelled("FAILED", done.problem)
    return "\n".join(lines)


def ending(run: Run, seconds: float) -> str:
    """The last line of a plain run."""
    arrived = sum(len(done.arrived) for done in run.done)
    checks = sum(len(done.checks) for done in run.done)
    if run.is_good:
        return (
            f"\nAll {len(run.done)} steps really happened: {arrived} requests, {checks} checks, "
            f"{seconds:.1f} s. The organization was thrown away."
        )
    return f'\nStopped at the step "{run.done[-1].step.name}" of {len(run.steps)}; the rest was not played.'


def as_json(done: StepDone) -> dict[str, Any]:
    """A step as one JSON object."""
    step = done.step
    return {
        "number": done.number,
        "name": step.name,
        "title": step.title,
        "caption": step.caption,
        "place": step.place,
        "click": list(step.click),
        "command": step.command,
        "acts": [{"do": act.name, "where": act.side} for act in step.acts],
        "told": list(done.said),
        "arrived": [
            {
                "at": one.at,
                "text": one.text,
                "request_id": one.request_id,
                "operation": one.operation,
                "status": one.status,
                "cause": one.cause,
            }
            for one in done.arrived
        ],
        "checks": [{"text": check.text, "ok": check.ok, "seen": check.seen} for check in done.checks],
        "ok": done.ok,
        "problem": done.problem,
        "seconds": round(done.seconds, 3),
    }


def summary(run: Run, seconds: float) -> dict[str, Any]:
    """What stands beside the steps with `--json`."""
    return {
        "title": run.script.title,
        "cut": run.script.cut,
        "profile": run.profile,
        "seed": run.seed,
        "steps": len(run.steps),
        "played": len(run.done),
        "requests": sum(len(done.arrived) for done in run.done),
        "ok": run.is_good,
        "seconds": round(seconds, 3),
    }


def json_line(value: object) -> str:
    """One line of JSON that is safe to print."""
    return escape_json(json.dumps(value, ensure_ascii=False))


def _labelled(label: str, text: str) -> Iterator[str]:
    first, *others = textwrap.wrap(_safe(text), _WIDTH - _INDENT - _LABEL, break_on_hyphens=False) or [""]
    yield f"{' ' * _INDENT}{dim(label.ljust(_LABEL))}{first}"
    for line in others:
        yield f"{' ' * (_INDENT + _LABEL)}{line}"


def _wrapped(text: str, indent: int) -> list[str]:
    return [" " * indent + line for line in textwrap.wrap(_safe(text), _WIDTH - indent)]


def _safe(text: str) -> str:
    return escape_text(text)
