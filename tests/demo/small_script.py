"""A script of three steps, for tests that need no longer one."""

from __future__ import annotations

SMALL = """
title = "Small"
cut = "small"
people = 12
seed = 3
profile = "keycafe"

[cast]
leaver = { person = 8 }

[variant.keycafe.words]
app = "Keycafe"

[variant.generic.words]
app = "SCIM"

[[step]]
name = "token"
title = "A token for {app}"
caption = "Made for {organization}."
acts = [{ do = "generate-token", token = "first" }]
expect = [{ token = "first", state = "active" }]

[[step]]
name = "cycle"
title = "A cycle"
caption = "Entra (simulated) sends {people} people."
acts = [
    { do = "test-connection", token = "first" },
    { do = "assign", who = "everybody" },
    { do = "cycle" },
]
expect = [
    { users = "everybody", active = "everybody" },
    { result = "create", count = "everybody" },
]

[[step]]
name = "leaver"
title = "{leaver} leaves"
caption = "The address was {leaver.mail}."
place = "Entra ID > Users > {leaver}"
click = ["Account enabled: off"]
acts = [
    { do = "block-sign-in", who = "leaver" },
    { do = "cycle" },
]
expect = [
    { person = "leaver", state = "inactive", entra = "disabled" },
    { requests = "disable user", status = 200, count = 1 },
]
"""
