"""`mapping eval`: one expression for a person, or a stream of them; needs no service."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.running_service import run_program


def run(*arguments: str, input: str | None = None) -> CompletedProcess[str]:
    return run_program("mapping", "eval", *arguments, env=dict(os.environ), input=input)


def batch(*lines: object) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, answers and talk for lines, each a text or something to write as JSON."""
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    done = run("--batch", "--json", input=text)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


class TestOneExpression:
    """The value on stdout, the rest on stderr."""

    def test_gives_its_value(self) -> None:
        done = run('Append([mailNickname], "@contoso.com")', "--source", '{"mailNickname": "ana"}')
        assert (done.returncode, done.stdout, done.stderr) == (0, "ana@contoso.com\n", "")

    def test_gives_a_list_line_by_line(self) -> None:
        assert run('Split("a|b", "|")').stdout == "a\nb\n"

    def test_says_what_is_open(self) -> None:
        done = run("ToLower([mail])")
        assert (done.returncode, done.stdout) == (0, "")
        assert "warning: ToLower was given null" in done.stderr
        assert "null: nothing is sent." in done.stderr

    def test_says_what_is_left_out(self) -> None:
        done = run("IgnoreFlowIfNullOrEmpty([mail])")
        assert (done.returncode, done.stdout) == (0, "")
        assert "left out" in done.stderr

    def test_as_json(self) -> None:
        answer = json.loads(run('ToUpper("a")', "--json").stdout)
        assert answer == {
            "value": "A",
            "skip": False,
            "error": None,
            "warnings": [],
            "trace": [
                {
                    "depth": 0,
                    "function": "ToUpper",
                    "expression": 'ToUpper("a")',
                    "position": 0,
                    "arguments": [{"expression": '"a"', "evaluated": True, "value": "a"}],
                    "outcome": "value",
                    "value": "A",
                }
            ],
        }

    def test_takes_the_source_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "ana.json"
        file.write_text('\ufeff{"city": "Lima"}', encoding="utf-8")
        assert run("[city]", "--source", str(file)).stdout == "Lima\n"

    def test_takes_the_source_or_the_expression_from_stdin(self) -> None:
        assert run("[city]", "--source", "-", input='{"city": "Lima"}').stdout == "Lima\n"
        assert run("-", "--source", '{"city": "Lima"}', input="ToUpper(\n  [city])\n").stdout == "LIMA\n"

    def test_shows_the_trace(self) -> None:
        done = run('Append(ToLower([a]), "x")', "--source", '{"a": "A"}', "--trace")
        assert done.stdout == "ax\n"
        assert '  ToLower([a])  ->  "a"' in done.stderr.splitlines()

    def test_gives_the_same_again(self) -> None:
        arguments = ('Join(" ", Now(), Guid())', "--now", "2026-11-21T12:00:00Z", "--seed", "7")
        first = run(*arguments).stdout
        assert first.startswith("11/21/2026 12:00:00 PM ")
        assert run(*arguments).stdout == first

    def test_knows_what_the_tenant_knows(self) -> None:
        assert run('SelectUniqueValue("ana", "ana1")', "--taken", "ana").stdout == "ana1\n"
        assert run("DefaultDomain()", "--default-domain", "contoso.com").stdout == "contoso.com\n"

    def test_hides_what_redact_hides(self) -> None:
        arguments = ("Redact([pin])", "--source", '{"pin": "4711"}', "--trace")
        hidden, revealed = run(*arguments), run(*arguments, "--reveal")
        assert hidden.stdout == "[Redact]\n"
        assert "4711" not in hidden.stderr
        assert revealed.stdout == "4711\n"

    def test_escapes_what_could_act_on_the_terminal(self) -> None:
        assert run("[a]", "--source", '{"a": "x\\u001b[31m"}').stdout == "x\\x1b[31m\n"


class TestAMistake:
    """Exit code 1, with a caret under the place; 2 for input that cannot be read."""

    def test_in_the_expression(self) -> None:
        done = run('Append(Tolower([a]), "x")')
        assert (done.returncode, done.stdout) == (1, "")
        lines = done.stderr.splitlines()
        assert lines[0] == 'scimconsole: There is no function "Tolower".'
        assert lines[1].index("Tolower") == lines[2].index("^^^^^^^")
        assert "Names regard letter case: write ToLower." in done.stderr

    def test_in_the_values(self) -> None:
        done = run("Mid([a], 0, 1)", "--source", '{"a": "x"}', "--json")
        assert done.returncode == 1
        answer = json.loads(done.stdout)
        assert (answer["error"]["kind"], answer["error"]["position"]) == ("value", 9)
        assert answer["value"] is None

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "No expression is given"),
            (("[a]", "--source", "{broken"), "--source is no JSON"),
            (("[a]", "--source", "[1]"), "--source is no JSON object"),
            (("[a]", "--source", "/nowhere.json"), "/nowhere.json cannot be read"),
            (("-", "--source", "-"), "cannot both come from stdin"),
            (("[a]", "--batch"), "come from stdin"),
            (("[a]", "--now", "noon"), "is no time such as"),
            (("[a]", "--source", '{"a":' * 3_000), "--source is no JSON"),
        ],
    )
    def test_in_what_is_given(self, arguments: tuple[str, ...], said: str) -> None:
        done = run(*arguments, input="")
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


class TestABatch:
    """A line for a line, in their order."""

    def test_answers_each_with_its_id(self) -> None:
        code, answers, talk = batch(
            {"id": 1, "expression": "ToUpper([a])", "source": {"a": "x"}},
            {"id": "two", "expression": "Nope()", "source": {}},
            {"id": [3], "expression": "IgnoreFlowIfNullOrEmpty([a])"},
        )
        assert (code, talk) == (0, "")
        assert [answer["id"] for answer in answers] == [1, "two", [3]]
        assert [answer["value"] for answer in answers] == ["X", None, None]
        assert [answer["skip"] for answer in answers] == [False, False, True]
        assert answers[1]["error"]["kind"] == "expression"
        assert set(answers[0]) == {"id", "value", "skip", "error", "warnings", "trace"}

    def test_goes_on_behind_a_line_that_cannot_be_read(self) -> None:
        code, answers, talk = batch(
            "nonsense", "", [1], {"id": 2}, {"id": 3, "expression": "1", "source": None}
        )
        assert code == 2
        assert [answer.get("line") for answer in answers] == [1, 3, 4, None]
        assert [answer["error"] and answer["error"]["kind"] for answer in answers] == ["input"] * 3 + [None]
        assert "3 lines could not be read" in talk

    def test_survives_hostile_lines(self) -> None:
        code, answers, _ = batch(
            "[" * 100_000,
            {"id": 1, "expression": "(" * 9_000, "source": {}},
            {"id": 2, "expression": "[a]", "source": {"a": "\ud800\x1b[31m"}},
        )
        assert code == 2
        assert [answer["id"] for answer in answers] == [None, 1, 2]
        assert answers[2]["value"] == "\ud800\x1b[31m"

    def test_of_nothing_is_nothing(self) -> None:
        assert batch() == (0, [], "")
