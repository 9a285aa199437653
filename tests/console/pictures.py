"""The pictures of the console: which keys lead to what. Snapshots and the gallery share them."""

from __future__ import annotations

from typing import NamedTuple


class Picture(NamedTuple):
    """One state of the console: its name, the keys that lead there, and what it shows."""

    name: str
    keys: tuple[str, ...]
    caption: str
    theme: str = "dark"


GENERATE = ("2", "c")
_GENERATED = (*GENERATE, "enter")
_TRAPS = ("5", "b", "down", "ctrl+s")
"""The mapping that Entra ID begins with, which does not fit the service."""
_MARKED = ("3", "space", "space", "space")
_EXPRESSION = ("5", "j", "enter", "end")
_EDITED = ("5", "j", "j", "j", "enter", *"department", "ctrl+s")

PICTURES = (
    Picture("overview", (), "What one checks first"),
    Picture("tokens", ("2",), "The SCIM tokens"),
    Picture("token-detail", ("2", "enter"), "One token in full"),
    Picture("token-generate", GENERATE, "What kind of token is wanted"),
    Picture("token-generate-days", (*GENERATE, "alt+e", "down", "down", "down", "enter"), "Any life span"),
    Picture("token-generate-never", (*GENERATE, "alt+e", "end", "ctrl+s"), "Never asks for the reason"),
    Picture("token-generate-keys", (*GENERATE, "f1"), "The keys of a dialog"),
    Picture("token-rotate", ("2", "o"), "A successor for a token"),
    Picture("token-rotate-now", ("2", "o", "down"), "Ending the old one at once is no default"),
    Picture("token-rename", ("2", "E"), "Another name for a token"),
    Picture("token-revoke", ("2", "R"), "Revoking asks for the name"),
    Picture("token-copy", ("2", "y"), "What can be copied of a token"),
    Picture("users", ("3",), "The people"),
    Picture("users-search", ("3", "slash", "c", "h"), "Found as one types"),
    Picture("users-chip", ("3", "s"), "A chip and its settings"),
    Picture("users-filter", ("3", "s", "i"), "Narrowed by status"),
    Picture("users-group", ("3", "p"), "The people of a group, found by its name"),
    Picture("users-since", ("3", "c", "a"), "Since when somebody changed"),
    Picture("users-filter-box", ("3", "f", *"userT"), "A SCIM filter with what can come next"),
    Picture(
        "users-filter-mistake", ("3", "f", *"usrName", "space", "p", "r", "enter"), "A mistake at its place"
    ),
    Picture("users-marked", _MARKED, "Three people marked"),
    Picture("users-bulk", (*_MARKED, "d"), "Many people are counted before they lose access"),
    Picture("users-result", (*_MARKED, "a", "enter"), "Who was not reached, and why"),
    Picture("users-export", ("3", "e"), "Who is shown, written to a file"),
    Picture("users-copy", ("3", "y"), "What can be copied of a person"),
    Picture("users-context", ("3", "m"), "What can be done with a person"),
    Picture("user", ("3", "j", "j", "enter"), "One person in the profile's words"),
    Picture("user-json", ("3", "v", "enter"), "The SCIM resource"),
    Picture("user-json-find", ("3", "v", "enter", "slash", *"name"), "Found in the SCIM resource"),
    Picture("user-groups", ("3", "v", "v", "enter"), "The groups of a person"),
    Picture("user-received", ("3", "v", "v", "v", "enter"), "What was received of each attribute"),
    Picture("user-history", ("3", "v", "v", "v", "v", "enter"), "What happened to a person, and who did it"),
    Picture("user-deactivate", ("3", "d"), "Deactivating asks first"),
    Picture("groups", ("4",), "The groups"),
    Picture("groups-search", ("4", "slash", "e"), "Groups found as one types"),
    Picture("group", ("4", "enter", "j", "j"), "A group and its members"),
    Picture("mappings", ("5",), "What is sent to which attribute"),
    Picture("mappings-groups", ("5", "v"), "The same for groups"),
    Picture("mappings-fields", ("5", "v", "v", "v"), "What the service asks for, and whether it is mapped"),
    Picture("mappings-finding", (*_TRAPS, "f", "f"), "What the check says of a mapping"),
    Picture("mappings-findings", (*_TRAPS, "v", "v", "v", "v"), "Everything the check says"),
    Picture("mappings-copy", (*_TRAPS, "f", "f", "y"), "What mends it, to be pasted in Entra ID"),
    Picture("mappings-start", ("5", "b", "alt+o", "down", "space"), "Beginning with what fits the service"),
    Picture("mappings-import", ("5", "i"), "Taking over what Entra ID exports"),
    Picture("mappings-save", (*_TRAPS, "s"), "Saving a version, with a note"),
    Picture("mappings-versions", (*_TRAPS, "o", "v"), "An earlier version beside what is edited"),
    Picture("mappings-quit", (*_TRAPS, "q"), "Edits that are not saved are asked about"),
    Picture("mapping-editor", ("5", "j", "enter"), "One mapping, and how its value came about"),
    Picture(
        "mapping-completion",
        (*_EXPRESSION, "backspace", "comma", "space", *"ma"),
        "Functions and attributes as one types",
    ),
    Picture("mapping-mistake", (*_EXPRESSION, "backspace"), "What is wrong with an expression, at its place"),
    Picture("sample-post", ("5", "p", "v"), "What would be sent for a sample person"),
    Picture("sample-change", (*_EDITED, "p"), "What an edit would change for somebody who is stored"),
    Picture("sample-others", ("5", "p", "o"), "Where sample people come from"),
    Picture("sync", ("6",), "What Entra ID sent, as it comes"),
    Picture("sync-filter", ("6", "o"), "What the requests are narrowed to"),
    Picture("sync-person", ("6", "slash", *"Finance", "enter"), "The requests about a person or group"),
    Picture("request", ("6", "j", "enter"), "One request in full"),
    Picture("request-copy", ("6", "y"), "What can be copied of a request"),
    Picture("sync-state", ("6", "v"), "How provisioning goes"),
    Picture("sync-cycles", ("6", "v", "tab", "tab"), "A cycle of provisioning"),
    Picture("sync-why", ("6", "V", *"nobody@contoso.example", "enter"), "Why somebody never arrived"),
    Picture("why", ("3", "w"), "Why a person is as they are"),
    Picture("guide", ("7",), "How a set-up closes: who arrived, and when the token ends"),
    Picture(
        "guide-step", ("7", "g", "j", "j", "j", "j", "enter"), "A step: where, what to do, what to paste"
    ),
    Picture("guide-links", ("7", "v"), "Links for whoever sets up Entra ID"),
    Picture("guide-link", ("7", "l"), "What kind of set-up link is wanted"),
    Picture("guide-export", ("7", "e"), "The guide as a page, or the end of the token for a calendar"),
    Picture("help", ("3", "question_mark"), "The keys"),
    Picture("notices", ("2", "u", "f8"), "What the notices of this run said"),
    Picture("palette", ("3", "ctrl+p"), "Everything that can be done here, and where else to go"),
    Picture("palette-person", ("colon", "c", "h", "l"), "A person by a few letters of the name"),
    Picture("settings", ("8",), "The organizations signed in to"),
    Picture("settings-appearance", ("8", "v"), "Themes, tried out as the cursor moves"),
    Picture("settings-keys", ("8", "v", "v"), "Every act with its keys"),
    Picture(
        "settings-remap", ("8", "v", "v", "slash", *"users", "enter", "enter", "q"), "Another key for an act"
    ),
    Picture("settings-keyring", ("8", "v", "v", "v"), "Where API keys are kept"),
    Picture("settings-organization", ("8", "V", "V"), "What holds for the whole organization"),
    Picture("settings-brake", ("8", "V", "V", "enter", "down"), "Hold says what it is an exception to"),
    Picture("settings-members", ("8", "V"), "Who may use the organization"),
    Picture("member-add", ("8", "V", "c"), "Adding a member"),
    Picture("member-remove", ("8", "V", "R"), "Removing a member asks for the address"),
    Picture("organizations", ("f3",), "Switching to another organization"),
    Picture("manual", ("9",), "The manual's contents"),
    Picture("manual-page", ("9", "j", "enter"), "A page of the manual"),
    Picture("manual-find", ("9", "slash", *"hold", "enter"), "Words found in all pages of the manual"),
    Picture("palette-guide", ("colon", "t", "e", "n", "a", "n", "t"), "What the set-up guides call things"),
)
"""States of a filled organization."""

