"""Is an address one that strangers are served from? Pure. `ipaddress.is_global` alone lets cloud metadata through."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not for us although `is_global` says so (checked on CPython 3.11.7): metadata and wire servers of clouds, 6to4 relay
# anycast, local-use NAT64, Teredo, deprecated site-local, IPv4-translated and IPv4-compatible addresses; and blocks for
# benchmarking and documentation, which some later CPython may come to call global.
_DENIED = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
            "64:ff9b:1::/48", "2001::/32", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10", "100::/64",
            "::ffff:0:0:0/96", "::/96",
        ),
    )
)  # fmt: skip


def is_public(text: str) -> bool:
    """Whether this IP address is globally routable, after unwrapping what hides an IPv4 address in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = _hidden(ip)
        if hidden is not None:
            return is_public(str(hidden))
    if any(ip.version == network.version and ip in network for network in _DENIED):
        return False
    return ip.is_global and not ip.is_multicast


def _hidden(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None
