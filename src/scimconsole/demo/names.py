"""Names of invented people in several scripts, each with the spelling an address is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamePart:
    """A given or family name as written, and in ASCII letters."""

    written: str
    ascii: str


@dataclass(frozen=True, slots=True)
class Script:
    """Names that go together; `family_first` without a space, as in Japanese and Korean."""

    language: str
    """`preferredLanguage` of these people."""
    given: tuple[NamePart, ...]
    family: tuple[NamePart, ...]
    family_first: bool = False


def _parts(text: str) -> tuple[NamePart, ...]:
    """`José=jose Jane` as parts; a name without `=` is its own ASCII spelling."""
    pairs = (word.partition("=") for word in text.split())
    return tuple(NamePart(written, ascii or written.lower()) for written, _, ascii in pairs)


ENGLISH = Script(
    "en-US",
    _parts("Jane Oliver Amara Grace Noah Priya Ethan Sofia Liam Chloe Marcus Hannah Isaac Ruby Samuel Leila"),
    _parts("Doe Carter Okafor Bennett Singh Walker Hughes Patel Reed Novak Fraser Quinn Mensah Doyle Hayes"),
)
FRENCH = Script(
    "fr-CA",
    _parts("Zoé=zoe François=francois Hélène=helene Noël=noel Maëlle=maelle Jérôme=jerome Anaïs=anais"),
    _parts("Lefèvre=lefevre Bélanger=belanger Gagné=gagne Tremblay Côté=cote Desrosiers Lévesque=levesque"),
)
EUROPEAN = Script(
    "en-US",
    _parts("Jürgen=juergen Łukasz=lukasz Søren=soeren Şebnem=sebnem Zdeněk=zdenek Íñigo=inigo Åsa=asa"),
    _parts(
        "Müller=mueller Wójcik=wojcik Ødegård=odegard Yılmaz=yilmaz Dvořák=dvorak Núñez=nunez Öberg=oeberg"
    ),
)
SPANISH = Script(
    "es-ES",
    _parts("María=maria José=jose Lucía=lucia Andrés=andres Inés=ines Raúl=raul"),
    _parts("García=garcia Fernández=fernandez Muñoz=munoz Ibáñez=ibanez Peña=pena Gutiérrez=gutierrez"),
)
JAPANESE = Script(
    "ja",
    _parts("由紀=yuki 健太=kenta さくら=sakura 大輔=daisuke 美咲=misaki 翔=sho"),
    _parts("田中=tanaka 佐藤=sato 鈴木=suzuki 髙橋=takahashi 渡邉=watanabe 山本=yamamoto"),
    family_first=True,
)
KOREAN = Script(
    "ko",
    _parts("민준=minjun 서연=seoyeon 지훈=jihoon 하은=haeun 도윤=doyun 수빈=subin"),
    _parts("김=kim 이=lee 박=park 최=choi 정=jung 강=kang"),
    family_first=True,
)
ARABIC = Script(
    "en-US",
    _parts("ليلى=layla عمر=omar فاطمة=fatima يوسف=yusuf سلمى=salma"),
    _parts("حداد=haddad منصور=mansour خوري=khoury النجار=alnajjar عباس=abbas"),
)
HEBREW = Script(
    "en-US",
    _parts("נועה=noa דוד=david תמר=tamar איתן=eitan"),
    _parts("כהן=cohen לוי=levi מזרחי=mizrahi פרץ=peretz"),
)

TURN = (
    ENGLISH, FRENCH, ENGLISH, JAPANESE, ENGLISH, EUROPEAN, KOREAN, ENGLISH, ARABIC, SPANISH, ENGLISH, HEBREW
)  # fmt: skip
"""Whose turn it is, over and over, so that every dozen people has all scripts."""

BY_NAME = {
    "english": ENGLISH,
    "french": FRENCH,
    "european": EUROPEAN,
    "spanish": SPANISH,
    "japanese": JAPANESE,
    "korean": KOREAN,
    "arabic": ARABIC,
    "hebrew": HEBREW,
}
"""The scripts by the names that a demo's script calls them."""
