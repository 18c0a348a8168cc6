"""The spam gate: promotion (gambling above all) that somebody put into a news site. Pure.

News about gambling uses the promoters' words, so these never decide alone. A promoter also solicits (`daftar sekarang`,
`nikmati`, `terpercaya`), and reports nothing: no one says anything, no one is arrested, nothing is forbidden. Three
counts of different words are weighed: what is promoted, how it is solicited, and what is reported. Words that are
disguised (other alphabets' letters, figures, dots between letters) count as what they read as, and betray themselves.
A paragraph or links that were put into a good page are named, so that the page can be kept without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from crawler.clean.patterns import Words, count

# What is promoted. Each counts once, whatever its forms.
_PROMO = (
    r"gacor", r"maxwin", r"scatter", r"rtp", r"slots?[ -]?(?:\d{2,4}|gacor|online|demo|pulsa|thailand|deposit|dana|qris|games?|live|resmi)", r"slot",
    r"togel", r"toto[ -]?(?:macau|togel|4d|slot)", r"(?:bandar|agen|situs) (?:togel|slot|judi|bola|poker|toto|kartu)", r"sbobet", r"bandarq{1,2}|dominoqq|pkv games",
    r"pragmatic(?: play)?|pg ?soft|habanero|joker123", r"mahjong ways", r"gates of olympus|starlight princess|sweet bonanza|wild west gold|kakek zeus|(?:slot|pola) zeus",
    r"link alternatif", r"depo(?:sit)? (?:via |minimal )?(?:pulsa|dana|qris|ovo|gopay|\d{1,3}k|\d{1,3} ?rb|murah|sepuluh ribu|lima ribu)",
    r"bonus (?:new member|member baru|deposit|harian|mingguan|rollingan|referral|cashback)|rollingan|cashback",
    r"wd|withdraw", r"anti[ -](?:rungkad|nawala)|nawala", r"jackpots?", r"pola (?:gacor|slot|hari ini)|bocoran pola|prediksi (?:jitu|togel)",
    r"win ?rate", r"server (?:thailand|luar|kamboja|filipina)", r"akun (?:pro|vip)", r"gampang (?:menang|maxwin|jp)|mudah menang",
    r"pasaran (?:terlengkap|togel|hongkong|sydney|hk|sgp|sdy)|(?:togel|pasaran) (?:hongkong|singapore|sdy|hk|sgp)", r"parlay|judi bola|voor|odds", r"baccarat|sicbo|roulette|blackjack",
    r"freespins?|free spins?", r"(?:online|live) casino|casino online", r"no deposit bonus|welcome bonus|promo code", r"bonus new|new member", r"judi(?: slot| bola| online)",
    r"taruhan|bertaruh|betting|bets?|bettor", r"poker|domino higgs|dominoqq?|ceme|capsa", r"sabung ayam online|sv388|tembak ikan", r"(?:data|result|live) (?:keluaran|pengeluaran|togel|sdy|hk|sgp)|data keluaran|erek[ -]erek|buku mimpi",
    r"perkalian|putaran gratis|spin turbo|auto spin|black scatter|buy ?spin", r"cuan|jam (?:hoki|gacor)", r"turnover|to kecil", r"bonus \d{1,3}(?: ?%| di depan| persen)|bonus \d{1,3}k", r"casino sites?|casinos|gamstop",
    r"[2-4]d", r"spaceman|aviator|gatotkaca|spinning|reels?", r"pagcor|berlisensi", r"casino bonus|bonus codes?|payouts?", r"(?:fitur|ronde) bonus|bonus keluar|jepe|jp",
    r"saldo gratis|top ?up|e-?wallet", r"agen resmi|bandar (?:kami|resmi)", r"pasaran", r"angka (?:jitu|main|hoki)", r"(?:peluang|berpeluang|persentase) (?:menang|kemenangan|meraih)",
    # A house's name with its lucky figure: Naga88, Macau303.
    r"(?!covid)[a-z]{3,14}(?:66|77|88|99|138|168|188|303|369|388|777|888)",
    r"casino|kasino", r"live draw|paito", r"free credit|mega888|pussy888", r"bocoran", r"ante bet|free games?|tumble|pengali", r"boncos|rungkad", r"mahjong wins?",
    r"server (?:jepang|rusia|vietnam|hongkong|singapura)", r"tarik (?:saldo|kemenangan)", r"naikkan bet|putaran turbo|turbo spin",
)  # fmt: skip
# How a promoter speaks to who reads.
_SOLICITS = (
    r"daftar (?:sekarang|dan|di sini|akun|situs|login|slot|mudah)|cukup daftar|daftar", r"log ?in", r"klik", r"klaim|claim", r"nikmati|enjoy", r"dapatkan", r"kunjungi",
    r"gabung|bergabung|join", r"mainkan|play (?:now|live)|dimainkan", r"kami|our", r"anda|you", r"member", r"terpercaya|terakurat|paling akurat", r"terlengkap|terbesar|terbaik|paling lengkap|best",
    r"tanpa (?:potongan|batas|syarat|henti|to tinggi|ditahan)|instantly", r"minimal (?:depo|wd|deposit)", r"hubungi cs|live ?chat|cs (?:kami|yang ramah)", r"promo", r"instan|hitungan detik|satu menit|cepat cair",
    r"setiap (?:member|pemain|hari)", r"sign up|register", r"spin", r"resmi", r"semua (?:pemain|member|provider)|pemain baru|new player", r"favorit", r"hari ini|malam ini", r"modal (?:receh|kecil|\d{1,3} ?rb)",
    r"ayo|yuk", r"silakan|silahkan", r"bergabunglah|rasakan(?:lah)?", r"registrasi|pendaftaran", r"unduh|download|apk", r"layanan pelanggan|nonstop|24 jam", r"nomor satu|no ?1|ternama|terupdate|tercepat|terlengkap", r"pengguna|pemain", r"pasang",
    r"withdraw your|your winnings", r"raih|menangkan|bawa pulang", r"terima|tarik dana|kapan saja", r"kode referral|komisi|grab your|exclusive", r"(?:telegram|grup|situs) (?:kami|resmi|ini)", r"cuma-cuma|tanpa admin|tanpa diskon|aman",
)  # fmt: skip
# What only a report has: somebody says, does or suffers something.
_REPORTS = (
    r"mengatakan|menyebut(?:kan)?|menurut(?:nya)?|ujar(?:nya)?|tutur(?:nya)?|kata(?:nya)|ungkap(?:nya)?", r"mengaku|menceritakan|menjelaskan|menyatakan|menegaskan|menilai", r"meminta|mengimbau|menyarankan|mengancam",
    r"polisi|polres|polda|polsek|kapolres|kapolda|kapolsek|reskrim", r"tersangka|pelaku|terdakwa|saksi", r"ditangkap|menangkap|penangkapan|diamankan|digerebek|menggerebek|merazia|razia|ditahan",
    r"jaksa|kejaksaan|hakim|pengadilan|vonis|divonis|pasal", r"ppatk|kominfo|komdigi|kementerian|satgas|ojk", r"blokir|memblokir|diblokir|pemblokiran", r"kecanduan|pecandu|candu", r"utang|berutang|terlilit",
    r"korban|bahaya|dilarang|larangan|sosialisasi|pemberantasan", r"diretas|peretas|menyusup|disusupi|situs resmi (?:desa|dinas|pemerintah|kampus)|kata sandi", r"bupati|wali ?kota|gubernur|dpr|dprd|menteri|kepala (?:dinas|desa|sekolah|kejaksaan)",
    r"dijerat|dipecat|diperiksa|menyita|disita|penyidik|inspektorat", r"kabupaten|kecamatan|warga", r"keluarga|anak-anak|siswa|pelajar|sekolah", r"police|arrested|court|minister|regulators?|addiction|banned", r"said|told|according to",
    r"cek fakta|pemeriksa(?:an)? fakta|hoaks|narasi|unggahan|penelusuran|kesimpulan|mafindo", r"diklaim|beredar|akun (?:facebook|instagram|tiktok)",
)  # fmt: skip
# Sale sites that are planted by thousands under other people's names: Japanese, on a site of another language.
_SALE = re.compile("激安|通販|送料無料|即日発送|在庫|入荷|中古|美品|カジノ|ボーナス|スロット|無料スピン|楽天|ブランド")
_KANA = re.compile("[\u3040-\u30ff]")
_HOST = re.compile(
    r"slot|gacor|togel|maxwin|sbobet|casino|kasino|judi|(?:^|[.-])toto|poker|bandarq|\d{2,4}bet|bet\d{2}|mahjong|pragmatic|qq\d|jackpot",
    re.IGNORECASE,
)
_QUOTED = re.compile('[“"«][^“”"«»]{1,600}[”"»]')
_MAX_TEXT = 40_000
_LONG = 1_500  # letters, in which a text that promotes has already solicited


class _Patterns(NamedTuple):
    """The words of each sort, and one pattern for whatever is promoted."""

    promo: tuple[Words, ...]
    solicits: tuple[Words, ...]
    reports: tuple[Words, ...]
    any_promo: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Made when first needed: most pages are good without a look, and who reads one page waits for every pattern."""
    promo, solicits, reports = (tuple(map(Words, group)) for group in (_PROMO, _SOLICITS, _REPORTS))
    return _Patterns(promo, solicits, reports, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_PROMO)})(?![a-z])"))


