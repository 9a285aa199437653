"""The pepper file: made once, shared by all workers, refused when others can read it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scimconsole.service.pepper import Peppers, PepperUnusable, load_or_create_pepper


class TestThePepperFile:
    def test_is_made_once_with_mode_0600(self, tmp_path: Path) -> None:
        path = tmp_path / "data" / "pepper"
        made = load_or_create_pepper(path)
        assert load_or_create_pepper(path) == made
        assert made.previous is None
        assert len(made.current.key) == 32
        assert [file.name for file in path.parent.iterdir()] == ["pepper"]
        if os.name == "posix":
            assert path.stat().st_mode & 0o777 == 0o600

    def test_is_the_same_for_all_workers_that_start_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(load_or_create_pepper, [tmp_path / "pepper"] * 32))
        assert len(made) == 1

    def test_keeps_the_key_out_of_its_repr(self, tmp_path: Path) -> None:
        peppers = load_or_create_pepper(tmp_path / "pepper")
        assert peppers.current.key.hex() not in repr(peppers)
        assert repr(peppers.current.key) not in repr(peppers)

    @pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
    def test_is_refused_when_others_can_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "pepper"
        load_or_create_pepper(path)
        path.chmod(0o644)
        with pytest.raises(PepperUnusable, match="open to other users") as raised:
            load_or_create_pepper(path)
        assert raised.value.hint == f"chmod 600 {path}"

    @pytest.mark.parametrize("text", ["", "p1", "p1 zz", "p1 " + "0" * 62, "\n".join(["p1 " + "0" * 64] * 3)])
    def test_is_refused_when_it_is_no_pepper_file(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "pepper"
        path.touch(mode=0o600)
        path.write_text(text)
        with pytest.raises(PepperUnusable):
            load_or_create_pepper(path)


class TestTwoPeppers:
    def test_recognise_what_either_hashed(self, tmp_path: Path) -> None:
        old = load_or_create_pepper(tmp_path / "pepper").current
        new = load_or_create_pepper(tmp_path / "other").current
        pepper_id, digest = Peppers(old).digest("secret")
        assert pepper_id == old.id
        both = Peppers(new, previous=old)
        assert both.matches(pepper_id, digest, "secret")
        assert not both.matches(pepper_id, digest, "secreT")
        assert both.digest("secret")[0] == new.id
        assert not Peppers(new).matches(pepper_id, digest, "secret")
