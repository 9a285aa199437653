from __future__ import annotations

import json
from typing import Any

from scimconsole.service.management.user_history import LONGEST_VALUE, sentence_of

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def said(**detail: Any) -> str | None:
    return sentence_of(json.dumps(detail))


class TestAnEntry:
    def test_says_what_an_attribute_was_and_is(self) -> None:
        assert said(changed={"title": [None, "Engineer"]}) == "title: nothing -> Engineer"
        assert said(changed={"active": [True, False]}) == "active: yes -> no"
        assert said(changed={"entra_active": [False, True]}) == "active in Entra ID: no -> yes"

    def test_says_of_an_object_only_what_changed_in_it(self) -> None:
        name = [{"givenName": "Jane", "familyName": "Doe"}, {"givenName": "Jane", "familyName": "Roe"}]
        assert said(changed={"name": name}) == "name.familyName: Doe -> Roe"

    def test_names_the_attributes_of_an_extension_without_its_urn(self) -> None:
        manager = {"value": "26118915"}
        changed = {ENTERPRISE: [{"department": "IT"}, {"department": "IT", "manager": manager}]}
        assert (
            said(changed={"schemas": [[], [ENTERPRISE]], **changed}) == "manager.value: nothing -> 26118915"
        )
        assert said(changed={ENTERPRISE: [None, {"department": "IT"}]}) == "department: nothing -> IT"

    def test_says_of_several_values_the_values(self) -> None:
        emails = [
            [{"type": "work", "value": "a@acme.example"}],
            [{"type": "work", "value": "b@acme.example"}],
        ]
        assert said(changed={"emails": emails}) == "emails: a@acme.example -> b@acme.example"

    def test_cuts_what_is_long(self) -> None:
        sentence = said(changed={"title": ["x" * 500, "y"]})
        assert sentence is not None
        assert len(sentence) < LONGEST_VALUE + 20

    def test_names_the_attributes_where_the_values_were_too_long_to_keep(self) -> None:
        assert said(changed=["photos", "schemas", "title"]) == "changed: photos, title"

    def test_ends_with_the_reason(self) -> None:
        assert said(changed={"held": [False, True]}, reason="Left") == "held: no -> yes; Left"
        assert sentence_of(None) is None
        assert said() is None
