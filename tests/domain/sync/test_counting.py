"""What a request counts as."""

from __future__ import annotations

import pytest

from scimconsole.domain.sync.counting import Counts, is_guid, kind_of, total


class TestAKind:
    @pytest.mark.parametrize(
        ("operation", "status", "kind"),
        [
            ("create user", 201, "creates"),
            ("update user", 200, "updates"),
            ("replace user", 200, "updates"),
            ("disable user", 200, "disables"),
            ("enable user", 200, "enables"),
            ("delete user", 204, "deletes"),
            ("create group", 201, "group_writes"),
            ("update group", 204, "group_writes"),
            ("find user", 200, "reads"),
            ("read user", 304, "reads"),
            ("bulk", 200, "reads"),
            ("discover", 200, "reads"),
            ("create user", 409, "failures"),
            ("update user", 404, "failures"),
            ("find user", 400, "failures"),
            ("get", 404, "failures"),
            ("disable user", 503, "failures"),
        ],
    )
    def test_is_what_the_request_did(self, operation: str, status: int, kind: str) -> None:
        assert kind_of(operation, status, is_refused=False, is_test=False) == kind

    def test_of_a_read_of_what_is_not_there_is_no_failure(self) -> None:
        assert kind_of("read user", 404, is_refused=False, is_test=False) == "reads"
        assert kind_of("read group", 404, is_refused=False, is_test=False) == "reads"

    def test_of_a_refused_sign_in_is_refused_whatever_it_asked(self) -> None:
        assert kind_of("sign in", 401, is_refused=True, is_test=False) == "refused"

    def test_of_a_test_is_a_test_where_it_was_answered(self) -> None:
        assert kind_of("find user", 200, is_refused=False, is_test=True) == "tests"
        assert kind_of("find user", 503, is_refused=False, is_test=True) == "failures"


class TestCounts:
    def test_add_up(self) -> None:
        assert total([Counts(requests=3, reads=3), Counts(requests=1, creates=1)]) == Counts(
            requests=4, reads=3, creates=1
        )
        assert total([]) == Counts()

    def test_tell_who_was_signed_in_and_what_changed(self) -> None:
        counts = Counts(
            requests=10, tests=1, reads=2, creates=1, enables=1, group_writes=2, failures=1, refused=2
        )
        assert (counts.accepted, counts.changes) == (8, 4)
        assert not counts.is_probing
        assert Counts(requests=3, tests=2, refused=1).is_probing
        assert not Counts(requests=1, refused=1).is_probing


class TestAGuid:
    def test_is_told_by_its_form(self) -> None:
        assert is_guid("0f2b6a1e-8c7f-4d6e-9d5c-1A2B3C4D5E6F")
        assert not is_guid("0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6g")
        assert not is_guid("jane@contoso.example")
