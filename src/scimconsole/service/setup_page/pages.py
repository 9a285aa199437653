"""The pages behind a set-up link, as HTML; whatever comes from outside is escaped."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.service.context import ServedOrganization
from scimconsole.service.setup_page.frame import framed
from scimconsole.service.setup_page.next_steps import next_steps
from scimconsole.storage.setup_links import LinkRow
from scimconsole.storage.tokens import TokenRow

NOT_OPEN = framed(
    "This link cannot be used",
    "<p>It may have been used before, it may have ended, or a part of it is missing.</p>\n"
    "<p>Ask whoever sent it to you for a new one.</p>\n",
)
"""The same for a used, expired, revoked, unknown or mistyped link, so that nobody learns which."""

UNAVAILABLE = framed(
    "The service cannot answer just now",
    "<p>Try again in a minute. The link was not used up.</p>\n",
)

NOT_ALLOWED = framed("This is a page to read", "<p>Open the link in a browser.</p>\n")


def explained(served: ServedOrganization, link: LinkRow, made_by: str) -> bytes:
    """What will happen, before anything does."""
    return framed(
        f"Connect Entra ID to {served.profile.title}",
        f'<p class="lead"><bdi>{escape(made_by)}</bdi> sends you what Microsoft Entra ID needs to provision '
        f"people of <bdi>{escape(served.row.name)}</bdi> to {escape(served.profile.title)}: "
        "the Tenant URL and a secret token.</p>\n"
        f"{_unreachable(served)}"
        '<p>When you press the button:</p>\n<ol class="will">\n'
        "<li>a new token is made and shown to you together with the Tenant URL,</li>\n"
        "<li>it is shown <strong>this one time</strong>: have Entra, or your password manager, open,</li>\n"
        "<li>the link is used up, and its sender sees that it was used, when and from which address.</li>\n"
        "</ol>\n"
        '<form method="post"><button type="submit">Show Tenant URL and token</button></form>\n'
        f'<p class="quiet">Nothing happens until then. The link can be used until {_moment(link.expires_at)}.'
        "</p>\n"
        "<footer>Keep this page's address to yourself. Whoever sent it can end it at any time.</footer>\n",
        above="Set-up link",
    )


def shown(served: ServedOrganization, token: TokenRow, text: str) -> bytes:
    """Tenant URL and token, the only time, and what to do with them."""
    ends = "never ends" if token.expires_at is None else f"ends on {_moment(token.expires_at)}"
    return framed(
        "Tenant URL and token",
        '<p class="note"><strong>This is the only time the token is shown.</strong> '
        "Paste it into Entra before you close or reload this page.</p>\n"
        f"{_unreachable(served)}"
        f"{_to_copy('Tenant URL', 'tenant-url', served.tenant_url)}"
        f"{_to_copy('Secret Token', 'token', text)}"
        f'<p class="quiet">The token is listed as "<bdi>{escape(token.name)}</bdi>" and {ends}.</p>\n'
        f"<h2>What to do next</h2>\n{next_steps(served.profile)}"
        "<footer>Should the token get into wrong hands, ask whoever sent the link to revoke it.</footer>\n",
        above=f"Connect Entra ID to {served.profile.title}",
    )


def _to_copy(label: str, identifier: str, text: str) -> str:
    return (
        f'<div class="value"><div class="head"><span>{label}</span>'
        f'<button type="button" data-copy="{identifier}" aria-live="polite" hidden>Copy {label}</button>'
        "</div>\n"
        f'<code id="{identifier}" tabindex="0">{escape(text)}</code></div>\n'
    )


def _unreachable(served: ServedOrganization) -> str:
    reason = unreachable_reason(served.tenant_url)
    if reason is None:
        return ""
    return (
        f'<p class="note"><strong>Entra ID cannot use this Tenant URL yet.</strong> {escape(reason)} '
        "Tell whoever sent you the link.</p>\n"
    )


def _moment(microseconds: int) -> str:
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    return f'<time datetime="{moment:%Y-%m-%dT%H:%M:%SZ}">{moment.day} {moment:%B %Y, %H:%M} UTC</time>'
