"""`sync evidence`: what is known of a case in one file, without secrets, and without names when asked."""

from __future__ import annotations

import json
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization
from tests.service.scim.calls import newest_requests, patch, replace

pytestmark = pytest.mark.engines("sqlite")

SECRET = re.compile(r"scim[ckl]1_[0-9A-Za-z]{8,}|Bearer\s+\w{8,}|hunter2")


@pytest.fixture
def jane(keycafe: Organization, add_user: Any) -> str:
    """Somebody with a day of requests, one of which holds secrets where none belongs."""
    name = {"givenName": "Janette", "familyName": "Doeberg"}
    jane: str = add_user("janette@acme.example", displayName="Janette Doeberg", name=name, title="Baker")
    patch(keycafe.scim, f"/Users/{jane}", replace("active", "False"))
    patch(keycafe.scim, f"/Users/{jane}", replace("title", f"Bearer {keycafe.token}"))
    keycafe.scim.post("/Users", json={"userName": "Janette@acme.example", "password": "hunter2"})
    keycafe.scim.get("/Users", params={"filter": 'userName eq "janette@acme.example"'})
    newest_requests(keycafe, 5)
    return jane


def opened(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


class TestABundle:
    def test_holds_what_is_known_of_a_person_and_no_secret(
        self, commands: Commands, keycafe: Organization, jane: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "jane.zip"
        done = commands("sync", "evidence", "janette@acme.example", "-o", str(path))
        assert done.returncode == 0, done.stderr
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        files = opened(path)
        assert next(iter(files)) == "README.txt"
        requests = [json.loads(line) for line in files["requests.jsonl"].splitlines()]
        assert [one["operation"] for one in requests] == [
            "find user", "create user", "update user", "disable user", "create user"
        ]  # fmt: skip
        assert requests[1]["cause"]["code"] == "user-name-taken"
        assert json.loads(files["user.json"])["id"] == jane
        assert "user.created" in files["history.jsonl"]
        readme = files["README.txt"]
        assert keycafe.tenant_url in readme
        assert "5 requests in full" in readme
        assert "passwords; what looks like one is shown as (hidden)." in readme
        assert "Verdict" in readme
        assert json.loads(files["why.json"])["user"]["id"] == jane
        for name, text in files.items():
            assert not SECRET.search(text), name
            assert keycafe.api_key not in text
        assert "janette@acme.example" in files["requests.jsonl"]

    def test_is_anonymous_when_asked(self, commands: Commands, jane: str, tmp_path: Path) -> None:
        path = tmp_path / "case.zip"
        done = commands("sync", "evidence", "janette@acme.example", "--anonymous", "-o", str(path))
        assert done.returncode == 0, done.stderr
        for name, text in opened(path).items():
            assert "janette" not in text.lower(), name
            assert "doeberg" not in text.lower(), name
            assert "@acme.example" not in text, name
        assert jane in opened(path)["requests.jsonl"]

    def test_may_begin_with_a_request_or_with_nobody(
        self, commands: Commands, keycafe: Organization, jane: str, add_user: Any, tmp_path: Path
    ) -> None:
        add_user("john@acme.example")
        about = keycafe.api.get("/requests", params={"user": jane}).json()["items"]
        done = commands("sync", "evidence", "--request", about[0]["id"], "-o", str(tmp_path / "r.zip"))
        assert done.returncode == 0, done.stderr
        listed = opened(tmp_path / "r.zip")["requests.jsonl"]
        assert {json.loads(line)["id"] for line in listed.splitlines()} == {one["id"] for one in about}
        done = commands(
            "sync", "evidence", "--since", "1h", "-o", str(tmp_path / "all.zip"), "--zone", "Asia/Tokyo"
        )
        assert done.returncode == 0, done.stderr
        assert "JST" in opened(tmp_path / "all.zip")["README.txt"]
        assert len(opened(tmp_path / "all.zip")["requests.jsonl"].splitlines()) == 6
        assert "user.json" not in opened(tmp_path / "all.zip")

    def test_about_somebody_who_was_never_stored_says_so(self, commands: Commands, tmp_path: Path) -> None:
        done = commands("sync", "evidence", "nobody@acme.example", "-o", str(tmp_path / "n.zip"))
        assert done.returncode == 0, done.stderr
        assert "A record of the person: There is no user" in opened(tmp_path / "n.zip")["README.txt"]

    def test_replaces_no_file_unless_told(self, commands: Commands, tmp_path: Path) -> None:
        path = tmp_path / "here.zip"
        path.write_text("mine")
        refused = commands("sync", "evidence", "-o", str(path))
        assert refused.returncode == 5
        assert "--force" in refused.stderr
        assert path.read_text() == "mine"
        assert commands("sync", "evidence", "-o", str(path), "--force").returncode == 0
        assert zipfile.is_zipfile(path)
        missing = commands("sync", "evidence", "-o", str(tmp_path / "no" / "folder.zip"))
        assert missing.returncode == 2
        assert list(tmp_path.iterdir()) == [path]
