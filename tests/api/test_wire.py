"""The wire models: times as text, strict input, tolerant reading."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import scimconsole.api
from scimconsole.api import NewToken, Page, Token, TokenCreated
from scimconsole.api.base import Input, timestamp
from scimconsole.domain.credentials import Credential, parse


class TestATimestamp:
    def test_is_utc_with_microseconds(self) -> None:
        assert timestamp(1_795_291_200_000_000) == "2026-11-21T20:00:00.000000Z"
        assert timestamp(1) == "1970-01-01T00:00:00.000001Z"
        assert timestamp(None) is None

    @given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)))
    def test_reads_back_exactly(self, moment: datetime) -> None:
        aware = moment.replace(tzinfo=UTC)
        microseconds = int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000
        microseconds += moment.microsecond
        assert datetime.fromisoformat(timestamp(microseconds)) == aware


class TestInput:
    def test_refuses_a_key_nobody_knows(self) -> None:
        with pytest.raises(ValidationError, match="expire_in"):
            NewToken.model_validate({"name": "n", "expire_in": 5})

    def test_tells_null_from_nothing(self) -> None:
        assert "expires_in" not in NewToken(name="n").model_fields_set
        assert "expires_in" in NewToken.model_validate({"name": "n", "expires_in": None}).model_fields_set

    @pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\0b", "x" * 201])
    def test_refuses_a_name_that_is_no_line_of_text(self, name: str) -> None:
        with pytest.raises(ValidationError):
            NewToken(name=name)


class TestAnswers:
    def test_pass_over_what_a_newer_service_adds(self) -> None:
        page = Page[Token].model_validate({"items": [], "next_cursor": None, "total": 0, "since": 2030})
        assert page.items == []

    def test_keep_secrets_out_of_their_repr(self) -> None:
        created = TokenCreated.model_validate(examples_of(TokenCreated)[0])
        assert created.token not in repr(created)


def examples_of(model: type[BaseModel]) -> list[dict[str, object]]:
    examples: list[dict[str, object]] = model.model_json_schema().get("examples", [])
    return examples


def models() -> list[type[BaseModel]]:
    found = [getattr(scimconsole.api, name) for name in scimconsole.api.__all__]
    return [model for model in found if isinstance(model, type) and issubclass(model, BaseModel)]


class TestTheExamples:
    @pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
    def test_are_valid(self, model: type[BaseModel]) -> None:
        examples = examples_of(model)
        assert examples or not issubclass(model, Input)
        for example in examples:
            model.model_validate(example)

    def test_show_a_token_of_good_form(self) -> None:
        assert isinstance(parse(str(examples_of(TokenCreated)[0]["token"])), Credential)
