"""The set-up guide: what to do in Entra ID, and what has been seen of it so far."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from scimconsole.api.base import Answer, Timestamp

GuideState = Literal["seen", "waiting", "trouble"]
"""`seen`: the evidence is there; `waiting`: nothing yet; `trouble`: what arrived is not right."""


class GuidePaste(Answer):
    """Something to paste into the portal."""

    name: str = Field(description="`tenant_url`, `token`, `schema`, or `text`.")
    label: str = Field(description="What it is called.", examples=["Tenant URL"])
    value: str | None = Field(
        description="The text; null for a token, which is shown once when it is generated, and for a schema, "
        "which `/mapping` answers."
    )


class GuideStep(Answer):
    """One step, with what has been seen of it."""

    number: int
    title: str
    place: str = Field(description="The way through the portal's menus.")
    do: list[str]
    paste: list[GuidePaste]
    trap: str | None = Field(default=None, description="The mistake that is usually made here.")
    minutes: int
    source: str = Field(description="Whose wording it is.")
    dated: str = Field(description="When the wording was looked up.", examples=["2026-11"])
    check: str | None = Field(
        default=None, description="What ticks the step; null where only the person who does it can tell."
    )
    optional: bool = Field(description="The set-up is complete without it.")
    state: GuideState | None = Field(default=None, description="Null where there is no check.")
    evidence: str | None = Field(default=None, description="What was seen, in one sentence.")
    at: Timestamp | None = Field(default=None, description="When what was seen happened.")


class Guide(Answer):
    """The organization's set-up guide."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "profile": "keycafe",
                    "title": "Keycafe",
                    "tenant_url": "https://scim.example.com/scim/v2/acme",
                    "minutes": 28,
                    "seen": 3,
                    "checked": 8,
                    "complete": False,
                    "sampled": None,
                    "minutes_left": 17,
                    "users": 0,
                    "groups": 0,
                    "first_people": [],
                    "next_cycle_at": None,
                    "token_id": "3nQ0wq8e5uJ0cQqYtW0V1a",
                    "token_name": "Entra ID",
                    "token_expires_at": "2027-11-21T19:55:00.000000Z",
                    "steps": [
                        {
                            "number": 4,
                            "title": "Enter the address and the token",
                            "place": "the app > Manage > Provisioning",
                            "do": ["Press Test Connection and wait for the good answer, then Save."],
                            "paste": [
                                {
                                    "name": "tenant_url",
                                    "label": "Tenant URL",
                                    "value": "https://scim.example.com/scim/v2/acme",
                                }
                            ],
                            "trap": "Without Save nothing is kept.",
                            "minutes": 3,
                            "source": "Keycafe, SCIM Setup for Microsoft Entra ID",
                            "dated": "2026-11",
                            "check": "test-connection",
                            "optional": False,
                            "state": "seen",
                            "evidence": "Test connection received 2026-11-21 20:00 UTC from 20.1.2.3.",
                            "at": "2026-11-21T20:00:00.000000Z",
                        }
                    ],
                }
            ]
        }
    )

    profile: str
    title: str = Field(description="The service's name.")
    tenant_url: str | None
    minutes: int = Field(description="How long the clicking takes in all.")
    seen: int = Field(description="How many steps were seen.")
    checked: int = Field(description="How many steps can be seen.")
    complete: bool = Field(description="Every step that can be seen was, but for optional ones.")
    sampled: str | None = Field(
        default=None, description="What was looked at where there is too much to read all; null: everything."
    )
    minutes_left: int = Field(
        default=0,
        description="How long what is left takes; steps nobody can see count while later ones are open.",
    )
    users: int = Field(default=0, description="How many people are there.")
    groups: int = Field(default=0, description="How many groups are there.")
    first_people: list[str] = Field(default=[], description="The userNames of at most five who came first.")
    next_cycle_at: Timestamp | None = Field(
        default=None, description="When Entra is expected next; null while it has no steady rhythm."
    )
    token_id: str | None = Field(
        default=None, description="The active token that was used last, else the newest."
    )
    token_name: str | None = None
    token_expires_at: Timestamp | None = Field(
        default=None, description="When that token ends; null without one, and for one that never does."
    )
    steps: list[GuideStep]


class SelfTestStep(Answer):
    """One thing Entra ID would do, and what came of it."""

    name: str = Field(description="A stable name, such as `disable-legacy`.")
    title: str
    passed: bool
    status: int | None = Field(default=None, description="What was answered; null when nothing was.")
    expected: str = Field(description="What Entra needs to see.")
    seen: str = Field(description="What was seen.")
    request_id: str | None = None
    duration_us: int = 0


class SelfTest(Answer):
    """What a play of Entra ID against the organization's own endpoint came to."""

    passed: bool
    user_name: str = Field(description="Whom the test made and took away again.")
    cleaned_up: bool = Field(description="Nothing of it is left but its requests in the journal.")
    steps: list[SelfTestStep]
