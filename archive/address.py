"""Addresses: one canonical form for each, and the identity key that its publishing platform gives it. Pure.

The rules are those of the field: what news sites append, prepend and rewrite without meaning another article.
`address` is idempotent: the canonical form's canonical form is itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

import msgspec

MAX_LENGTH = 2083  # what Scrapy and most servers refuse beyond

# Parameters that never mean another article: tracking, presentation, sharing, replying, and the page of a text.
_DROPPED = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "_ga",
        "ref",
        "source",
        "from",
        "gvas",
        "share",
        "noamp",
        "amp",
        "m",
        "print",
        "replytocom",
        "reason",
        "page",
        "showpage",
        "single",
        "hl",
        "ver",
        "outputtype",
        "view",
        "_gl",
        "mc_cid",
        "mc_eid",
        "spm",
        "cmpid",
        "ocid",
        "nb",
        "like-source",
        "like_comment",
        "utm",
        "amp_markup",
        "jnews-ajax",
        "google_vignette",
    ]
)
_DROPPED_PREFIXES = ("utm_", "_x_tr_", "fb_", "hsa_", "pk_", "mtm_")
_ATTACHED = re.compile(r"/(?:amp|feed|embed|print|trackback|all|amp\.html)$|/comment-page-\d{1,5}$", re.IGNORECASE)
_SHORT_HOSTS = ("www.", "m.", "amp.", "mobile.", "wap.")
_UNRESERVED_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")

# Identity keys: platforms that name an article by number keep it when its title, and so its address, changes.
_KEYS = (
    ("antara", re.compile(r"^/(?:berita|rilis-pers|foto|video)/(\d{2,12})(?:/|$)")),
    ("pr", re.compile(r"/pr-(\d{4,15})(?:/|$)")),
    ("read", re.compile(r"^/(?:[\w-]+/)?(?:home/)?read/(\d{2,12})(?:/|$)")),
    ("detik", re.compile(r"/d-(\d{5,12})(?:/|$)")),
)


class AddressRules(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one outlet's addresses: its main host, hosts that are the same, parameters to drop or to keep."""

    host: str | None = None
    aliases: tuple[str, ...] = ()
    drop_params: tuple[str, ...] = ()
    keep_params: tuple[str, ...] = ()


class Address(msgspec.Struct, frozen=True):
    """A canonical address, and the identity key: the platform's own number where the address tells it, else the address."""

    url: str
    key: str


_NO_RULES = AddressRules()


@lru_cache(maxsize=65536)
def address(url: str, rules: AddressRules = _NO_RULES) -> Address:
    """The canonical form of a web address. Raises ValueError for what is no http(s) address or longer than 2,083."""
    if len(url) > MAX_LENGTH:
        raise ValueError(f"address of {len(url)} characters")
    parts = urlsplit(_without_controls(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no web address: {url[:80]!r}")
    host = _host(parts.hostname, rules)
    port = parts.port
    scheme = parts.scheme if host.endswith(".localhost") or port not in (None, 80, 443) else "https"
    shown_port = f":{port}" if port not in (None, 80, 443) else ""
    path = _path(parts.path)
    query = _query(parts.query, rules)
    canonical = f"{scheme}://{host}{shown_port}{path}" + (f"?{query}" if query else "")
    return Address(canonical, _key(host, path, query) or canonical)


def same_outlet(url: str, rules: AddressRules) -> bool:
    """Whether the address lies on the outlet's host or one of its aliases."""
    try:
        return _host(urlsplit(url).hostname or "", rules) == rules.host
    except ValueError:
        return False


def _without_controls(url: str) -> str:
    return "".join(char for char in url.strip() if char > " " and char not in "\x7f\\")


def _host(host: str, rules: AddressRules) -> str:
    host = host.rstrip(".").lower()
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise ValueError(f"no host name: {host[:80]!r}") from error
    if rules.host is None:
        return host.removeprefix("www.") if host.count(".") > 1 else host
    if host in rules.aliases:
        return rules.host
    # www., m., amp. … of the outlet's own host are the outlet; of any other host they may be somebody else.
    for prefix in _SHORT_HOSTS:
        if host.removeprefix(prefix) in (rules.host, rules.host.removeprefix("www.")):
            return rules.host
    return host


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path or "/")
    path = quote(_UNRESERVED_ESCAPE.sub(_unescaped, path), safe="/%:@!$&'()*+,;=~-._")
    path = path.removeprefix("/index.php") or "/"
    path = re.sub(r"^/amp(?=/.)", "", path, flags=re.IGNORECASE)
    path = re.sub(r"/amp(?=/\d)", "", path, flags=re.IGNORECASE)
    bare = path.rstrip("/")
    while (shorter := _ATTACHED.sub("", bare)) != bare:
        bare = shorter.rstrip("/")
    # A trailing slash is kept away: WordPress answers both forms with one article, and nobody serves two.
    return bare or "/"


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else match[0].upper()


def _query(query: str, rules: AddressRules) -> str:
    if not query:
        return ""
    kept = []
    for pair in query.split("&")[:50]:
        name, _, value = pair.partition("=")
        lower = name.lower()
        is_dropped = lower in _DROPPED or lower.startswith(_DROPPED_PREFIXES) or lower in rules.drop_params
        if name and (lower in rules.keep_params or not is_dropped):
            kept.append(f"{name}={value}" if value else name)
    return quote("&".join(sorted(kept)), safe="/%:@!$&'()*+,;=~-._?")


def _key(host: str, path: str, query: str) -> str | None:
    if path == "/" and (match := re.fullmatch(r"(?:p|page_id)=(\d{1,12})", query)):
        return f"{host}#wp-{match[1]}"
    for platform, pattern in _KEYS:
        if match := pattern.search(path):
            return f"{host}#{platform}-{match[1]}"
    return None
