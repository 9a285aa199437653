"""Settings: flag, then environment, then file, then default."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from scimconsole import settings
from scimconsole.errors import InvalidInput


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A settings folder that is not made yet."""
    return tmp_path / "config"


def read(folder: Path, text: str | None = None, **environ: str) -> settings.Settings:
    if text is not None:
        folder.mkdir(exist_ok=True)
        (folder / "config.toml").write_text(text, encoding="utf-8")
    return settings.read({}, {"SCIMCONSOLE_CONFIG_DIR": str(folder), **environ})


class TestWhereAValueComesFrom:
    """Every value knows its source."""

    def test_nothing_set_gives_the_defaults(self, folder: Path) -> None:
        read_back = read(folder, SCIMCONSOLE_DATA_DIR="/data")
        assert read_back.url is None
        assert read_back.theme == "dark"
        assert read_back.pepper_file == Path("/data/pepper")
        assert read_back.sources["theme"] == "default"

    def test_reading_creates_nothing(self, folder: Path) -> None:
        read(folder)
        assert not folder.exists()

    def test_the_file_is_over_the_default(self, folder: Path) -> None:
        read_back = read(folder, 'url = "https://a.example/"\n')
        assert read_back.url == "https://a.example"
        assert read_back.sources["url"] == f"file {folder / 'config.toml'}"

    def test_the_environment_is_over_the_file(self, folder: Path) -> None:
        read_back = read(folder, 'url = "https://a.example"\n', SCIMCONSOLE_URL="https://b.example")
        assert read_back.url == "https://b.example"
        assert read_back.sources["url"] == "environment SCIMCONSOLE_URL"

    def test_a_flag_is_over_the_environment(self, folder: Path) -> None:
        environ = {"SCIMCONSOLE_CONFIG_DIR": str(folder), "SCIMCONSOLE_URL": "https://b.example"}
        read_back = settings.read({"url": "https://c.example", "org": None}, environ)
        assert read_back.url == "https://c.example"
        assert read_back.sources["url"] == "flag --url"
        assert read_back.sources["org"] == "default"

    def test_every_setting_is_described_with_its_source_and_meaning(self, folder: Path) -> None:
        names = [name for name, _, _ in settings.described(read(folder))]
        assert names == list(settings.MEANINGS)
        assert names[:3] == ["url", "org", "config_dir"]
        assert "connections" in names
        assert "sources" not in names

    def test_reading_again_keeps_what_flags_said(self, folder: Path) -> None:
        settings.write(read(folder), {"ascii": True})
        before = settings.read({"config_dir": folder, "theme": "light"}, {})
        settings.write(before, {"ascii": None, "theme": "dark", "reduced_motion": True})
        after = settings.again(before)
        assert (after.ascii, after.theme, after.reduced_motion) == (False, "light", True)


class TestAMistakeInTheFile:
    """It is named with file, line and the nearest right thing."""

    def test_an_unknown_key(self, folder: Path) -> None:
        with pytest.raises(InvalidInput) as caught:
            read(folder, '# mine\nurl = "https://a.example"\nthem = "light"\n')
        assert f"{folder / 'config.toml'}, line 3" in caught.value.detail
        assert caught.value.hint == "Did you mean 'theme'?"

    def test_an_unknown_key_of_a_connection(self, folder: Path) -> None:
        with pytest.raises(InvalidInput, match="line 4"):
            read(folder, '[[connection]]\nname = "a"\nurl = "u"\norgg = "o"\n')

    def test_a_side_bar_that_is_none(self, folder: Path) -> None:
        with pytest.raises(InvalidInput, match="line 1: 'sidebar' must be one of auto, open, closed"):
            read(folder, 'sidebar = "left"\n')

    def test_broken_toml(self, folder: Path) -> None:
        with pytest.raises(InvalidInput, match="not valid TOML"):
            read(folder, "url = \n")

    @pytest.mark.parametrize(
        "text",
        [
            "ascii = 1\n",
            "theme = true\n",
            "connection = 3\n",
            "keys = 1\n",
            'reduced_motion = "yes"\n',
            "terminal_cursor = 0\n",
        ],
    )
    def test_a_value_of_the_wrong_kind(self, folder: Path, text: str) -> None:
        with pytest.raises(InvalidInput, match="line 1"):
            read(folder, text)


