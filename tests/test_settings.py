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

    def test_every_setting_is_described_with_its_source(self, folder: Path) -> None:
        names = [name for name, _, _ in settings.described(read(folder))]
        assert names[:3] == ["url", "org", "config_dir"]
        assert "connections" in names
        assert "sources" not in names


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

    def test_broken_toml(self, folder: Path) -> None:
        with pytest.raises(InvalidInput, match="not valid TOML"):
            read(folder, "url = \n")

    @pytest.mark.parametrize("text", ["ascii = 1\n", "theme = true\n", "connection = 3\n", "keys = 1\n"])
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
