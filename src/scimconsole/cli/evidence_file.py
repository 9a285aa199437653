"""The file of an evidence bundle: a ZIP whose README says what is in it, what is not, and why."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scimconsole.domain.pseudonyms import Pseudonyms
from scimconsole.domain.secret_text import hide_secrets
from scimconsole.errors import Conflict, InvalidInput


@dataclass
class Bundle:
    """What is to be handed on: documents by file name, and what was left out with the reason."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    documents: dict[str, Any] = field(default_factory=dict)
    """A list becomes JSON lines."""
    meanings: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)
    """Names that stand in texts, each as `{"person": name}`."""

    def add(self, name: str, document: Any, meaning: str) -> None:
        """Take a document in."""
        self.documents[name] = document
        self.meanings[name] = meaning

    def files(self, *, anonymous: bool) -> dict[str, str]:
        """The text of every file; no secret is in it, and no name or address where it is `anonymous`."""
        documents = {"README.txt": self._readme(anonymous), **self.documents}
        documents = {name: _without_secrets(document) for name, document in documents.items()}
        if anonymous:
            pseudonyms = Pseudonyms()
            for document in (*self.people, *documents.values()):
                pseudonyms.learn(document)
            documents = {name: pseudonyms.replaced(document) for name, document in documents.items()}
        return {name: _text(document) for name, document in documents.items()}

    def _readme(self, anonymous: bool) -> str:
        width = max(map(len, [*self.meanings, *(name for name, _ in self.facts)]), default=0)
        people = (
            "Names and e-mail addresses are replaced by pseudonyms, the same in every file; ids stay."
            if anonymous
            else "Names and e-mail addresses are in it: whoever helps needs them. --anonymous replaces them."
        )
        lines = [
            self.title,
            "",
            *(f"{name.ljust(width)}  {value}" for name, value in self.facts),
            "",
            "In this bundle",
            *(f"{name.ljust(width)}  {meaning}" for name, meaning in self.meanings.items()),
            "",
            "Not in it",
            "- Tokens, API keys and passwords; what looks like one is shown as (hidden).",
            *(f"- {sentence}" for sentence in self.left_out),
            "",
            people,
            "Times in the JSON files are UTC.",
        ]
        return "\n".join(lines) + "\n"


def _without_secrets(document: Any) -> Any:
    if isinstance(document, str):
        return hide_secrets(document)
    if isinstance(document, dict):
        return {name: _without_secrets(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_without_secrets(value) for value in document]
    return document


def _text(document: Any) -> str:
    if isinstance(document, str):
        return document
    if isinstance(document, list):
        return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in document)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise Conflict where the file is there and is not to be replaced."""
    if path.exists() and not force:
        raise Conflict(f"{path} exists already.", hint="Choose another name, or --force to replace it.")


def write_zip(path: Path, files: dict[str, str], *, force: bool) -> None:
    """Write the ZIP, readable by its owner only, whole or not at all; raises Conflict and InvalidInput."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for name, text in files.items():
                archive.writestr(name, text)
        refuse_existing(path, force=force)
        beside.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)


def counted(items: Sequence[object], what: str) -> str:
    """`1 request`, `12 requests`."""
    return f"{len(items):,} {what}" if len(items) == 1 else f"{len(items):,} {what}s"
