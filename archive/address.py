"""Addresses: one canonical form for each, and the identity key that its publishing platform gives it. Pure.

What news sites append, prepend and rewrite without meaning another article is taken away, in this order: scheme, host,
port, fragment, path, query. In doubt two addresses stay two: a split article is found again by its words, a wrongly
joined one is lost. So:

- https is preferred; http stays for hosts under .localhost, for bare IP numbers and for ports of their own.
- www., m., amp., mobile. and wap. fold only onto the outlet's own hosts, as its rules name them. Of any other host they
  may be somebody else's. (blogspot.co.id and its like are blogspot.com: that is the platform's own rule.)
- A trailing slash is taken away: no platform of the field serves two texts at `/x` and `/x/`.
- `page` and its like are dropped where they count or say `all`; `?page=berita&id=3` is an old CMS and stays.
- `/slug/2` is a page of the text only after a slug of four words or more: `/berita/2` and `/2024/01/2` are not.
- A number is an identity key only where it cannot be a date or the number of a category.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

import msgspec

MAX_LENGTH = 2083  # what Scrapy and most servers refuse beyond

_PARTS = re.compile(r"(https?):[/\\]{2,}([^/\\?#]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER_HOST = re.compile(r"\[[0-9a-f:.]{2,45}\]|[0-9.]+|localhost")
_BLOGSPOT = re.compile(r"\.blogspot\.(?!com$)(?:com?\.)?[a-z]{2,3}$")
_OWN_PREFIX = re.compile(r"^(?:(?:www|m|amp|mobile|wap)\.){1,2}")
_TRIMMED = "".join(map(chr, range(33)))  # what browsers strip at both ends: blanks and control characters
_INNER = str.maketrans("", "", "\t\r\n\x00")

_PLAIN_PATH = re.compile(r"[A-Za-z0-9/\-_~!$&'()*+,;=:@.]*")
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9/?\-_~!$'()*+,;=:@.&]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# The last part of a path that shows an article in another dress, and what must stand before it.
_DRESS = frozenset({"amp", "feed", "embed", "print", "trackback", "amp.html", "rss", "atom"})
_COMMENT_PAGE = re.compile(r"comment-page-\d{1,6}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[2-9]|[12]\d|30")
_NAMED_BY_NUMBER = re.compile(r"(?:pr-)?\d")
_INDEX = re.compile(r"index\.(?:php|html?)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

# Parameters that never mean another article: tracking, presentation, sharing, replying.
_DROPPED = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh", "_ga",
    "_gl", "ref", "source", "from", "gvas", "share", "noamp", "amp", "print", "replytocom", "reason", "single",
    "hl", "ver", "outputtype", "mc_cid", "mc_eid", "spm", "cmpid", "ocid", "nb", "like-source", "like_comment",
    "like-actions", "utm", "amp_markup", "amp_js_v", "amp_gsa", "usqp", "jnews-ajax", "google_vignette",
    "phpsessid", "jsessionid", "preview", "preview_id", "preview_nonce", "unapproved", "moderation-hash", "spref",
})  # fmt: skip
_DROPPED_PREFIXES = ("utm_", "_x_tr_", "fb_", "hsa_", "pk_", "mtm_")
# … and those that never do where their value counts or is a mode: elsewhere old systems use the same names otherwise.
_DROPPED_VALUES = {
    "page": re.compile(r"\d{0,4}|all|semua|full", re.IGNORECASE),
    "showpage": re.compile(r"\d{0,4}|all", re.IGNORECASE),
    "m": re.compile(r"\d{0,3}|true|false|yes|no", re.IGNORECASE),
    "view": re.compile(r"sidebar|classic|flipcard|magazine|mosaic|snapshot|timeslide|amp|full", re.IGNORECASE),
}

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_NUMBERED = re.compile(r"(?:p|page_id)=(\d{1,12})")
_PATH_KEYS = (
    ("pr", re.compile(r"/pr-(\d{4,15})(?:/|$)")),
    ("detik", re.compile(r"/d-(\d{5,12})(?:/|$)")),
    # Kompas counts anew every day: the day is part of its number.
    ("read", re.compile(r"^/(?:[\w-]+/)?read/(\d{4}/\d\d/\d\d/\d{6,12})(?:/|$)")),
    ("read", re.compile(r"^/(?:home/)?read/(\d{4,12})(?=$|/(?!\d\d/)|\.html$)")),
    # floresa: the number stands before the date
    ("id", re.compile(r"^/[\w-]+/(\d{3,12})/\d{4}/\d\d/\d\d/")),
)
_ANTARA = re.compile(r"^/(berita|rilis-pers|foto|video)/(\d{1,12})(?:/|$)")
_BERITA = re.compile(r"^/berita/(\d{4,12})(?=$|/(?!\d\d?(?:/|$)))")
# Tribun, Promedia, JawaPos: /section/930742/slug. Lists number their own things, pictures and films may.
_SECTION_KEY = re.compile(r"^/([\w-]+)/(\d{6,12})/[^/]*-[^/]*$")
_NO_SECTION = frozenset({
    "tag", "tags", "topik", "topic", "topics", "author", "authors", "penulis", "reporter", "kategori", "category",
    "indeks", "index", "page", "profil", "profile", "user", "users", "foto", "photo", "photos", "galeri", "gallery",
    "video", "videos", "infografis", "forum", "produk", "product", "iklan", "event",
})  # fmt: skip


class AddressRules(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one outlet's addresses: its main host, others that are the same, parameters to drop or keep."""

    host: str | None = None
    aliases: tuple[str, ...] = ()
    drop_params: tuple[str, ...] = ()
    keep_params: tuple[str, ...] = ()


