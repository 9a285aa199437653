"""A job with a state of its own on an organization of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scimconsole.entra.simulator.state import State
from tests.entra.simulator.wire import Tenant
from tests.running_service import Organization


@pytest.fixture
def tenant(keycafe: Organization) -> Iterator[Tenant]:
    """A tenant whose job provisions a Keycafe organization with the mapping it begins with."""
    with State(None, keycafe.tenant_url) as state:
        yield Tenant(keycafe, state)
