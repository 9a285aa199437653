"""The state file: private, true whenever the cycle ends, and refused when it is something else."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from scimconsole.entra.simulator.escrow import Escrow
from scimconsole.entra.simulator.state import Link, Reference, State
from scimconsole.errors import Conflict, InvalidInput

URL = "https://scim.example/v2/acme"


def link(object_id: str, scim_id: str | None = "s1", kind: str = "User") -> Link:
    return Link(kind, object_id, scim_id, object_id, "linked", 1.0, False, b"digest", "create")


class TestTheFile:
    """One job's memory."""

    def test_it_remembers(self, tmp_path: Path) -> None:
        path = tmp_path / "job"
        with State(path, URL) as state:
            state.begin_cycle()
            state.put(link("ana"))
            state.want_reference("ana", "manager", "bob")
            state.added_members("staff", ["ana"])
            state.put_in_escrow("User", "bob", Escrow("Conflict", 1, 1.0, 2.0, b"d"))
            state.remember("fact", {"a": [1]})
        with State(path, URL) as state:
            found = state.link("User", "ana")
            assert found is not None
            assert (found.scim_id, found.standing, found.digest) == ("s1", "linked", b"digest")
            assert list(state.pending_references()) == [Reference("ana", "manager", "bob")]
            assert state.members("staff") == {"ana"}
            assert state.escrow("User", "bob") == Escrow("Conflict", 1, 1.0, 2.0, b"d")
            assert state.recall("fact") == {"a": [1]}

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        mask = os.umask(0)
        try:
            with State(tmp_path / "job", URL) as state:
                state.put(link("ana"))
                state.save(at_once=True)
                modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        finally:
            os.umask(mask)
        assert modes == {0o600}

    def test_it_is_true_after_an_exception(self, tmp_path: Path) -> None:
        def interrupted() -> None:
            with State(tmp_path / "job", URL) as state:
                state.put(link("ana"))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        with State(tmp_path / "job", URL) as state:
            assert state.link("User", "ana") is not None

    def test_two_cycles_cannot_use_it_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "job"
        with State(path, URL), pytest.raises(Conflict, match="used by another cycle"):
            State(path, URL)

    @pytest.mark.parametrize(
        "content", [b"{}", b"SQLite format 3\x00 and so on", b"x" * 5000, b"\x00" * 100], ids=range(4)
    )
    def test_another_kind_of_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "people.json"
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="no state file"):
            State(path, URL)
        assert path.read_bytes() == content

    def test_another_program_s_database_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE job (a)")
        other.close()
        with pytest.raises(InvalidInput, match="no state file"):
            State(path, URL)

    def test_a_cut_file_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "job"
        with State(path, URL) as state:
            for number in range(500):
                state.put(link(f"person {number}"))
        whole = path.read_bytes()
        path.write_bytes(whole[:9000])
        with pytest.raises(InvalidInput, match="damaged"):
            State(path, URL)
        path.write_bytes(whole[:8192] + b"x" * (len(whole) - 8192))
        with pytest.raises(InvalidInput, match="damaged"):
            State(path, URL)

    def test_another_tenant_url_is_refused(self, tmp_path: Path) -> None:
        State(tmp_path / "job", URL).__exit__(None, None, None)
        with pytest.raises(InvalidInput, match=r"belongs to https://scim\.example"):
            State(tmp_path / "job", "https://other.example")

    def test_a_later_format_is_refused(self, tmp_path: Path) -> None:
        State(tmp_path / "job", URL).__exit__(None, None, None)
        database = sqlite3.connect(tmp_path / "job")
        database.execute("PRAGMA user_version = 99")
        database.close()
        with pytest.raises(InvalidInput, match="another version"):
            State(tmp_path / "job", URL)

    def test_a_folder_and_a_place_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="is a folder"):
            State(tmp_path, URL)
        with pytest.raises(InvalidInput, match="cannot be opened"):
            State(tmp_path / "no" / "job", URL)


class TestLinks:
    """Who is linked to whom."""

    def test_those_a_cycle_did_not_see_are_gone(self) -> None:
        with State(None, URL) as state:
            state.begin_cycle()
            for number in range(1200):
                state.put(link(f"{number:04}"))
            state.begin_cycle()
            state.seen("User", "0007")
            gone = []
            for one in state.gone("User"):
                gone.append(one.object_id)
                state.drop("User", one.object_id)
            assert len(gone) == 1199
            assert "0007" not in gone

    def test_another_counterpart_has_everything_sent_again(self) -> None:
        with State(None, URL) as state:
            state.put(link("ana"))
            state.put(link("bob", "s2"))
            for reference in (Reference("ana", "manager", "bob"), Reference("bob", "manager", "ana")):
                state.want_reference(reference.object_id, reference.path, reference.wanted)
                state.sent_reference(reference)
            state.added_members("staff", ["ana", "bob"])
            assert list(state.pending_references()) == []
            state.put(link("ana", "s3"))
            assert {reference.object_id for reference in state.pending_references()} == {"ana", "bob"}
            assert state.members("staff") == {"bob"}
