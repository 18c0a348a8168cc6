"""Hrefs to whole addresses, cheaply; and which of them can be no article, or would lead a crawler astray. Pure."""

from __future__ import annotations

import re

from archive.address import MAX_LENGTH

_AUTHORITY = re.compile(r"https?://([^/?#\\@\s]{1,260})(?=[/?#]|$)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}:")

_FILES = (
    "jpe?g|png|gif|webp|svg|ico|bmp|avif|css|js|json|xml|rss|atom|txt|pdf|docx?|xlsx?|pptx?|zip|rar|gz|7z|exe|apk|mp[34]|m4[av]|"
    "avi|mov|webm|ogg|wav|woff2?|ttf|eot"
)
# Places of news sites that are never articles, whatever the platform.
_NEVER = re.compile(
    rf"\.(?:{_FILES})$|/(?:wp-(?:content|admin|includes|login|json)|xmlrpc|cdn-cgi|feeds?|rss|comments|trackback|embed)(?:[/.]|$)|"
    r"/(?:tags?|topik|topics?|labels?|search|cari|pencarian|author|penulis|user|users|profile?|category|kategori|kanal|rubrik|"
    r"login|masuk|register|signin|signup|logout|keranjang|cart|checkout|share|print|kalender|calendar|arsip|archives?|"
    r"indeks|index-berita|_archive)(?:/|\.html?$|\.php$|$)|"
    r"(?:_archive|/search/label/[^/]*|/p/[^/]+)\.html?$|/(?:page|halaman|hal)/\d{1,6}$|^/(?:19|20)\d\d(?:/\d\d?){0,2}$",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"^/(?:[a-z]{2}/|page/|pages/|halaman/|statis/|static/|info/)?(?:tentang|about|kontak|contact|hubungi|redaksi|susunan|struktur|tim|box|"
    r"pedoman|kode|kebijakan|privacy|disclaimer|sanggahan|ketentuan|syarat|terms|karir|karier|iklan|advertise|info-?iklan|"
    r"pasang|tarif|rate|sitemap|peta|visi|profil|sejarah|penafian)"
    r"(?:-(?:kami|us|saya|redaksi|iklan|perusahaan|media|siber|pemberitaan|jurnalistik|etik|privasi|policy|policies|situs|"
    r"penggunaan|layanan|of|use|service|and|dan|conditions|the|kerja|sama|card|peliputan|misi|website|web|ramah|anak|data|"
    r"pribadi|perilaku|wartawan|hukum|ombudsman|privacy|terms|cookies?)){0,6}(?:/|\.html?|\.php)?$",
    re.IGNORECASE,
)
_NEVER_ASKED = re.compile(
    r"(?:^|&)(?:replytocom|share|s|q|attachment_id|add-to-cart|action|print|reply|do|login|redirect(?:_to)?|feed|updated-max|"
    r"cat|tag|author|m=\d{4,8}|orderby|order|sort|filter\w*|post_type=(?:attachment|page)|preview|currency|lang|calendar\w*|"
    r"phpsessid|jsessionid|sessionid|session_id)(?:=|&|$)",
    re.IGNORECASE,
)
# Lists that have no end, or that give the same articles in another order.
_TRAP = re.compile(
    r"[?&](?:replytocom|phpsessid|jsessionid|session_?id|sid|orderby|order|sort\w*|filter\w*|reverse-paginate|calendar\w*|"
    r"tribe-bar-date|ical|month|bulan|print|s|q|share|add-to-cart|currency)=|;jsessionid=|"
    r"/(?:calendar|kalender|agenda|events?)/|((?:/(?!\d+[/?#])[^/?#]{1,60}){1,3})(?:\1){2}(?=[/?#]|$)",
    re.IGNORECASE,
)

# A server that hands out sessions by address writes another number into every link: it is no part of where they lead.
_SESSION = re.compile(
    r"(?<=[?&])(?:phpsessid|jsessionid|session_?id|sid|aspsessionid\w{0,20}|zenid|oscsid)=[^&]{8,200}(?:&|$)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]{1,200}", re.IGNORECASE)


class Base:
    """Where hrefs are counted from. Joining as urllib does costs more than all the rest of reading a list."""

    def __init__(self, url: str) -> None:
        self.url = url
        match = _AUTHORITY.match(url)
        origin = match.group() if match else ""
        self._scheme = origin.partition(":")[0].lower()
        self._origin = f"{self._scheme}{origin[len(self._scheme) :]}"
        self._bare = url.partition("#")[0].partition("?")[0]
        self._folder = self._bare[: self._bare.rfind("/") + 1] if self._bare.count("/") > 2 else f"{self._bare}/"

    def join(self, href: str) -> str | None:
        """The whole address without its fragment; None where it is no web address, or one that nobody should follow."""
        href = href.strip()
        if not href.isprintable():
            href = href.replace("\n", "").replace("\r", "").replace("\t", "")
        href = href.partition("#")[0].rstrip()
        if not href or len(href) > MAX_LENGTH or not href.isprintable():
            return None
        url = self._whole(href)
        if url is None or not _AUTHORITY.match(url) or len(url) > MAX_LENGTH:
            return None
        if "sid=" in url or "SID=" in url or "ession" in url.lower():
            url = without_session(url)
        return url.replace(" ", "%20") if " " in url else url

    def _whole(self, href: str) -> str | None:
        if href.startswith(("https://", "http://")):
            return _undotted(href)
        if href.startswith("//"):
            return _undotted(f"{self._scheme}:{href}")
        if href.startswith("/"):
            return _undotted(self._origin + href)
        if href.startswith("?"):
            return self._bare + href
        if _SCHEME.match(href):
            return f"{href[:8].lower()}{href[8:]}" if href[:8].lower().startswith(("http://", "https://")) else None
        return _undotted(self._folder + href)


def without_session(url: str) -> str:
    """The address without the number of a session."""
    return _SESSION.sub("", _SESSION_IN_PATH.sub("", url)).rstrip("?&")


def _undotted(url: str) -> str:
    """The address without the `.` and `..` of its path, which only say where to count from."""
    if "/." not in url:
        return url
    before, mark, query = url.partition("?")
    scheme, _, rest = before.partition("://")
    host, *steps = rest.split("/")
    kept: list[str] = []
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps[-1:] in (["."], [".."]):
        kept.append("")
    return "/".join((f"{scheme}://{host}", *kept)) + mark + query


def path_and_query(url: str) -> tuple[str, str]:
    """An address's path without its last slash (`/` stays), and its query."""
    rest = url.partition("://")[2]
    slash = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    path, _, query = rest[slash:].partition("?")
    return path.rstrip("/") or "/", query


def is_article_possible(url: str) -> bool:
    """Whether the address may be an article's: no file, archive, search, account, tag, author or house page."""
    path, query = path_and_query(url)
    if _NEVER.search(path) or is_house(path) or (query and _NEVER_ASKED.search(query)):
        return False
    return path not in ("/", "/index.php", "/index.html") or bool(query)


def is_house(path: str) -> bool:
    """Whether the path is of a page about the outlet itself: editors, imprint, codes, contact."""
    return bool(_HOUSE.match(path))


def is_trap(url: str) -> bool:
    """Whether a list at this address would have no end, or be another list in another order."""
    return bool(_TRAP.search(url))
