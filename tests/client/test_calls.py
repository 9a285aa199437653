"""What the calls ask for."""

from __future__ import annotations

from scimconsole.client import calls


class TestAListOfUsers:
    def test_asks_for_what_is_given(self) -> None:
        call = calls.users(group="g", changed_since="2026-11-21", sort="-created_at", limit=50)
        assert call.query == {
            "group": "g", "changed_since": "2026-11-21", "sort": "-created_at", "limit": 50
        }  # fmt: skip

    def test_is_turned_round_with_its_conditions_and_back(self) -> None:
        call = calls.users(search="jane", limit=50)
        turned = calls.from_the_end(call.after("somewhere"))
        assert turned.query == {"q": "jane", "limit": 50, "reverse": "true"}
        assert calls.from_the_end(turned.after("elsewhere")).query == call.query
        assert turned.parse(b'{"items": []}').items == []


class TestADeactivation:
    def test_is_watched_without_its_results(self) -> None:
        assert calls.deactivation("d").query == {}
        assert calls.deactivation("d", results=False).query == {"results": "false"}

    def test_is_undone_with_a_reason(self) -> None:
        call = calls.undo_deactivation("a/b", "A slip")
        assert (call.method, call.path) == ("POST", "/deactivations/a%2Fb/undo")
        assert call.content() == b'{"reason":"A slip"}'


class TestAMapping:
    def test_is_saved_as_a_change_of_the_version_it_was_made_from(self) -> None:
        call = calls.save_mapping({"synchronizationRules": []}, "as agreed", if_match=3)
        assert (call.method, call.path, call.if_match) == ("PUT", "/mapping", 'W/"3"')
        assert call.content() == b'{"schema":{"synchronizationRules":[]},"note":"as agreed"}'
        assert calls.save_mapping({}).if_match is None

    def test_is_checked_and_tried_without_being_saved(self) -> None:
        assert calls.check_mapping({"a ": " b"}).content() == b'{"schema":{"a ":" b"}}'
        call = calls.preview_mapping([{"id": "1"}], detail=False)
        assert (call.method, call.path) == ("POST", "/mapping/preview")
        assert call.content() == b'{"users":[{"id":"1"}],"groups":[],"schema":null,"detail":false}'
