"""Next steps that several verdicts share; each says where."""

from __future__ import annotations

from scimconsole.domain.why.facts import Facts
from scimconsole.domain.why.trail import directory

NOTHING = "Nothing needs to be done."


def assignment(facts: Facts) -> str:
    """Where it is seen whether a person is in scope."""
    if directory(facts) == "Okta":
        return "In Okta: Applications > the app > Assignments: is the person, or one of their groups, there?"
    return (
        "In Entra: Enterprise applications > the app > Users and groups: is the person assigned, or a "
        "group they are in themselves (nested groups do not count)? Then Provisioning > Provision on "
        "demand with this person: it says why it leaves somebody out."
    )


def on_demand(facts: Facts) -> str:
    """How one person is sent at once."""
    if directory(facts) == "Okta":
        return "In Okta: Applications > the app > Provisioning: force a sync, or assign the person anew."
    return "In Entra: the app > Provisioning > Provision on demand with this person, which takes no cycle."


def mapping_of(attribute: str, facts: Facts) -> str:
    """Where an attribute's source is chosen."""
    if directory(facts) == "Okta":
        return f"In Okta: Applications > the app > Provisioning > To App: look at what goes to {attribute}."
    return (
        "In Entra: the app > Provisioning > Mappings > Provision Microsoft Entra ID Users: look at what "
        f"goes to {attribute}, and whether it has a value for this person; then Provision on demand."
    )
