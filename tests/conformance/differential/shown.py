"""For each justified difference a few requests that show it, so that no entry outlives its reason."""

from __future__ import annotations

from typing import Any

from tests.conformance.differential.requests import ENTERPRISE, GROUP, PATCH_OP, USER, Request

_ANN = Request("create user", "POST", "/Users", {"schemas": [USER], "userName": "ann", "active": True})
_BO = Request("create user", "POST", "/Users", {"schemas": [USER], "userName": "bo", "active": True})


def _patch(kind: str, target: str, operation: dict[str, Any]) -> Request:
    return Request(kind, "PATCH", target, {"schemas": [PATCH_OP], "Operations": [operation]})


def _group(name: str, *members: str) -> Request:
    body = {"schemas": [GROUP], "displayName": name, "members": [{"value": member} for member in members]}
    return Request("create group", "POST", "/Groups", body)


SHOWN = (
    [_ANN, _group("Readers", "{user0}", "{user0}"), Request("read user", "GET", "/Users/{user0}")],
    [_ANN, _group("Readers", "{user0}")],
    [_group("Readers"), _group("readers")],
    [
        Request("create user", "POST", "/Users", _ANN.body | {ENTERPRISE: {"department": "Tea"}}),
        Request("read user", "GET", "/Users/{user0}?attributes=userName"),
    ],
    [_patch("patch user: remove userName", "/Users/{user9}", {"op": "remove", "path": "userName"})],
    [
        _ANN,
        _BO,
        Request("replace user", "PUT", "/Users/{user1}", _ANN.body | {"active": False}),
    ],
    [_ANN, _patch("patch user: add title", "/Users/{user0}", {"op": "add", "path": "title", "value": None})],
    [
        _ANN,
        _patch(
            "patch user: replace favouriteTea",
            "/Users/{user0}",
            {"op": "replace", "path": "favouriteTea", "value": "Assam"},
        ),
    ],
)
