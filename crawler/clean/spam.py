"""The spam gate: gambling promotion that was injected into a news site. Pure.

News about gambling uses the same words, so words alone never decide: promotion needs words that only promoters use,
several of them, or links that are hidden or lead away. Injected link blocks of a good page are named, not the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

# What only a promoter writes. Each counts once.
_PROMO = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bgacor\b", r"\bmaxwin\b", r"\bscatter\b", r"\brtp (?:live|slot|tertinggi|hari ini)\b", r"\bslot ?(?:88|777|gacor|online|demo|pulsa|thailand|deposit|dana|qris|terpercaya|resmi|gratis)\b",
        r"\btoto ?(?:macau|togel|4d|slot)\b", r"\b(?:bandar|agen|situs) (?:togel|slot|judi|bola|poker|toto)\b", r"\bsitus (?:judi|slot|togel)\b", r"\b(?:sbobet|bandarq|dominoqq|pkv games|pragmatic play|pg ?soft|habanero)\b",
        r"\bmahjong ways\b", r"\b(?:gates of olympus|starlight princess|sweet bonanza|zeus)\b", r"\blink alternatif\b", r"\b(?:depo|deposit) ?(?:pulsa|dana|qris|5k|10k|\d{1,3} ?rb|murah|via)\b",
        r"\bbonus (?:new member|member baru|deposit|harian|cashback)\b", r"\b(?:daftar|login) (?:slot|sekarang juga|akun (?:slot|pro)|situs)\b", r"\bwd (?:cepat|instan|berapapun)\b", r"\banti rungkad\b", r"\bjackpot (?:besar|terbesar|progresif)\b", r"\bpola (?:gacor|slot|hari ini)\b",
        r"\bwinrate\b", r"\bserver (?:thailand|luar|kamboja|filipina)\b", r"\bakun (?:pro|vip) \b", r"\bgampang (?:menang|maxwin|jp)\b", r"\btogel (?:online|hongkong|sgp|hk|sdy|singapore)\b",
    )
)  # fmt: skip
_NEWS = re.compile(
    r"\b(?:polisi|polres|polda|tersangka|ditangkap|menangkap|penangkapan|kapolres|kasat|reskrim|jaksa|pengadilan|hakim|ppatk|kominfo|komdigi|"
    r"memblokir|pemblokiran|pemberantasan|satgas|dpr|menteri|bupati|korban|diamankan|barang bukti|pasal|divonis|dilarang|bahaya|sosialisasi)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"slot|gacor|togel|judi|maxwin|toto|poker|casino|kasino|bandar|sbobet|scatter|mahjong|pragmatic|bet\d|\d{2,4}bet|qq",
    re.IGNORECASE,
)
_ENOUGH = 3
_HIDDEN_ENOUGH = 2
_MAX_TEXT = 40_000


class SpamVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a page promotes gambling, by which signals, and which of its links were injected."""

    spam: bool
    signals: tuple[str, ...] = ()
    injected: tuple[int, ...] = ()


def judge(title: str, text: str, links: Sequence[tuple[str, str, bool]] = (), host: str = "") -> SpamVerdict:
    """`links` are (address, anchor text, is hidden) of the page's main part."""
    words = f"{title}\n{text[:_MAX_TEXT]}"
    promo = [pattern.pattern for pattern in _PROMO if pattern.search(words)]
    in_title = [pattern.pattern for pattern in _PROMO if pattern.search(title)]
    news = len({match.lower() for match in _NEWS.findall(words)})
    suspect = [
        n
        for n, (href, anchor, _) in enumerate(links)
        if _LINK.search(f"{anchor} {urlsplit(href).netloc}") and _leads_away(href, host)
    ]
    hidden = [n for n in suspect if links[n][2]]
    density = len(promo) / max(len(words.split()) / 100, 1)
    signals: list[str] = []
    if len(promo) >= _ENOUGH and news < len(promo):
        signals.append("promo_words")
    if len(in_title) >= 2 or (in_title and news == 0 and len(promo) >= 2):
        signals.append("promo_title")
    if density >= 2.0 and news <= 2:
        signals.append("promo_density")
    if len(suspect) >= 2 and promo:
        signals.append("outlinks")
    if len(hidden) >= _HIDDEN_ENOUGH:
        signals.append("hidden_links")
    # A hidden block of links in an otherwise good page is the site's wound, not the page's nature.
    own = [signal for signal in signals if signal != "hidden_links"]
    is_spam = len(own) >= 2 or ("promo_words" in own and len(promo) >= 5 and news <= 2)
    injected = tuple(sorted({*hidden, *(n for n in suspect if links[n][2])})) if not is_spam else ()
    return SpamVerdict(spam=is_spam, signals=tuple(signals), injected=injected)


def _leads_away(href: str, host: str) -> bool:
    there = urlsplit(href).hostname or ""
    return bool(there) and there.removeprefix("www.") != host.removeprefix("www.")