class Address(msgspec.Struct, frozen=True):
    """A canonical address, and its identity key: the platform's own number where the address tells it, else itself."""

    url: str
    key: str


_NO_RULES = AddressRules()


# The same links stand on every page of a site. Bounded so that hostile addresses of full length stay below 50 MB.
@lru_cache(maxsize=8192)
def address(url: str, rules: AddressRules = _NO_RULES) -> Address:
    """The canonical form of a web address. Raises ValueError for what is no http(s) address or longer than 2,083.

    Idempotent, and a canonical address stays as it is under the outlet's own rules.
    """
    scheme, host, port, path, query = _parts(url, rules)
    canonical = f"{scheme}://{host}{port}{path}" + (f"?{query}" if query else "")
    if len(canonical) > MAX_LENGTH:
        raise ValueError(f"address of {len(canonical)} characters")
    return Address(canonical, _key(host, path, query) or canonical)


def identity_key(canonical: str) -> str:
    """The identity key of an address that is canonical already, whatever rules made it so."""
    match = _PARTS.fullmatch(canonical)
    return (match and _key(match[2].partition(":")[0], match[3], match[4] or "")) or canonical


def same_outlet(url: str, rules: AddressRules) -> bool:
    """Whether the address lies on the outlet's host or one of its aliases."""
    match = _PARTS.match(url.strip(_TRIMMED)) if rules.host else None
    try:
        return match is not None and _host(_authority(match[2])[0], rules) == rules.host
    except ValueError:
        return False


def _parts(url: str, rules: AddressRules) -> tuple[str, str, str, str, str]:
    if len(url) > MAX_LENGTH:
        raise ValueError(f"address of {len(url)} characters")
    match = _PARTS.match(url.strip(_TRIMMED).translate(_INNER))
    if match is None:
        raise ValueError(f"no web address: {url[:80]!r}")
    named, port = _authority(match[2])
    host = _host(named, rules)
    is_usual = port in ("", "80", "443")
    keeps_scheme = not is_usual or host.endswith(".localhost") or _NUMBER_HOST.fullmatch(host)
    scheme = match[1].lower() if keeps_scheme else "https"
    return scheme, host, "" if is_usual else f":{port}", _path(match[3]), _query(match[4] or "", rules)


def _authority(text: str) -> tuple[str, str]:
    """Host and port. A user's name and password are nobody's business, and never kept."""
    host, colon, port = text.rpartition("@")[2].rpartition(":")
    if not colon or port.endswith("]"):
        return text.rpartition("@")[2], ""
    port = port.lstrip("0")
    if port and not (port.isascii() and port.isdigit() and int(port[:6]) < 65536):
        raise ValueError(f"no port: {port[:20]!r}")
    return host, port


