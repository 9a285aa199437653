"""Generated request sequences without ids: `{user0}` is whoever the first user created turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `kind` says in words what it is, for the list of justified differences."""

    kind: str
    method: str
    target: str
    body: Any = None


user_names = st.sampled_from(
    ["ann@x.example", "ANN@x.example", "bo@x.example", "çağla@x.example", "dee", "eve_%@x.example"]
)
texts = st.sampled_from(
    ["Ann", "ann", "Bo Smith", "Çağla", "山田", "O'Neil", 'a "quoted" one', "50%", "_", "Z"]
)
words = st.sampled_from(["Engineer", "engineer", "Boss", "Clerk"])
booleans = st.sampled_from([True, False, "True", "False", "true", "false"])
users = st.sampled_from(["{user0}", "{user1}", "{user2}"])
groups = st.sampled_from(["{group0}", "{group1}"])
anybody = st.one_of(users, st.just("00000000-0000-4000-8000-000000000000"))

emails = st.lists(
    st.fixed_dictionaries(
        {"value": st.sampled_from(["ann@x.example", "Ann@Home.example", "bo@x.example"])},
        optional={"type": st.sampled_from(["work", "home"])},
    ),
    max_size=2,
    unique_by=lambda email: email.get("type", ""),
)

user_bodies = st.fixed_dictionaries(
    {"schemas": st.just([USER]), "userName": user_names, "active": booleans},
    optional={
        "displayName": texts,
        "nickName": texts,
        "title": words,
        "externalId": st.sampled_from(["e1", "E1", "e2"]),
        "name": st.fixed_dictionaries({}, optional={"givenName": texts, "familyName": texts}),
        "emails": emails,
        "preferredLanguage": st.sampled_from(["en-US", "tr"]),
        "favouriteTea": texts,
        ENTERPRISE: st.fixed_dictionaries({}, optional={"department": words, "employeeNumber": st.just("7")}),
    },
)

verbs = st.sampled_from(["Add", "Replace", "add", "replace"])


def _operation(path: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda op, value: {"op": op, "path": path, "value": value}, verbs, values)


def _removal(path: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda op: {"op": op, "path": path}, st.sampled_from(["Remove", "remove"]))


flattened = st.dictionaries(
    st.sampled_from(
        ["displayName", "name.givenName", "name.familyName", f"{ENTERPRISE}:department", "title", "nickName"]
    ),
    texts,
    min_size=1,
    max_size=3,
)

user_operations = st.one_of(
    _operation("displayName", texts),
    _operation("title", words),
    _operation("nickName", texts),
    _operation("active", booleans),
    _operation("name.familyName", texts),
    _operation(f"{USER}:displayName", texts),
    _operation(f"{ENTERPRISE}:department", words),
    _operation(f"{ENTERPRISE}:manager", st.builds(lambda value: {"value": value}, users)),
    _operation('emails[type eq "work"].value', st.sampled_from(["work@x.example", "ann@x.example"])),
    _operation('addresses[type eq "work"].locality', texts),
    _operation('roles[primary eq "True"].value', words),
    _operation('phoneNumbers[type eq "mobile"].value', st.sampled_from(["+1 404 555 0100", "0404"])),
    _operation('emails[type eq "home"].primary', booleans),
    _operation('emails[type eq "home"]', st.fixed_dictionaries({"value": st.just("home@x.example")})),
    _operation('emails[value eq "ann@x.example"].display', texts),
    _operation("emails", emails),
    _operation("externalId", st.sampled_from(["e1", "e9"])),
    _operation("name", st.fixed_dictionaries({}, optional={"givenName": texts, "formatted": texts})),
    _operation("title", st.none()),
    _operation(ENTERPRISE, st.fixed_dictionaries({"department": words}, optional={"division": texts})),
    _operation("favouriteTea", texts),
    _operation("id", texts),
    st.builds(
        lambda value: {"op": "Remove", "path": "emails", "value": [{"value": value}]},
        st.sampled_from(["ann@x.example", "bo@x.example"]),
    ),
    _removal('emails[type eq "home"].display'),
    _removal('emails[type eq "nowhere"]'),
    _removal(f"{ENTERPRISE}:manager"),
    _removal("displayName"),
    _removal("title"),
    _removal("name"),
    _removal("name.givenName"),
    _removal('emails[type eq "work"]'),
    _removal("emails"),
    _removal("userName"),
    _removal(f"{ENTERPRISE}:department"),
    st.builds(lambda op, value: {"op": op, "value": value}, verbs, flattened),
)

member_values = st.lists(st.builds(lambda value: {"value": value}, users), min_size=1, max_size=3)
group_operations = st.one_of(
    _operation("displayName", texts),
    st.builds(
        lambda op, value: {"op": op, "path": "members", "value": value},
        st.sampled_from(["Add", "add", "Remove", "remove", "Replace"]),
        member_values,
    ),
    st.builds(lambda value: {"op": "remove", "path": f'members[value eq "{value}"]'}, users),
    _removal("members"),
)

