"""How many people a second a mapping is evaluated for, on one core: `python -m bench.expressions`."""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Sequence
from typing import Any

from bench.report import Row, Table
from scimconsole.demo.names import ENGLISH
from scimconsole.entra.expressions import compile_expression

BUDGET = 10_000
"""People a second, for a mapping of 20 expressions."""
MAPPING = (
    "[userPrincipalName]",
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    "[displayName]",
    "[jobTitle]",
    'Coalesce([mail], [userPrincipalName], "")',
    "[preferredLanguage]",
    "[givenName]",
    "[surname]",
    'Join(" ", [givenName], [surname])',
    "[physicalDeliveryOfficeName]",
    "[streetAddress]",
    "[city]",
    'IIF([country] = "FR", "fr-FR", "en-US")',
    "[postalCode]",
    'Switch([country], "other", "US", "Americas", "FR", "Europe", "JP", "Asia")',
    'Replace([telephoneNumber], , "[() -]+", , "", , )',
    'ToLower(NormalizeDiacritics(Append([mailNickname], "@contoso.example")))',
    "[facsimileTelephoneNumber]",
    "[employeeId]",
    '"FULL"',
)


NESTED = tuple(
    f'IIF(IsPresent([{name}]), ToLower(NormalizeDiacritics(StripSpaces(Join(".", [{name}], [city])))), "")'
    for name in ("givenName", "surname", "displayName", "jobTitle")
) * (len(MAPPING) // 4)
"""As many, each of five calls."""


def people(count: int) -> list[dict[str, Any]]:
    """People as Microsoft Graph has them."""
    found = []
    given, family = ENGLISH.given, ENGLISH.family
    for number in range(count):
        first, last = given[number % len(given)], family[number // 7 % len(family)]
        found.append(
            {
                "userPrincipalName": f"{first.ascii}.{last.ascii}{number}@contoso.example",
                "mailNickname": f"{first.ascii}.{last.ascii}{number}",
                "mail": f"{first.ascii}.{last.ascii}{number}@contoso.example" if number % 5 else None,
                "IsSoftDeleted": number % 20 == 0,
                "displayName": f"{first.written} {last.written}",
                "givenName": first.written,
                "surname": last.written,
                "jobTitle": "Engineer",
                "preferredLanguage": "en-US",
                "physicalDeliveryOfficeName": "B42",
                "streetAddress": "1 Main Street",
                "city": "Montréal",
                "country": ("US", "FR", "JP", "CA")[number % 4],
                "postalCode": "98052",
                "telephoneNumber": f"+1 (425) 555-{number % 10_000:04d}",
                "employeeId": str(number),
            }
        )
    return found


def measure(mapping: Sequence[str], sources: list[dict[str, Any]], rounds: int) -> float:
    """The best rate of some rounds, in people a second; the first compiles and is not counted."""
    expressions = [compile_expression(text) for text in mapping]
    rates = []
    for number in range(rounds + 1):
        gc.collect()
        start = time.perf_counter()
        for source in sources:
            for expression in expressions:
                expression.evaluate(source)
        if number:
            rates.append(len(sources) / (time.perf_counter() - start))
    return max(rates)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.expressions", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sources = people(options.people)
    table = Table(f"Mappings of {len(MAPPING)} expressions, one core", ("people/s", "budget"))
    rate = measure(MAPPING, sources, options.rounds)
    table.add(Row("as a SCIM application has them", (f"{rate:,.0f}", f"{BUDGET:,}"), rate >= BUDGET))
    rate = measure(NESTED, sources, options.rounds)
    table.add(Row("each of five calls", (f"{rate:,.0f}", "")))
    table.print()


if __name__ == "__main__":
    main()