TROUBLED = (
    Picture("request-cause", ("6", "down", "enter"), "What a refusal is due to, and what to do about it"),
    Picture("sync-failing", ("6", "v"), "Provisioning that fails, and what to do about it"),
    Picture("sync-causes", ("6", "c", "down", "enter"), "The requests of one cause"),
    Picture("why-refused", ("6", "down", "w"), "Why somebody was refused"),
)
"""States of an organization that refused a person and a sign-in."""

COLOURFUL = ("overview", "users", "user", "tokens", "palette", "user-deactivate")
"""The states most used, which are shown in other themes, too."""
THEMES = ("light", "high-contrast")

THEMED = tuple(
    picture._replace(name=f"{picture.name}-{theme}", theme=theme, caption=f"{picture.caption}, {theme}")
    for theme in THEMES
    for picture in PICTURES
    if picture.name in COLOURFUL
)

ONCE = (
    Picture("guide-begin", ("7",), "Where a set-up begins"),
    Picture("guide-self-test", ("7", "t"), "Entra ID played with a throw-away person"),
    Picture("guide-link-once", ("7", "l", *"Jo", "ctrl+s"), "The only time a set-up link is shown"),
    Picture("token-once", _GENERATED, "The only time a token is shown"),
    Picture("token-once-revealed", (*_GENERATED, "ctrl+r", "ctrl+t"), "The same, revealed and copied"),
    Picture("token-once-save", (*_GENERATED, "ctrl+s"), "Saved to a file that only its owner can read"),
    Picture("token-once-discard", (*_GENERATED, "ctrl+g"), "Doing without a copy is asked about"),
)
"""States that leave a token behind, to be drawn last."""

FIRST = (
    Picture("welcome", (), "The first start"),
    Picture("sign-in", ("enter", "down", "enter"), "Signing in to a service"),
)
"""States before there is a connection."""
