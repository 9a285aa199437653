"""Values that are made up: Guid, RandomString, SelectUniqueValue, DefaultDomain."""

from __future__ import annotations

import string
from collections.abc import Sequence

from scimconsole.entra.expressions.functions.declaring import function, planned
from scimconsole.entra.expressions.run import Evaluate, Run, Site
from scimconsole.entra.expressions.values import Value

MOST_CHARACTERS = 256
_SPECIAL = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/"
"""What Windows counts as special in a password."""
_CLASSES = (
    ("minNumbers", string.digits),
    ("minSpecial", _SPECIAL),
    ("minCapital", string.ascii_uppercase),
    ("minLower", string.ascii_lowercase),
)


@function("Guid()", "a random GUID", family="made up", example="Guid()")
def guid(run: Run, site: Site) -> Value:
    """A random GUID in small letters."""
    return run.surroundings.guid()


@function(
    "RandomString(length, minNumbers, minSpecial, minCapital, minLower, [charsToAvoid])",
    "random characters with at least so many of each class",
    family="made up",
    example="RandomString(6, 3, 0, 0, 3)",
)
def random_string(run: Run, site: Site, length: Value, *rest: Value) -> Value:
    """Random characters; what is beyond the minimums comes from the classes that have one, or from all."""
    size = site.integer(length, 0, "length")
    least = [site.integer(rest[index], index + 1, name) for index, (name, _) in enumerate(_CLASSES)]
    avoided = site.text(rest[4], 5) or ""
    for index, number in enumerate(least, start=1):
        if number < 0:
            raise site.fail(f"A minimum of RandomString cannot be negative, and this is {number}.", index)
    if size > MOST_CHARACTERS:
        raise site.fail(
            f"RandomString makes at most {MOST_CHARACTERS} characters, and this asks for {size}.", 0
        )
    if size < sum(least):
        sentence = f"The length {size} is less than the minimums together, {sum(least)}."
        raise site.fail(sentence, 0)
    chance = run.surroundings.chance
    pools = ["".join(sign for sign in signs if sign not in avoided) for _, signs in _CLASSES]
    drawn: list[str] = []
    for index, (pool, number) in enumerate(zip(pools, least, strict=True), start=1):
        if number and not pool:
            raise site.fail("Every character of this class is to be avoided.", index)
        drawn.extend(chance.choice(pool) for _ in range(number))
    if size > len(drawn):
        fill = "".join(pool for pool, number in zip(pools, least, strict=True) if number) or "".join(pools)
        if not fill:
            raise site.fail("Every character is to be avoided.", 5)
        site.note(run, "fill-characters", "Which characters fill up to the length is not documented.")
        drawn.extend(chance.choice(fill) for _ in range(size - len(drawn)))
    chance.shuffle(drawn)
    return "".join(drawn)


@planned(
    "SelectUniqueValue(rule1, rule2, ...)",
    "the value of the first rule that nobody in the target has",
    family="made up",
    example='SelectUniqueValue("ana", "ana1")',
)
def select_unique_value(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """The first value that is free."""

    def evaluate(run: Run) -> Value:
        for index, rule in enumerate(arguments):
            value = site.text(rule(run), index)
            if value and value not in run.surroundings.taken:
                return value
        raise site.fail("Every value is taken; Entra would put this person into escrow.", hint="Add a rule.")

    return evaluate


@function(
    "DefaultDomain()",
    "the default domain of the tenant",
    family="made up",
    origin="listed",
    example="DefaultDomain()",
)
def default_domain(run: Run, site: Site) -> Value:
    """The default domain."""
    domain = run.surroundings.default_domain
    if domain is None:
        raise site.fail("The default domain is not known here.", hint="Name it: --default-domain contoso.com")
    return domain