_SHORT = 400
_FIGURES = str.maketrans("013457", "oieast")
_LEET = re.compile(r"(?<![a-z0-9])(?=[a-z0-9]{0,20}[a-z])(?=[a-z0-9]{0,20}\d)[a-z0-9]{4,20}(?![a-z0-9])")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .·_-][a-z0-9]){3,14}(?![a-z0-9])")
PATTERNS = {
    "sale": _SALE, "quoted": _QUOTED, "host": _HOST, "leet": _LEET, "spaced": _SPACED,
}  # fmt: skip


class SpamVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a page promotes, by which signals; else which of its paragraphs and links were put into it."""

    spam: bool
    signals: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    links: tuple[int, ...] = ()


class Link(msgspec.Struct, frozen=True):
    """A link that leads away from the page's host."""

    address: str
    words: str
    is_hidden: bool = False


class _Weight:
    """How many different words of each sort a text has, and whether some were disguised. Counted when asked for."""

    def __init__(self, said: str) -> None:
        self._plain = _QUOTED.sub(" ", said).lower()
        self._text = _undisguised(self._plain)

    @cached_property
    def promo(self) -> int:
        """Of what is promoted."""
        return _promo_in(self._text)

    @cached_property
    def solicits(self) -> int:
        """Of how a promoter speaks."""
        return count(_patterns().solicits, self._text)

    @cached_property
    def reports(self) -> int:
        """Of what only a report has."""
        return count(_patterns().reports, self._text)

    @cached_property
    def is_disguised(self) -> bool:
        """Whether two of what is promoted stand there in disguise."""
        return self._text != self._plain and self.promo >= 2 and self.promo - _promo_in(self._plain) >= 2

    @property
    def promotes(self) -> bool:
        """Three things promoted, three ways of soliciting, and hardly a report; of one that reports nothing, two."""
        if self.promo < 2:
            return False
        least = 3 if self.reports and not self.is_disguised else 2
        return self.promo >= least and self.solicits >= least and self.promo + self.solicits >= 3 * self.reports


