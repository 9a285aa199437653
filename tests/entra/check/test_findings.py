"""Each finding: where it is told, what is marked, and that what is to be pasted mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.check.checking import check
from scimconsole.entra.check.families import RULES
from scimconsole.entra.check.finding import SEVERITIES, Finding, Report
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema
from tests.entra.check.documents import schema
from tests.entra.check.examples import EXAMPLES, Example

ADDED = {"active-unmapped", "no-external-id", "members-unmapped", "scope-clause"}
"""What is pasted there makes a mapping that is not there yet, or mends no mapping at all."""
TARGETS = {"unknown-target", "target-shape", "no-definition", "bare-extension", "target-case"}
"""What is pasted there is the target."""
PROFILES = ("generic", "keycafe", "ten-thousand-coffees")


def report(found: SyncSchema, profile: str = "generic") -> Report:
    return check(found, load_profile(profile))


def found_by(example: Example) -> list[Finding]:
    findings = report(example.make(), example.profile).findings
    return [finding for finding in findings if finding.code == example.code]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
class TestEachFinding:
    """One schema each."""

    def test_is_found_once_in_its_place(self, example: Example) -> None:
        (finding,) = found_by(example)
        assert finding.severity == example.severity
        assert (finding.mapping, finding.target) == (example.mapping, example.target)
        assert finding.paste == example.paste
        marked = None
        if finding.expression is not None and finding.position is not None:
            marked = finding.expression[finding.position : finding.position + finding.length]
        assert marked == example.marked
        assert finding.what
        assert finding.why
        assert finding.mend
        assert finding.portal.startswith(f"Provisioning > Attribute mapping > {example.mapping}")

    def test_its_pointer_leads_into_the_document(self, example: Example) -> None:
        made = example.make()
        (finding,) = found_by(example)
        place: object = made.document
        for part in finding.pointer.split("/")[1:]:
            place = place[int(part)] if isinstance(place, list) else place[part]  # type: ignore[index]
        if example.target and isinstance(place, dict) and "targetAttributeName" in place:
            assert place["targetAttributeName"] == example.target


@pytest.mark.parametrize(
    "example",
    [one for one in EXAMPLES if one.paste and one.code not in ADDED],
    ids=lambda example: example.code,
)
def test_what_is_pasted_mends_it(example: Example) -> None:
    """The mapping with the text pasted has the finding no more, and can be read."""
    (finding,) = found_by(example)
    again = report(pasted(example.make(), finding), example.profile).findings
    assert [one for one in again if (one.code, one.pointer) == (finding.code, finding.pointer)] == []
    assert not any(one.code == "malformed" for one in again)


def pasted(made: SyncSchema, finding: Finding) -> SyncSchema:
    """The schema with the text pasted into the line: as its target if it is one, else as its source."""
    assert finding.paste is not None

    def mend(line: AttributeMapping) -> AttributeMapping:
        if line.pointer != finding.pointer:
            return line
        if finding.code in (
            "unknown-target",
            "target-shape",
            "no-definition",
            "bare-extension",
            "target-case",
        ):
            return replace(line, target=finding.paste or "")
        return replace(line, type="Expression", expression=finding.paste or "")

    def mend_all(mapping: ObjectMapping) -> ObjectMapping:
        definitions = dict(mapping.definitions)
        if finding.code == "no-definition" and finding.paste in {line.target for line in mapping.attributes}:
            first = next(iter(definitions.values()))
            definitions[finding.paste or ""] = replace(first, name=finding.paste or "")
        return replace(
            mapping, attributes=tuple(mend(line) for line in mapping.attributes), definitions=definitions
        )

    return replace(made, mappings=tuple(mend_all(mapping) for mapping in made.mappings))


class TestTheRules:
    """All of them together."""

    def test_each_has_an_example(self) -> None:
        assert {example.code for example in EXAMPLES} == set(RULES)

    def test_no_rule_is_milder_than_its_findings(self) -> None:
        for example in EXAMPLES:
            (finding,) = found_by(example)
            assert SEVERITIES.index(finding.severity) >= SEVERITIES.index(RULES[example.code].severity)

    @pytest.mark.parametrize("profile", PROFILES)
    def test_the_good_schema_has_only_fields_unmapped(self, profile: str) -> None:
        codes = {finding.code for finding in report(schema(), profile).findings}
        assert codes <= {"required-unmapped", "recommended-unmapped"}
