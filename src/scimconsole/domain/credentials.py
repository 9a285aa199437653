"""Secrets with a recognisable form: SCIM tokens, API keys and set-up link codes.

    scimc1_ 3nQ0wq8e5uJ0cQqYtW0V1a <43 characters> 0x7Ka9
    prefix  key id (128 random bits)  secret (256)  CRC-32 of all before it

78 characters, all base62 behind the prefix. The key id is public: rows are looked up and listed by it. The
check sum tells a mistyped or shortened secret from an unknown one without asking anybody.
"""

from __future__ import annotations

import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Literal

Prefix = Literal["scimc1", "scimk1", "sciml1"]
"""`scimc1` a SCIM token, `scimk1` an API key, `sciml1` a set-up link code."""

Wrong = Literal[
    "blank",
    "bearer",
    "white-space",
    "jwt",
    "prefix",
    "kind",
    "length",
    "character",
    "checksum",
]
"""What can be wrong with the form of a credential."""

LENGTH = 78
"""Characters of every credential."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ALPHABET_SET = frozenset(_ALPHABET)
_KEY_ID = slice(7, 29)
_SECRET = slice(29, 72)
_CHECKED = slice(0, 72)
_CHECKSUM = slice(72, 78)
_KIND_NAMES: dict[str, str] = {
    "scimc1": "a SCIM token",
    "scimk1": "an API key",
    "sciml1": "a set-up link code",
}


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of good form, which says nothing about whether anybody knows it."""

    prefix: Prefix
    key_id: str
    text: str = field(repr=False)

    @property
    def secret(self) -> str:
        """The 43 characters that only the holder knows."""
        return self.text[_SECRET]


@dataclass(frozen=True, slots=True)
class CredentialProblem:
    """Why a text is no credential; the sentence never repeats the text."""

    wrong: Wrong
    sentence: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Enough of a credential to recognise it."""

    prefix: str
    last_four: str


def mint(prefix: Prefix) -> Credential:
    """A new credential from the operating system's random source."""
    return compose(prefix, secrets.randbits(128), mint_secret())


def mint_secret() -> str:
    """A new secret by itself, for a credential whose key id follows from it: 43 characters."""
    return _base62(secrets.randbits(256), 43)


def compose(prefix: Prefix, key_id: int, secret: str) -> Credential:
    """The credential with a key id of 128 bits and a secret of 43 characters."""
    checked = f"{prefix}_{_base62(key_id, 22)}{secret}"
    text = checked + _checksum(checked)
    return Credential(prefix, text[_KEY_ID], text)


def parse(text: str, wanted: Prefix | None = None) -> Credential | CredentialProblem:
    """The credential that `text` is, or what is wrong with it; of the kind `wanted`, when that is given."""
    if len(text) == LENGTH and text[6] == "_":
        prefix = text[:6]
        if prefix == wanted or (wanted is None and prefix in _KIND_NAMES):
            if not _ALPHABET_SET.issuperset(text[7:]):
                return _wrong_character(text)
            if _checksum(text[_CHECKED]) != text[_CHECKSUM]:
                return CredentialProblem(
                    "checksum",
                    "The check sum does not fit: a character was changed or swapped. Copy it again, whole.",
                )
            return Credential(prefix, text[_KEY_ID], text)  # type: ignore[arg-type]
    return _what_is_wrong(text, wanted)


def hint(credential: Credential) -> Hint:
    """The kind with the first four characters of the key id, and the last four of all."""
    return Hint(credential.text[:11], credential.text[-4:])


def digest(pepper: bytes, text: str) -> bytes:
    """What is stored instead of a credential: 32 bytes of HMAC-SHA-256 (RFC 2104) under a pepper."""
    return hmac.digest(pepper, text.encode("utf-8", "surrogatepass"), "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Whether two digests agree, in a time that does not tell where they differ."""
    return hmac.compare_digest(one, other)


def key_number(key_id: str) -> int:
    """The number that a key id spells."""
    number = 0
    for digit in key_id:
        number = number * 62 + _ALPHABET.index(digit)
    return number


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def _checksum(text: str) -> str:
    return _base62(binascii.crc32(text.encode("ascii", "replace")), 6)


def _what_is_wrong(text: str, wanted: Prefix | None) -> CredentialProblem:
    name = _KIND_NAMES[wanted] if wanted else "a SCIM token, an API key or a set-up link code"
    if not text.strip():
        return CredentialProblem("blank", f"Nothing was given where {name} is expected.")
    if text.strip()[:7].lower() == "bearer ":
        return CredentialProblem(
            "bearer", 'It begins with "Bearer ". Paste the token alone: Entra ID adds that word itself.'
        )
    if any(character.isspace() for character in text):
        return CredentialProblem(
            "white-space",
            "There is white space or a line break in it. Copy it again, without what is around it.",
        )
    if text.startswith("eyJ") and text.count(".") == 2:
        return CredentialProblem(
            "jwt",
            "This is a JSON Web Token. Entra ID sends one of its own when its Secret Token field is left "
            "blank: paste the SCIM token there.",
        )
    prefix = text[:6]
    if text[6:7] != "_" or prefix not in _KIND_NAMES:
        return CredentialProblem(
            "prefix", f'It does not begin like {name}: "{wanted or "scimc1"}_" is expected.'
        )
    if wanted is not None and prefix != wanted:
        return CredentialProblem("kind", f"This is {_KIND_NAMES[prefix]}; {name} is expected here.")
    if len(text) != LENGTH:
        change = "shortened" if len(text) < LENGTH else "lengthened"
        return CredentialProblem(
            "length",
            f"It has {len(text)} characters instead of {LENGTH}: it was {change} on the way. "
            "Copy it again, whole.",
        )
    return _wrong_character(text)


def _wrong_character(text: str) -> CredentialProblem:
    place = next(i for i, character in enumerate(text) if i > 6 and character not in _ALPHABET_SET) + 1
    return CredentialProblem(
        "character",
        f"Character {place} is neither a letter from A to Z nor a digit. Copy it again, as it was shown.",
    )