def judge(title: str, paragraphs: Sequence[str], links: Sequence[Link] = (), *, language: str = "id") -> SpamVerdict:
    """Whether title and text promote; `language` is the site's."""
    text = "\n".join(paragraphs)[:_MAX_TEXT]
    start = _weight(f"{title}\n{text[:_LONG]}")
    # What a long text says further on can only speak for it.
    whole = _weight(f"{title}\n{text}") if len(text) > _LONG else start
    put_in = _put_in(paragraphs, whole)
    rest = "\n".join(paragraph for n, paragraph in enumerate(paragraphs) if n not in put_in)[:_MAX_TEXT]
    # A text that is a good one without what was put into it is a good one.
    left = _weight(f"{title}\n{rest}")
    is_wounded = bool(put_in) and len(rest) > max(0.6 * len(text), 300) and left.promo < 2
    suspect = [n for n, link in enumerate(links) if is_promoting(link)]
    signals = []
    if start.promotes and not is_wounded and whole.promo + whole.solicits >= 3 * whole.reports:
        signals.append("promotes")
    if _promotes_as_title(title):
        signals.append("promo_title")
    if start.is_disguised and start.promo >= 2:
        signals.append("disguised")
    if language not in ("ja", "zh") and _is_planted_sale(f"{title}\n{text[:_LONG]}"):
        signals.append("planted_sale")
    if len(suspect) >= 2 and start.promo >= 2 and not start.reports and not is_wounded:
        signals.append("outlinks")
    # So many of a promoter's words where nothing is reported need no soliciting.
    if start.promo >= 4 and not start.reports and not is_wounded:
        signals.append("promo_words")
    is_spam = bool({"promotes", "promo_words", "promo_title", "planted_sale", "outlinks"} & set(signals))
    if is_spam:
        return SpamVerdict(spam=True, signals=tuple(signals))
    visible = [n for n in suspect if not links[n].is_hidden]
    planted = tuple(n for n in suspect if links[n].is_hidden or len(visible) >= 2)
    return SpamVerdict(spam=False, signals=tuple(signals), paragraphs=put_in, links=planted)


