"""Tokens, API keys and link codes: their form, and what is said about a text that lacks it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain import credentials
from scimconsole.domain.credentials import Credential, CredentialProblem, mint, parse

BASE62 = string.digits + string.ascii_letters


def wrong(text: str, wanted: credentials.Prefix | None = "scimc1") -> str:
    problem = parse(text, wanted)
    assert isinstance(problem, CredentialProblem)
    assert problem.sentence
    return problem.wrong


class TestTheForm:
    """`scimc1_`, 22 characters key id, 43 characters secret, 6 characters check sum."""

    @pytest.mark.parametrize("prefix", ["scimc1", "scimk1", "sciml1"])
    def test_is_78_characters_of_base62_behind_the_prefix(self, prefix: credentials.Prefix) -> None:
        credential = mint(prefix)
        assert len(credential.text) == 78
        assert credential.text.startswith(prefix + "_")
        assert set(credential.text[7:]) <= set(BASE62)
        assert len(credential.key_id) == 22
        assert len(credential.secret) == 43
        assert parse(credential.text) == credential
        assert parse(credential.text, prefix) == credential

    def test_is_checked_by_a_crc_32_that_others_can_compute(self) -> None:
        text = "scimc1_" + "0" * 65
        assert isinstance(parse(text + "2hf0fD"), CredentialProblem)
        import binascii

        number = binascii.crc32(text.encode())
        digits = string.digits + string.ascii_uppercase + string.ascii_lowercase
        checksum = ""
        for _ in range(6):
            number, digit = divmod(number, 62)
            checksum = digits[digit] + checksum
        assert isinstance(parse(text + checksum), Credential)

    def test_never_comes_twice(self) -> None:
        assert len({mint("scimc1").key_id for _ in range(1000)}) == 1000

    def test_keeps_the_secret_out_of_its_repr(self) -> None:
        credential = mint("scimc1")
        assert credential.secret not in repr(credential)

    def test_is_hinted_at_by_prefix_and_last_four(self) -> None:
        credential = mint("scimc1")
        hint = credentials.hint(credential)
        assert hint.prefix == "scimc1_" + credential.key_id[:4]
        assert hint.last_four == credential.text[-4:]


class TestAMistypedCredential:
    """Is told from an unknown one, with what is wrong."""

    @given(place=st.integers(0, 77), character=st.characters(codec="utf-8"))
    def test_one_changed_character_is_found(self, place: int, character: str) -> None:
        text = MINTED.text
        if text[place] == character:
            return
        assert isinstance(parse(text[:place] + character + text[place + 1 :]), CredentialProblem)

    @given(st.integers(7, 76))
    def test_two_swapped_characters_are_found(self, place: int) -> None:
        text = MINTED.text
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        assert swapped == text or wrong(swapped) == "checksum"

    @given(st.text())
    def test_any_text_gets_an_answer(self, text: str) -> None:
        assert isinstance(parse(text), CredentialProblem)
        assert isinstance(parse(text, "scimk1"), CredentialProblem)

    def test_is_named_for_what_it_is(self) -> None:
        token = mint("scimc1").text
        assert wrong("") == "blank"
        assert wrong("   ") == "blank"
        assert wrong("Bearer " + token) == "bearer"
        assert wrong("bearer " + token) == "bearer"
        assert wrong(token + "\n") == "white-space"
        assert wrong(token[:40] + " " + token[40:]) == "white-space"
        assert wrong("eyJ0eXAiOiJKV1Qi.eyJhdWQiOiI4YW.c2lnbmF0dXJl") == "jwt"
        assert wrong("hunter2") == "prefix"
        assert wrong("scimd1" + token[6:]) == "prefix"
        assert wrong(mint("scimk1").text) == "kind"
        assert wrong(token, "scimk1") == "kind"
        assert wrong(token[:-1]) == "length"
        assert wrong(token + "0") == "length"
        assert wrong(token[:-1] + "é") == "character"
        assert wrong(token[:-1] + ("0" if token[-1] != "0" else "1")) == "checksum"

    @given(st.integers(7, 77))
    def test_is_never_repeated_in_the_sentence(self, cut: int) -> None:
        problem = parse(MINTED.text[:cut])
        assert isinstance(problem, CredentialProblem)
        # The sentence counts characters; a digit or two of the credential can be in it by chance.
        assert cut < 11 or MINTED.text[7:cut][:8] not in problem.sentence


class TestTheDigest:
    """What is stored instead of the secret."""

    def test_depends_on_pepper_and_text(self) -> None:
        assert len(credentials.digest(b"k" * 32, "text")) == 32
        assert credentials.digest(b"k" * 32, "text") != credentials.digest(b"l" * 32, "text")
        assert credentials.digest(b"k" * 32, "text") != credentials.digest(b"k" * 32, "texu")
        assert credentials.same(credentials.digest(b"k", "a"), credentials.digest(b"k", "a"))
        assert not credentials.same(credentials.digest(b"k", "a"), credentials.digest(b"k", "b"))


MINTED = mint("scimc1")
