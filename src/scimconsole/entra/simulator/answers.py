"""Reading what the endpoint answers, as strictly as Entra does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.domain.scim.text import is_storable
from scimconsole.entra.provisioning.results import Stored
from scimconsole.entra.simulator.endpoint import Answer
from scimconsole.entra.simulator.failures import ObjectFailed, filtering, incompatible, of_answer


def found_resources(answer: Answer, doing: str) -> list[Stored]:
    """The resources of a list; raises `ObjectFailed` for what is no ListResponse."""
    if not answer.ok:
        failure = of_answer(doing, answer)
        raise ObjectFailed(filtering(failure) if answer.status in (400, 404, 501) else failure)
    document = answer.document
    if not isinstance(document, Mapping):
        raise ObjectFailed(incompatible(doing, "the answer is no JSON object.", filtering=True))
    resources = document.get("Resources")
    total = document.get("totalResults")
    if resources is None and total == 0:
        resources = []
    if not isinstance(resources, list):
        raise ObjectFailed(incompatible(doing, "the answer is no ListResponse.", filtering=True))
    found = [stored(resource, doing) for resource in resources]
    if isinstance(total, int) and not isinstance(total, bool) and total > 1 and len(found) == 1:
        found *= 2  # a page of one out of several
    return found


def stored(resource: Any, doing: str) -> Stored:
    """A resource with its id; raises `ObjectFailed` when it is none."""
    if not isinstance(resource, Mapping):
        raise ObjectFailed(incompatible(doing, "the answer has no resource."))
    scim_id = resource.get("id")
    if not isinstance(scim_id, str) or not scim_id or not is_storable(scim_id):
        raise ObjectFailed(incompatible(doing, "the resource in the answer has no id."))
    return Stored(scim_id, resource)
