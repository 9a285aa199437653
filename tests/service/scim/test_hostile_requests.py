"""Whatever a client sends is answered or refused; nothing of it looks like trouble of the service's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service.scim.calls import BULK, PATCH_OP
from tests.service.scim.in_process import PROFILE, Endpoint, open_endpoint

EXAMPLES = settings(max_examples=120, suppress_health_check=[HealthCheck.differing_executors])
CAMPAIGN = settings(
    max_examples=10_000, derandomize=False, suppress_health_check=[HealthCheck.differing_executors]
)
NAMES = sorted(
    {*PROFILE.user.known_names(), *PROFILE.group.known_names(), "members", "password", "Operations", "value"}
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "True", "a" * 300, "\0", "\U0010ffff", '"', "\\", "%", "null", "2026-11-21", "[]"]
    ),
    st.sampled_from(NAMES),
    st.text(max_size=12),
)
NUMBERS = st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), TEXTS), inner, max_size=4),
    ),
    max_leaves=8,
)
PATHS = st.one_of(
    st.sampled_from(NAMES),
    st.builds("{}.{}".format, st.sampled_from(NAMES), st.sampled_from(["value", "type", "$ref", "x"])),
    st.builds(
        '{}[{} eq "{}"]{}'.format,
        st.sampled_from(NAMES),
        st.sampled_from(["type", "value", "primary"]),
        TEXTS,
        st.sampled_from(["", ".value", ".display", "."]),
    ),
    TEXTS,
)
OPERATIONS = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "Replace", "remove", "Add"])}, optional={"path": PATHS, "value": JSON}
)
BULK_OPERATIONS = st.one_of(
    JSON,
    st.fixed_dictionaries(
        {
            "method": st.sampled_from(["POST", "PATCH", "DELETE", "PUT"]),
            "path": st.builds("/{}".format, TEXTS),
        },
        optional={"bulkId": TEXTS, "data": JSON, "version": TEXTS},
    ),
)
LITERALS = st.one_of(TEXTS.map(lambda text: orjson.dumps(text).decode()), NUMBERS.map(str), st.just("null"))
FILTERS = st.one_of(
    st.builds(
        "{} {} {}".format,
        PATHS,
        st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"]),
        LITERALS,
    ),
    st.builds("{} pr".format, PATHS),
    TEXTS,
)


@pytest.fixture(scope="module")
def endpoint(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An endpoint with one user, who is in one group; both are changed again and again."""
    endpoint = open_endpoint(database_url, tmp_path_factory.mktemp("pepper"))
    yield endpoint
    endpoint.database.close()


def place(endpoint: Endpoint, kind: str) -> str:
    """Where the first user or group stands; one is made where there is none."""
    found = orjson.loads(endpoint.request("GET", f"/{kind}?count=1&excludedAttributes=members").body)
    if found["Resources"]:
        return f"/{kind}/{found['Resources'][0]['id']}"
    body = {
        "userName": "somebody",
        "displayName": "Some",
        "emails": [{"type": "work", "value": "s@x.example"}],
    }
    return f"/{kind}/{endpoint.created(f'/{kind}', body)}"


def check(endpoint: Endpoint, method: str, path: str, body: Any = None) -> None:
    answer = endpoint.request(method, path, body)
    assert answer.status < 500, (answer.status, answer.body)
    if answer.status >= 400:
        assert orjson.loads(answer.body)["detail"]


def check_patch(endpoint: Endpoint, kind: str, operations: list[Any]) -> None:
    where = place(endpoint, kind)
    check(endpoint, "PATCH", where, {"schemas": [PATCH_OP], "Operations": operations})
    # Whatever was stored can be read and found again.
    check(endpoint, "GET", where)
    check(endpoint, "GET", f"/{kind}?filter=id%20pr&sortBy=displayName")


KINDS = st.sampled_from(["Users", "Groups"])


class TestNothingAClientSends:
    """... makes the service fail."""

    @EXAMPLES
    @given(kind=KINDS, body=st.dictionaries(st.one_of(st.sampled_from(NAMES), TEXTS), JSON, max_size=6))
    def test_in_a_new_resource(self, endpoint: Endpoint, kind: str, body: dict[str, Any]) -> None:
        check(endpoint, "POST", f"/{kind}", body)
        check(endpoint, "PUT", place(endpoint, kind), {"userName": "a", "displayName": "a", **body})

    @EXAMPLES
    @given(kind=KINDS, operations=st.lists(OPERATIONS, min_size=1, max_size=3))
    def test_in_a_patch(self, endpoint: Endpoint, kind: str, operations: list[Any]) -> None:
        check_patch(endpoint, kind, operations)

    @EXAMPLES
    @given(kind=KINDS, text=FILTERS, order=PATHS, attributes=PATHS)
    def test_in_a_query(self, endpoint: Endpoint, kind: str, text: str, order: str, attributes: str) -> None:
        place(endpoint, kind)
        check(endpoint, "GET", f"/{kind}?filter={quote(text)}")
        check(endpoint, "GET", f"/{kind}?sortBy={quote(order)}&cursor=&count=1")
        check(endpoint, "GET", f"/{kind}?attributes={quote(attributes)}")
        check(endpoint, "POST", f"/{kind}/.search", {"filter": text, "excludedAttributes": [attributes]})

    @EXAMPLES
    @given(operations=st.lists(BULK_OPERATIONS, max_size=3))
    def test_in_a_bulk_request(self, endpoint: Endpoint, operations: list[Any]) -> None:
        check(endpoint, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})

    @pytest.mark.campaign
    @CAMPAIGN
    @given(kind=KINDS, operations=st.lists(OPERATIONS, min_size=1, max_size=3))
    def test_in_many_patches(self, endpoint: Endpoint, kind: str, operations: list[Any]) -> None:
        check_patch(endpoint, kind, operations)
