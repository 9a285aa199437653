"""The body of the POST that creates an object."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.profile import ADSCIM_GROUP
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.results import Evaluated
from scimconsole.entra.provisioning.target_path import CORE, ENTERPRISE


def create_body(compiled: CompiledMapping, evaluated: Evaluated) -> dict[str, Any]:
    """The body of the POST, references and members left to later requests.

    `schemas` names the enterprise extension when an attribute of it is there; the URN of a custom extension
    is a key only, as Entra does it.
    """
    schemas = [CORE[compiled.kind]]
    body: dict[str, Any] = {"schemas": schemas}
    by_target = compiled.by_target
    for held in (evaluated.values, evaluated.initial):
        for target, value in held.items():
            path = by_target[target].path
            if path is not None:
                path.write(body, value)
    if compiled.kind == "Group":
        schemas.append(ADSCIM_GROUP)
    elif any(spelling in body for spelling in compiled.enterprise):
        schemas.append(ENTERPRISE)
    body["meta"] = {"resourceType": compiled.kind}
    return body
