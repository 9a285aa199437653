"""Whether Entra ID could reach a Tenant URL, judged by its text alone: it needs public HTTPS."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_LOCAL_SUFFIXES = (
    ".localhost",
    ".local",
    ".localdomain",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".home.arpa",
    ".corp",
    ".private",
    ".test",
    ".example",
    ".invalid",
)
"""Names that only a local network resolves, or nobody (RFC 6761, RFC 6762, RFC 8375)."""


def unreachable_reason(tenant_url: str | None) -> str | None:
    """Why Entra ID cannot reach `tenant_url`, in one sentence, or None when nothing speaks against it."""
    if not tenant_url:
        return "No public URL is known yet, so there is no address to give to Entra ID."
    try:
        parts = urlsplit(tenant_url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        host = ""
    if not host:
        return f'"{tenant_url}" is no address: it should look like https://scim.example.com/scim/v2/acme.'
    place = _local_place(host)
    if place is not None:
        return f"{host} is {place}: Entra ID calls from the internet and cannot reach it."
    if parts.scheme != "https":
        return f"It begins with {parts.scheme or 'no scheme'}://: Entra ID sends tokens over https only."
    return None


def _local_place(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return _local_name(host)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return "this machine itself"
    if address.is_unspecified:
        return "no address one can call"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast or address.is_reserved:
        return "not an address of a host"
    return None if address.is_global else "an address of a private network"


def _local_name(host: str) -> str | None:
    if host == "localhost" or host.endswith(".localhost"):
        return "this machine itself"
    if "." not in host:
        return "a name without a domain"
    return "a name of a local network" if host.endswith(_LOCAL_SUFFIXES) else None