class TestWritingBack:
    """The file stays the person's own."""

    def test_comments_and_order_are_kept(self, folder: Path) -> None:
        before = read(folder, '# my settings\ntheme = "dark"  # for the night\nascii = true\n')
        settings.write(before, {"theme": "light"})
        text = (folder / "config.toml").read_text(encoding="utf-8")
        assert text == '# my settings\ntheme = "light"  # for the night\nascii = true\n'

    def test_none_removes_a_key(self, folder: Path) -> None:
        settings.write(read(folder, 'url = "https://a.example"\norg = "a"\n'), {"url": None})
        assert tomllib.loads((folder / "config.toml").read_text()) == {"org": "a"}

    def test_an_unknown_key_is_not_written(self, folder: Path) -> None:
        with pytest.raises(InvalidInput):
            settings.write(read(folder), {"colour": "red"})

    def test_a_service_is_remembered_once_and_forgotten(self, folder: Path) -> None:
        saved = settings.SavedConnection("Acme", "https://a.example", "acme")
        settings.write(read(folder), {"theme": "light"})
        settings.remember(read(folder), saved)
        settings.remember(read(folder), saved)
        settings.remember(read(folder), settings.SavedConnection("B", "https://b.example", "b"))
        now = read(folder)
        assert (now.url, now.org, now.theme) == ("https://b.example", "b", "light")
        assert [connection.org for connection in now.connections] == ["acme", "b"]
        settings.forget(now, "https://b.example", "b")
        settings.forget(read(folder), "https://a.example", "acme")
        assert read(folder).connections == ()
        assert read(folder).url is None

    @pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
    def test_a_link_stays_a_link(self, folder: Path, tmp_path: Path) -> None:
        folder.mkdir()
        (tmp_path / "mine.toml").write_text('theme = "light"\n')
        (folder / "config.toml").symlink_to(tmp_path / "mine.toml")
        settings.write(read(folder), {"ascii": True})
        assert (folder / "config.toml").is_symlink()
        assert (tmp_path / "mine.toml").read_text() == 'theme = "light"\nascii = true\n'

    def test_no_file_is_left_beside_it(self, folder: Path) -> None:
        settings.write(read(folder), {"ascii": True})
        assert [path.name for path in folder.iterdir()] == ["config.toml"]


class TestRemappedKeys:
    """An act's id to its key, in `[keys]`."""

    def test_ids_are_read_with_and_without_quotes(self, folder: Path) -> None:
        read_back = read(folder, '[keys]\nusers.show-status = "z"\n"app.quit" = "ctrl+x"\n')
        assert read_back.keys == {"users.show-status": "z", "app.quit": "ctrl+x"}

    def test_a_key_that_is_no_text_is_named_with_its_line(self, folder: Path) -> None:
        with pytest.raises(InvalidInput, match="line 2: 'keys' must be a table"):
            read(folder, "ascii = true\n[keys]\nusers.show-status = 3\n")

    def test_one_is_written_beside_the_others(self, folder: Path) -> None:
        before = read(folder, '[keys]  # mine\nusers.show-status = "z"  # easier\n')
        settings.write_key(before, "users.show-status", "x")
        settings.write_key(before, "tokens.create", "v")
        text = (folder / "config.toml").read_text(encoding="utf-8")
        assert text == '[keys]  # mine\nusers.show-status = "x"  # easier\n"tokens.create" = "v"\n'
        assert read(folder).keys == {"users.show-status": "x", "tokens.create": "v"}

    def test_the_last_one_taken_back_leaves_no_table(self, folder: Path) -> None:
        settings.write_key(read(folder, "ascii = true\n"), "users.show-status", "x")
        settings.write_key(read(folder), "users.show-status", None)
        settings.write_key(read(folder), "users.show-status", None)
        assert (folder / "config.toml").read_text(encoding="utf-8").strip() == "ascii = true"


class TestAConnectionOnThisMachine:
    """It has an organization and no address."""

    def test_is_remembered_and_forgotten_like_any_other(self, folder: Path) -> None:
        practice = settings.SavedConnection("Practice", "", "practice-keycafe")
        settings.remember(read(folder), settings.SavedConnection("Acme", "https://a.example", "acme"))
        settings.remember(read(folder), practice)
        now = read(folder)
        assert (now.url, now.org) == (None, "practice-keycafe")
        assert now.connections[1] == practice
        assert practice.on_this_machine
        settings.forget(now, "", "practice-keycafe")
        assert [saved.org for saved in read(folder).connections] == ["acme"]
        assert read(folder).org is None

    def test_a_name_somebody_gave_stays_and_the_short_name_does_not(self, folder: Path) -> None:
        acme = settings.SavedConnection("Acme Ltd", "https://a.example", "acme")
        settings.remember(read(folder), settings.SavedConnection("acme", acme.url, acme.org))
        settings.remember(read(folder), acme)
        assert [saved.name for saved in read(folder).connections] == ["Acme Ltd"]
        settings.remember(read(folder), settings.SavedConnection("Acme Limited", acme.url, acme.org))
        assert [saved.name for saved in read(folder).connections] == ["Acme Ltd"]
