"""The letter that reaches a button or label from the keyboard: `&` stands before it, as in `&Cancel`."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content


@dataclass(frozen=True)
class Accelerator:
    """Words as they are shown, and the letter among them that is underlined."""

    words: str
    letter: str = ""
    """In lower case; empty where no letter is marked."""
    at: int = -1
    """The place of the letter in the words."""

    def drawn(self, style: str = "") -> Content:
        """The words with their letter underlined."""
        if not self.letter:
            return Content.styled(self.words, style)
        before, after = self.words[: self.at], self.words[self.at + 1 :]
        return Content.assemble(
            (before, style), (self.words[self.at], f"{style} underline".strip()), (after, style)
        )


def accelerator(marked: str) -> Accelerator:
    """Read the mark: `&Cancel` is "Cancel" with the letter c; a doubled `&&` is one that is shown.

    >>> accelerator("Save &as")
    Accelerator(words='Save as', letter='a', at=5)
    >>> accelerator("Smith && Sons")
    Accelerator(words='Smith & Sons', letter='', at=-1)
    """
    words: list[str] = []
    letter, at = "", -1
    characters = iter(marked)
    for character in characters:
        if character == "&":
            character = next(characters, "&")
            if character != "&" and not letter:
                letter, at = character.lower(), len(words)
        words.append(character)
    return Accelerator("".join(words), letter, at)
