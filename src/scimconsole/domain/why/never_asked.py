"""Verdicts about somebody of whom nothing was ever seen; what that means depends on job and mapping."""

from __future__ import annotations

from scimconsole.domain.why import connection, steps
from scimconsole.domain.why.facts import Facts
from scimconsole.domain.why.trail import directory
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import is_guid, shown, when


def scoping_filter(facts: Facts) -> Line | None:
    """The scoping filter of the mapping saved here, as evidence."""
    if facts.mapping is None or facts.mapping.scope is None:
        return None
    return Line(f"Scoping filter of the mapping saved here: {facts.mapping.scope}.")


def never_asked_for(facts: Facts) -> Verdict:
    """Nothing was ever seen: what that means depends on the job."""
    name, sender = shown(facts.asked), directory(facts)
    clause, evidence = connection.clause(facts), (connection.line(facts),)
    match connection.standing(facts):
        case "runs" | "rests":
            return _while_it_works(facts)
        case "silent":
            return Verdict(
                "never-asked-job-silent",
                "look",
                "entra",
                f"{name} was never asked for, and {clause}.",
                connection.remedy(facts),
                evidence,
            )
        case "never":
            return Verdict(
                "never-connected",
                "look",
                "entra",
                f"{name} was never asked for: {sender} has never connected.",
                connection.remedy(facts),
            )
        case "no-token":
            return Verdict(
                "never-asked-no-token",
                "failure",
                "both",
                f"{name} was never asked for: {clause}.",
                connection.remedy(facts),
                evidence,
            )
        case _:
            return Verdict(
                "never-asked-sign-in-refused",
                "failure",
                "both",
                f"{name} was never asked for: {clause}.",
                connection.remedy(facts),
                evidence,
            )


def _while_it_works(facts: Facts) -> Verdict:
    name, sender, mapping = shown(facts.asked), directory(facts), facts.mapping
    works, clause = connection.line(facts), connection.clause(facts)
    clause = f"{clause[:1].upper()}{clause[1:]}"
    if mapping is not None and not mapping.is_enabled:
        return Verdict(
            "mapping-off",
            "failure",
            "entra",
            f"{name} was never asked for: the mapping saved here has users switched off.",
            "In Entra: the app > Provisioning > Mappings > Provision Microsoft Entra ID Users > Enabled: "
            "Yes; save the same mapping here.",
            (works,),
        )
    first = mapping.matching[0] if mapping is not None and mapping.matching else None
    if first is not None and first.lower() != "username" and not is_guid(facts.asked):
        return Verdict(
            "matched-by-another",
            "look",
            "entra",
            f"{name} was never asked for by this name, and by the mapping saved here {sender} looks for "
            f"people by {first}: requests before a creation name only that.",
            f"Ask again with the person's {first} (`scimconsole why VALUE`; for externalId that is the "
            "object id, in Entra: Users > the person > Object ID). Known by neither: "
            f"{steps.assignment(facts)}",
            (works,),
        )
    kept = ""
    if facts.connection.pruned_until is not None:
        kept = f" Requests before {when(facts.connection.pruned_until)} are no longer kept."
    if mapping is not None and mapping.scope is not None:
        return Verdict(
            "out-of-scope",
            "look",
            "entra",
            f"{name} was never asked for. {clause}: not assigned, or not met by the scoping filter of the "
            f"mapping saved here.{kept}",
            f"Does the person meet {shown(mapping.scope)}? {steps.assignment(facts)}",
        ).followed_by(scoping_filter(facts), works)
    return Verdict(
        "never-asked-for",
        "look",
        "entra",
        f"{name} was never asked for. {clause}: the person is not in scope, or comes with a cycle that has "
        f"not finished yet.{kept}",
        steps.assignment(facts),
        (works,),
    )
