from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import apply_patch
from scimconsole.domain.scim.profile import Profile
from scimconsole.entra.provisioning.differences import differences
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.patching import patch_body
from scimconsole.entra.provisioning.payload import create_body
from scimconsole.entra.schema.model import AttributeMapping
from tests.domain.scim.people import COFFEES, COFFEES_URN, KEYCAFE, KEYCAFE_URN
from tests.entra.provisioning.mappings import ACTIVE, ENTERPRISE, ana, defined, line, mapping

TARGETS = (
    "externalId",
    "displayName",
    "title",
    "name.givenName",
    "name.formatted",
    'emails[type eq "work"].value',
    'emails[type eq "home"].value',
    'emails[type eq "work"].display',
    'addresses[type eq "work"].locality',
    'addresses[type eq "work"].country',
    'phoneNumbers[type eq "mobile"].value',
    'roles[primary eq "True"].value',
    "urn:ietf:params:scim:schemas:core:2.0:User:nickName",
    f"{ENTERPRISE}:department",
    f"{ENTERPRISE}:employeeNumber",
)
ATTRIBUTES = ("displayName", "jobTitle", "department", "city", "mail")
ROLES = (
    "AppRoleAssignmentsComplex([appRoleAssignments])",
    "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
)

texts = st.one_of(
    st.sampled_from(["Sales", "sales", "", " ", "True", "7", 'q"u\\o', "Montréal", "Ǆ", "ß", "a" * 300]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
)
people = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(ATTRIBUTES, texts),
        "accountEnabled": st.booleans(),
        "appRoleAssignments": st.lists(st.sampled_from(["Admin", "Guest", "Auditor"]), unique=True),
    },
)


@st.composite
def tables(draw: st.DrawFn) -> CompiledMapping:
    """A table of mappings onto attributes that the profile knows."""
    extension = draw(st.sampled_from([f"{COFFEES_URN}:businessUnit", f"{KEYCAFE_URN}:keyAccess"]))
    chosen = draw(st.lists(st.sampled_from((*TARGETS, extension)), unique=True, max_size=8))
    lines: list[AttributeMapping] = [line("userName", "[userPrincipalName]", matching=1)]
    lines += [
        line(
            target,
            draw(
                st.sampled_from(ATTRIBUTES).map("[{}]".format)
                | st.sampled_from(ATTRIBUTES).map("IgnoreFlowIfNullOrEmpty([{}])".format)
            ),
            default=draw(st.none() | st.just("x")),
            flow_type=draw(st.sampled_from(["Always", "Always", "ObjectAddOnly"])),
            flow_behavior=draw(st.sampled_from(["FlowWhenChanged", "FlowAlways"])),
        )
        for target in chosen
    ]
    if draw(st.booleans()) and 'roles[primary eq "True"].value' not in chosen:
        lines.append(line("roles", draw(st.sampled_from(ROLES))))
    if draw(st.booleans()):
        edited = 'IIF([accountEnabled], "true", "false")'
        lines.append(line("active", draw(st.sampled_from([ACTIVE, edited]))))
    definitions = [
        defined(target, case_exact=draw(st.booleans())) for target in chosen if draw(st.booleans())
    ]
    return mapping(*lines, definitions=definitions)


def profile_of(table: CompiledMapping) -> Profile:
    return KEYCAFE if any(target.startswith(KEYCAFE_URN) for target in table.by_target) else COFFEES


def created(table: CompiledMapping, person: dict[str, Any]) -> dict[str, Any]:
    """The resource the service would keep of a new person."""
    body = create_body(table, table.evaluate(ana(**person)))
    return normalize(profile_of(table).user, body).resource


class TestAnUpdateEndsInWhatIsMapped:
    """A difference that was sent is none any more, whichever dialect Entra speaks."""

    @given(tables(), people, people)
    def test_in_both_dialects_and_in_the_same_resource(
        self, table: CompiledMapping, earlier: dict[str, Any], person: dict[str, Any]
    ) -> None:
        user = profile_of(table).user
        stored = created(table, earlier)
        evaluated = table.evaluate(ana(**person))
        changes = differences(table, evaluated, stored)
        assume(changes)
        ends = []
        for dialect in ("legacy", "compliant"):
            patch = patch_body(table, changes, dialect)
            ends.append(apply_patch(user, stored, patch["Operations"]).resource)
            assert differences(table, evaluated, ends[-1]) == []
        assert ends[0] == ends[1]

    @given(tables(), people)
    def test_whoever_was_just_created_needs_no_update(
        self, table: CompiledMapping, person: dict[str, Any]
    ) -> None:
        assert differences(table, table.evaluate(ana(**person)), created(table, person)) == []

    @given(tables(), people, people)
    def test_and_leaves_everything_else_alone(
        self, table: CompiledMapping, earlier: dict[str, Any], person: dict[str, Any]
    ) -> None:
        other = {"type": "other", "value": "ana@home.example"}
        stored = created(table, earlier) | {"nickName": "Ani"}
        stored["emails"] = [*stored.get("emails", []), other]
        changes = differences(table, table.evaluate(ana(**person)), stored)
        assume(changes)
        operations = patch_body(table, changes, "compliant")["Operations"]
        after = apply_patch(profile_of(table).user, stored, operations).resource
        assert other in after["emails"]
        changed = {change.attribute for change in changes}
        for target, mapped in table.by_target.items():
            if target not in changed:
                assert mapped.path is not None
                assert mapped.path.read(after) == mapped.path.read(stored)
