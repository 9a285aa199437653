"""Addresses and methods: what is there, what is not, and what is answered all the same."""

from __future__ import annotations

import httpx
import pytest

from tests.running_service import Organization, RunningService
from tests.service.scim.calls import GROUP, USER, created, created_group, refusal


@pytest.fixture(scope="module")
def shared(service: RunningService) -> Organization:
    """An organization for what is refused or changes nothing, shared by the tests of this module."""
    return service.add_organization()


class TestTrailingSlashes:
    @pytest.mark.parametrize("path", ["/Users/", "/Groups/", "/ServiceProviderConfig/", "/Schemas/"])
    def test_are_answered_and_not_redirected(self, shared: Organization, path: str) -> None:
        answer = shared.scim.get(f"{shared.tenant_url}{path}")
        assert answer.status_code == 200
        assert not answer.history

    def test_are_answered_behind_an_id_and_in_writes(self, organization: Organization) -> None:
        base = organization.tenant_url
        made = organization.scim.post(f"{base}/Users/", json={"userName": "a"})
        assert made.status_code == 201
        place = made.headers["location"]
        assert not place.endswith("/")
        assert organization.scim.get(f"{place}/").json()["userName"] == "a"
        assert organization.scim.delete(f"{place}/").status_code == 204


class TestUnknownQueryParameters:
    def test_change_nothing(self, organization: Organization) -> None:
        one = created(organization, "a")
        query = {"aadOptscim062020": "", "$top": "1", "filter": 'userName eq "a"', "_": "x"}
        assert organization.scim.get("/Users", params=query).json()["totalResults"] == 1
        place = f"/Users/{one['id']}"
        assert organization.scim.get(place, params={"x": "y"}).json() == one
        made = organization.scim.post("/Groups", params={"aadOptscim062020": ""}, json={"displayName": "g"})
        assert made.status_code == 201

    def test_are_found_in_any_case(self, organization: Organization) -> None:
        created(organization, "a")
        query = {"FILTER": 'userName eq "a"', "COUNT": "0"}
        answer = organization.scim.get("/Users", params=query).json()
        assert (answer["totalResults"], answer["Resources"]) == (1, [])


class TestHead:
    def test_answers_as_get_without_the_body(self, organization: Organization) -> None:
        place = f"/Users/{created(organization, 'a')['id']}"
        for path in (place, "/Users", "/ServiceProviderConfig"):
            whole, head = organization.scim.get(path), organization.scim.head(path)
            assert head.status_code == 200
            assert head.content == b""
            assert head.headers["content-length"] == str(len(whole.content))
            assert head.headers.get("etag") == whole.headers.get("etag")
        assert organization.scim.head("/Users/nobody").status_code == 404


class TestMethods:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            *(("PUT", "/Users"), ("PATCH", "/Users"), ("DELETE", "/Groups"), ("POST", "/Users/some-id")),
            *(("GET", "/Bulk"), ("GET", "/Users/.search"), ("PUT", "/.search"), ("POST", "/Schemas")),
            *(
                ("DELETE", "/ServiceProviderConfig"),
                ("OPTIONS", "/Users"),
                ("POST", "/"),
                ("TRACE", "/Users"),
            ),
        ],
    )
    def test_that_are_not_there_are_named_beside_those_that_are(
        self, shared: Organization, method: str, path: str
    ) -> None:
        assert " is." in refusal(shared.scim.request(method, path), 405)

    def test_me_is_not_implemented(self, shared: Organization) -> None:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            refusal(shared.scim.request(method, "/Me"), 501)


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        "path",
        ["/Users/nobody", "/Groups/nothing", "/Devices", "/Users/a/b", "/Schemas/urn:x", "/ResourceTypes/X"],
    )
    def test_is_a_404(self, shared: Organization, path: str) -> None:
        refusal(shared.scim.get(path), 404)

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_is_a_404_for_writes(self, shared: Organization, method: str) -> None:
        body = {"userName": "a", "displayName": "a", "Operations": [{"op": "add", "path": "x", "value": 1}]}
        for place in ("/Users/nobody", "/Groups/nobody"):
            content = None if method == "DELETE" else body
            refusal(shared.scim.request(method, place, json=content), 404)

    def test_is_a_404_when_the_kind_is_wrong(self, organization: Organization) -> None:
        person, group = created(organization, "a")["id"], created_group(organization, "g")["id"]
        refusal(organization.scim.get(f"/Groups/{person}"), 404)
        refusal(organization.scim.delete(f"/Users/{group}"), 404)


class TestDiscovery:
    def test_tells_what_the_service_can_do(self, shared: Organization) -> None:
        found = shared.scim.get("/ServiceProviderConfig").json()
        assert found["patch"]["supported"]
        assert found["bulk"] == {
            "supported": True,
            "maxOperations": 1000,
            "maxPayloadSize": 8 * 1024 * 1024,
        }
        for feature in ("filter", "sort", "etag", "pagination"):
            assert feature in found

    def test_lists_schemas_and_resource_types_and_each_at_its_place(self, shared: Organization) -> None:
        schemas = shared.scim.get("/Schemas").json()["Resources"]
        assert {USER, GROUP} <= {schema["id"] for schema in schemas}
        for listed in (schemas, shared.scim.get("/ResourceTypes").json()["Resources"]):
            for one in listed:
                assert shared.scim.get(one["meta"]["location"]).json() == one

    def test_refuses_a_filter(self, shared: Organization) -> None:
        refusal(shared.scim.get("/Schemas", params={"filter": "id pr"}), 403)

    def test_of_a_profile_has_its_extension(self, coffees: Organization) -> None:
        found = {schema["id"] for schema in coffees.scim.get("/Schemas").json()["Resources"]}
        assert "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User" in found


class TestContentTypes:
    def test_are_not_asked_for(self, organization: Organization) -> None:
        client = organization.client(organization.tenant_url, organization.token)
        for kind in ("application/json", "application/scim+json; charset=utf-8", "text/plain", ""):
            headers = {"Content-Type": kind} if kind else {}
            body = b'{"userName": "%s"}' % kind.encode().replace(b";", b"")
            if not kind:
                body = b'{"userName": "none"}'
            assert client.post("/Users", content=body, headers=headers).status_code == 201

    def test_of_answers_are_scims_own(self, shared: Organization) -> None:
        answer: httpx.Response = shared.scim.get("/Users", headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == "application/scim+json"