def _host(named: str, rules: AddressRules) -> str:
    host = named.removesuffix(".").lower()
    if not host.isascii():
        try:
            host = host[:255].encode("idna").decode("ascii").lower()
        except UnicodeError as error:
            raise ValueError(f"no host name: {named[:80]!r}") from error
    if len(host) > 253 or not (_NAME.fullmatch(host) or _NUMBER_HOST.fullmatch(host)):
        raise ValueError(f"no host name: {named[:80]!r}")
    if ".blogspot." in host:
        host = _BLOGSPOT.sub(".blogspot.com", host)
    own = rules.host
    if own is None or host == own:
        return host
    bare = _OWN_PREFIX.sub("", host)
    if host in rules.aliases or bare in (own, _OWN_PREFIX.sub("", own)) or bare in rules.aliases:
        return own
    return host


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _path(path: str) -> str:
    if not path or path == "/":
        return "/"
    if not _PLAIN_PATH.fullmatch(path):
        path = _ESCAPE.sub(_unescaped, path.replace("\\", "/"))
        path = quote(path, safe="/%:@!$&'()*+,;=~-._", errors="replace")
    if ";" in path:
        path = _SESSION.sub("", path)
    parts = _undressed(_segments(path))
    # What one dressing hid, another may stand behind: `/feed/amp/index.php/930742`. Each turn makes it shorter.
    while (again := _undressed(_segments("/".join(parts)))) != parts:
        parts = again
    return "/" + "/".join(parts)


def _segments(path: str) -> list[str]:
    """The parts of a path: empty ones, `.`, `..`, `index.php` and an `amp` before a number resolved."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            if _NAMED_BY_NUMBER.match(part):
                while parts and parts[-1].lower() == "amp":
                    parts.pop()
            parts.append(part)
    return [part for part in parts if not _INDEX.fullmatch(part)]


def _undressed(parts: list[str]) -> list[str]:
    """The path without what shows the same article as AMP, feed, print, or one of its pages."""
    first = 0
    while first < len(parts) and parts[first].lower() == "amp":
        first += 1
    parts = parts[first:]
    while len(parts) > 1 and _is_dress(parts[-1], parts[-2]):
        parts.pop()
    if parts and parts[-1].lower().endswith(".amp.html"):
        parts[-1] = parts[-1][: -len(".amp.html")] + ".html"
        return _undressed(parts)
    return parts


def _is_dress(last: str, before: str) -> bool:
    if last.lower() in _DRESS or _COMMENT_PAGE.fullmatch(last):
        return True
    if last.lower() == "all":
        return "-" in before or before[-1:].isdigit()
    return before.count("-") >= 3 and _PAGE_NUMBER.fullmatch(last) is not None


def _query(query: str, rules: AddressRules) -> str:
    if not query:
        return ""
    if not _PLAIN_QUERY.fullmatch(query):
        query = quote(_ESCAPE.sub(_unescaped, query), safe="/?%:@!$&'()*+,;=~-._", errors="replace")
    kept = []
    for pair in query.split("&"):
        name, _, value = _without_entity(pair).partition("=")
        if name and not _is_dropped(name.lower(), value, rules):
            kept.append(f"{name}={value}" if value else name)
    return "&".join(sorted(set(kept)))


def _without_entity(pair: str) -> str:
    """`&amp;id=3` of a page that escaped twice is `id=3`."""
    while pair.startswith(("amp;", "#038;")):
        pair = pair.partition(";")[2]
    return pair


def _is_dropped(name: str, value: str, rules: AddressRules) -> bool:
    if name in rules.keep_params:
        return False
    if name in _DROPPED or name in rules.drop_params or name.startswith(_DROPPED_PREFIXES):
        return True
    mode = _DROPPED_VALUES.get(name)
    return mode is not None and mode.fullmatch(value) is not None


def _key(host: str, path: str, query: str) -> str | None:
    if query:
        numbered = _NUMBERED.fullmatch(query)
        return f"{host}{path.rstrip('/')}#wp-{numbered[1]}" if numbered else None
    if host.endswith("antaranews.com") and (match := _ANTARA.match(path)):
        kind = "" if match[1] == "berita" else f"{match[1]}-"
        return f"{host}#antara-{kind}{match[2]}"
    for platform, pattern in _PATH_KEYS:
        if (match := pattern.search(path)) and not _is_date(match[1]):
            return f"{host}#{platform}-{match[1].replace('/', '-')}"
    if (match := _BERITA.match(path)) and not _is_date(match[1]):
        return f"{host}#antara-{match[1]}"
    if (match := _SECTION_KEY.match(path)) and match[1].lower() not in _NO_SECTION and not _is_date(match[2]):
        return f"{host}#id-{match[2]}"
    return None


def _is_date(number: str) -> bool:
    return _DATE.fullmatch(number) is not None or _YEAR.fullmatch(number) is not None