user_filters = st.one_of(
    st.builds(lambda name: f'userName eq "{name}"', user_names),
    st.builds(
        lambda op, name: f'userName {op} "{name[:3]}"', st.sampled_from(["sw", "co", "ew", "ne"]), user_names
    ),
    st.builds(lambda word: f'title eq "{word}"', words),
    st.builds(lambda word: f'title ne "{word}"', words),
    st.builds(lambda word: f'not (title eq "{word}")', words),
    st.builds(lambda value: f'externalId eq "{value}"', st.sampled_from(["e1", "E1", "e3"])),
    st.builds(lambda user: f'id eq "{user}"', users),
    st.sampled_from(
        [
            "active eq true",
            "active eq false",
            "title pr",
            "name.givenName pr",
            "emails pr",
            "not (emails pr)",
            'title gt "c"',
            'title le "clerk"',
            'displayName sw "a" or title pr',
            'displayName pr and not (title eq "Boss")',
            'emails[type eq "work"].value eq "ann@x.example"',
            'emails[type eq "home" and value co "home"]',
            'emails.value co "X.EXAMPLE"',
            'emails co "ann"',
            f'{ENTERPRISE}:department eq "boss"',
            f'{USER}:displayName sw "A"',
            'favouriteTea eq "x"',
            "title eq",
            'title is "x"',
        ]
    ),
)

projections = st.sampled_from(
    [
        "",
        "",
        "&attributes=userName",
        "&attributes=name.givenName,emails",
        "&excludedAttributes=emails,name.familyName",
        f"&attributes={ENTERPRISE}:department",
        "&attributes=nothing",
    ]
)


def _patch(operations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"schemas": [PATCH_OP], "Operations": operations}


def _described(operations: list[dict[str, Any]]) -> str:
    return "; ".join(
        f"{operation['op'].lower()} {operation.get('path', '')}".strip() for operation in operations
    )


creates = st.builds(lambda body: Request("create user", "POST", "/Users", body), user_bodies)

requests = st.one_of(
    creates,
    st.builds(
        lambda user, operations: Request(
            f"patch user: {_described(operations)}", "PATCH", f"/Users/{user}", _patch(operations)
        ),
        users,
        st.lists(user_operations, min_size=1, max_size=3),
    ),
    st.builds(lambda user, body: Request("replace user", "PUT", f"/Users/{user}", body), users, user_bodies),
    st.builds(
        lambda user, projection: Request("read user", "GET", f"/Users/{user}?x=y{projection}"),
        anybody,
        projections,
    ),
    st.builds(lambda user: Request("delete user", "DELETE", f"/Users/{user}"), anybody),
    st.builds(
        lambda text, projection: Request(f"filter users: {text}", "GET", f"/Users?filter={text}{projection}"),
        user_filters,
        projections,
    ),
    st.builds(
        lambda text: Request(
            f"search users: {text}",
            "POST",
            "/Users/.search",
            {"schemas": [SEARCH], "filter": text, "count": 50},
        ),
        user_filters,
    ),
    st.builds(
        lambda by, order, page: Request(f"sort users by {by}", "GET", f"/Users?sortBy={by}{order}{page}"),
        st.sampled_from(["userName", "name.familyName", "title"]),
        st.sampled_from(["", "&sortOrder=descending"]),
        st.sampled_from(["", "&startIndex=2&count=1", "&count=0", "&startIndex=0", "&startIndex=9"]),
    ),
    st.builds(
        lambda name, members: Request(
            "create group",
            "POST",
            "/Groups",
            {"schemas": [GROUP], "displayName": name, **({"members": members} if members else {})},
        ),
        texts,
        st.one_of(st.none(), member_values),
    ),
    st.builds(
        lambda group, operations: Request(
            f"patch group: {_described(operations)}", "PATCH", f"/Groups/{group}", _patch(operations)
        ),
        groups,
        st.lists(group_operations, min_size=1, max_size=2),
    ),
    st.builds(
        lambda group, projection: Request("read group", "GET", f"/Groups/{group}?x=y{projection}"),
        groups,
        st.sampled_from(["", "&excludedAttributes=members", "&attributes=displayName"]),
    ),
    st.builds(lambda group: Request("delete group", "DELETE", f"/Groups/{group}"), groups),
    st.builds(
        lambda group, user: Request(
            "is a member", "GET", f'/Groups?filter=id eq "{group}" and members eq "{user}"'
        ),
        groups,
        users,
    ),
)


def _begin(first: dict[str, Any], second: dict[str, Any], rest: list[Request]) -> list[Request]:
    """Two people and a group are there; then whatever comes."""
    return [
        Request("create user", "POST", "/Users", first | {"userName": "ann@x.example"}),
        Request("create user", "POST", "/Users", second | {"userName": "bo@x.example"}),
        Request("create group", "POST", "/Groups", {"schemas": [GROUP], "displayName": "First"}),
        *rest,
    ]


sequences = st.builds(_begin, user_bodies, user_bodies, st.lists(requests, min_size=1, max_size=15))