def is_promoting(link: Link) -> bool:
    """Whether a link that leads away is a promoter's: by its words, or by the name of the host that it leads to."""
    weight = _weight(link.words[:200])
    if not weight.promo or weight.reports or len(link.words.split()) > 8:
        return False
    try:
        host = urlsplit(link.address).hostname or ""
    except ValueError:
        host = ""
    return weight.promo > 0 and (link.is_hidden or weight.promo > 1 or bool(_HOST.search(host)) or len(link.words) < 40)


def _put_in(paragraphs: Sequence[str], whole: _Weight) -> tuple[int, ...]:
    """Short paragraphs that promote, in a text that does not."""
    if whole.promo < 2:
        return ()
    return tuple(n for n, paragraph in enumerate(paragraphs) if is_put_in(paragraph))


def is_put_in(paragraph: str) -> bool:
    """Whether a short paragraph by itself promotes and solicits, and reports nothing."""
    if not 20 < len(paragraph) < 700:
        return False
    weight = _weight(paragraph)
    return weight.promo >= 2 and weight.solicits >= 2 and not weight.reports


def _promotes_as_title(title: str) -> bool:
    weight = _weight(title[:300])
    return weight.promo >= 2 and weight.promo + weight.solicits >= 3 and not weight.reports


def _is_planted_sale(text: str) -> bool:
    letters = sum(map(str.isalpha, text)) or 1
    return len(_KANA.findall(text)) > 0.15 * letters and len(set(_SALE.findall(text))) >= 2


@lru_cache(maxsize=1_000)
def _weight(said: str) -> _Weight:
    """What is quoted is somebody's word, and no promoter's."""
    return _Weight(said)


def _promo_in(text: str) -> int:
    # One pattern for all tells of most links that they promote nothing.
    if len(text) < _SHORT and not _patterns().any_promo.search(text):
        return 0
    return count(_patterns().promo, text)


def _undisguised(text: str) -> str:
    """A text of small letters in plain ones: `𝐒𝐋𝐎𝐓`, `sl0t` and `s.l.o.t` are `slot`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).lower()
    text = _SPACED.sub(lambda match: re.sub(r"[ .·_-]", "", match[0]), text)
    return _LEET.sub(
        lambda match: match[0] if match[0].strip("0123456789").isalpha() else match[0].translate(_FIGURES), text
    )
