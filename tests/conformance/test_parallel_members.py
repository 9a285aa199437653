"""Several requests at once for one group, as several workers of an identity provider send them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.running_service import Organization

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PEOPLE = 50


class TestFiftyAtOnce:
    """No addition is lost, and none is made twice."""

    def test_every_member_added_at_the_same_time_is_there(self, organization: Organization) -> None:
        scim, base = organization.scim, organization.tenant_url

        def create(number: int) -> str:
            body = {"schemas": [USER], "userName": f"person{number}@contoso.example"}
            answer = scim.post(f"{base}/Users", json=body)
            assert answer.status_code == 201, answer.text
            identifier: str = answer.json()["id"]
            return identifier

        def add(member: str) -> int:
            operation = {"op": "Add", "path": "members", "value": [{"$ref": None, "value": member}]}
            answer = scim.patch(
                f"{base}/Groups/{group}", json={"schemas": [PATCH_OP], "Operations": [operation]}
            )
            return answer.status_code

        with ThreadPoolExecutor(PEOPLE) as at_once:
            people = list(at_once.map(create, range(PEOPLE)))
            group = scim.post(f"{base}/Groups", json={"schemas": [GROUP], "displayName": "All"}).json()["id"]
            # Each one twice: adding a member who is there already is no failure and no second membership.
            statuses = set(at_once.map(add, people * 2))

        assert statuses == {200}
        members = scim.get(f"{base}/Groups/{group}").json()["members"]
        assert sorted(member["value"] for member in members) == sorted(people)

    def test_one_of_fifty_equal_people_is_created(self, organization: Organization) -> None:
        body = {"schemas": [USER], "userName": "same@contoso.example"}
        with ThreadPoolExecutor(PEOPLE) as at_once:
            answers = at_once.map(
                lambda _: organization.scim.post(f"{organization.tenant_url}/Users", json=body).status_code,
                range(PEOPLE),
            )
            assert sorted(answers) == [201] + [409] * (PEOPLE - 1)
