"""How a call is made: method, path, query, and the model of the answer."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from scimconsole.api import Page, Reason
from scimconsole.client.call import Call, ListCall

Model = TypeVar("Model", bound=BaseModel)


def get(path: str, model: type[Model]) -> Call[Model]:
    """Ask for one thing."""
    return Call("GET", path, model.model_validate_json)


def post(path: str, model: type[Model], body: BaseModel | None = None) -> Call[Model]:
    """Do something, perhaps with a body."""
    return Call("POST", path, model.model_validate_json, body=body)


def list_of(path: str, model: type[Model], **query: str | int | None) -> ListCall[Model]:
    """Ask for a page of a list."""
    page: type[Page[Model]] = Page[model]  # type: ignore[valid-type]
    return ListCall("GET", path, page.model_validate_json, query=given(**query))


def given(**query: str | int | None) -> dict[str, str | int]:
    """The parameters that have a value."""
    return {name: value for name, value in query.items() if value is not None}


def reason_of(reason: str | None) -> Reason:
    """Why something is done, as the service takes it."""
    return Reason.model_validate({"reason": reason} if reason else {})


def part(identifier: str) -> str:
    """An identifier as a part of a path."""
    return quote(identifier, safe="")
