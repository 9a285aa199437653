"""Every act there is, by the name that scripts call it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scimconsole.demo.acts import directory, entra, links, organization, people, tokens
from scimconsole.demo.parameters import Params
from scimconsole.demo.script import Act, Acted, Side

if TYPE_CHECKING:
    from scimconsole.demo.stage import Stage

_Made: TypeAlias = Callable[[Params], "Callable[[Stage], Awaitable[Acted]]"]


@dataclass(frozen=True, slots=True)
class Kind:
    """An act without its parameters."""

    side: Side
    needs: str | None
    """The capability of the service that it needs."""
    make: _Made
    """Takes the parameters and answers what carries the act out."""


ACTS: Mapping[str, Kind] = {
    "look-at-organization": Kind("service", None, organization.LookAtOrganization),
    "look-at-guide": Kind("service", "guide", organization.LookAtGuide),
    "look-at-sync": Kind("service", "sync", organization.LookAtSync),
    "look-at-person": Kind("service", "users", people.LookAtPerson),
    "look-at-refusal": Kind("service", "requests", organization.LookAtRefusal),
    "self-test": Kind("service", "self-test", organization.SelfTest),
    "change-settings": Kind("service", "settings", organization.ChangeSettings),
    "answer-brake": Kind("service", "brake", organization.AnswerBrake),
    "generate-token": Kind("service", "tokens", tokens.GenerateToken),
    "rotate-token": Kind("service", "tokens", tokens.RotateToken),
    "revoke-token": Kind("service", "tokens", tokens.RevokeToken),
    "create-link": Kind("service", "setup-links", links.CreateLink),
    "use-link": Kind("service", "setup-links", links.UseLink),
    "save-mapping": Kind("service", "mapping", people.SaveMapping),
    "preview": Kind("service", "mapping", people.Preview),
    "deactivate": Kind("service", "users", people.Deactivate),
    "reactivate": Kind("service", "users", people.Reactivate),
    "ask-why": Kind("service", "why", people.AskWhy),
    "test-connection": Kind("entra", None, entra.TestConnection),
    "cycle": Kind("entra", None, entra.RunCycle),
    "provision-on-demand": Kind("entra", None, entra.ProvisionOnDemand),
    "assign": Kind("directory", None, directory.Assign),
    "unassign": Kind("directory", None, directory.Unassign),
    "change": Kind("directory", None, directory.Change),
    "leave-group": Kind("directory", None, directory.LeaveGroup),
    "block-sign-in": Kind("directory", None, directory.BlockSignIn),
    "allow-sign-in": Kind("directory", None, directory.AllowSignIn),
}


def read_act(name: str, params: Params) -> Act:
    """The act with its parameters; mistakes in them are reported to their table."""
    kind = ACTS[name]
    return Act(name, kind.side, kind.needs, kind.make(params))
