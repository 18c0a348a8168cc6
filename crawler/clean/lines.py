"""Lines that stand in an article's place and are not the article: each rule matches whole lines only. Pure.

A wrong drop loses a sentence for ever from what is searched, so every rule needs the line's beginning and end, is
bounded in length, and leaves quoted text alone.
"""

from __future__ import annotations

import re
from functools import cache

from crawler.clean.patterns import alternatives, heads

_MAX = 160
_MARKS = "•▪►»›*–—- \xa0"  # before or behind a line's words
_RULES: tuple[tuple[str, str], ...] = (
    ("share", r"share(?: on \w{2,12}){0,6}|(?:share on (?:facebook|twitter|whatsapp)){1,4}|bagikan(?: (?:ini|ke|di|artikel|berita)\b.{0,40})?:?|sebarkan(?: ini)?:?|tweet|shares?|klik untuk (?:berbagi|membagikan).{0,80}"),
    ("promo", r"pilihan editor.{0,100}|artikel (?:terkait|lainnya|pilihan).{0,60}|berita (?:terkait|lainnya|terpopuler|terkini)|rekomendasi (?:untuk anda|berita).{0,40}|related (?:posts?|articles?|news)\s?:?|posting terkait|you (?:may|might) also like.{0,60}"),
    ("advert", r"advert(?:isement)?s?|iklan|adv(?:ertorial)? ?scroll.{0,40}|scroll to (?:continue|resume).{0,60}|scroll ke bawah.{0,60}|lanjutkan membaca.{0,60}|continue reading.{0,60}|baca berita tanpa iklan\.?.{0,60}|gabung \w{2,20}\+.{0,30}"),
    ("media", r"(?:image|gambar|foto|slide|photo) \d{1,3} (?:of|dari|/) \d{1,3}|\[?(?:gambas|video|foto|galeri)\s?:[^\]]{0,80}\]?|loading\.{0,3}"),
    ("follow", r"(?:ikuti|follow)\s(?:kami|berita|whatsapp|channel|google|akun|update|perkembangan|saluran|terus)\b.{0,130}|(?:dapatkan|cek|simak) (?:berita|update|artikel|informasi)\b.{0,60}\b(?:google news|whatsapp|telegram)\b.{0,60}|join (?:telegram|whatsapp).{0,60}|temukan (?:berita|kami).{0,20}\bgoogle news\b.{0,30}"),
    ("paging", r"halaman\s?:?\s?[\d\s|»›]{1,40}|halaman (?:selanjutnya|berikutnya|sebelumnya|\d{1,3} dari \d{1,3}).{0,20}|(?:simak berita )?selengkapnya (?:di|klik|baca).{0,60}|selengkapnya\W{0,5}|(?:selanjutnya|sebelumnya|berikutnya|next|previous|prev)\W{0,4}|pages?\s?:[\d\s]{1,30}|(?:simak|baca) (?:berita )?selengkapnya di halaman (?:selanjutnya|berikutnya).?|read more\W{0,4}|view all results?|no results?|view all"),
    ("counter", r"(?:dilihat|dibaca|hits?|views?|tayang|pembaca)\s?:?\s?\d[\d.,]{0,12}(?:\s?(?:kali|x|views?))?|\d[\d.,]{0,12}\s?(?:views?|shares?|kali dibaca|dilihat|pembaca|hits|komentar|comments?)"),
    ("comments", r"tinggalkan (?:balasan|komentar).{0,40}|alamat email anda tidak akan dipublikasikan.{0,100}|leave a (?:reply|comment).{0,40}|kirim komentar|(?:\d{1,5} )?komentar\s?\d{0,5}|batalkan balasan|post a comment|balas"),
    ("icons", r"(?:account_circle|calendar_month|visibility|schedule|person|print|share|chat|folder)(?:\s.{0,40})?"),
    ("tags", r"tags?\s?:.{0,120}|label\s?:.{0,100}|topik\s?:.{0,100}|kategori\s?:.{0,60}"),
    ("skip", r"(?:zoom|perbesar|perkecil)(?: (?:in|out|normal|zoom|teks|huruf)){1,6}|skip to (?:content|main|left|right|footer|primary).{0,100}|langsung ke konten|menu|beranda|home|a\s?a|cetak|print|email|copy link|salin (?:tautan|link)|kembali ke atas"),
    ("copyright", r"(?:copyright|hak cipta|©|\(c\))\s.{0,90}(?:\d{4}|reserved|dilindungi).{0,60}|dilarang keras mengambil konten.{0,130}"),
)  # fmt: skip
# Sentences that begin as a promo does and are not one: they end as a sentence and have a subject.
_SENTENCE = re.compile(
    r"^(?:halaman|pilihan|sumber|menu|home|baca|simak|ikuti) \w+(?: \w+){5,}[.!?”\"]$", re.IGNORECASE
)


# What heads another article among the paragraphs; the rest of the line is its headline, which may be of any length.
_ANNOUNCES = re.compile(
    r"[^\w“\"'‘«]{0,3}(?:(?:baca|simak|lihat|tonton|saksikan|read|(?P<unsure>see))(?:\s?(?:juga|video|pula|berita|also|more|selengkapnya|artikel|foto)){1,3}|also read|bacaan lainnya|(?:baca|read)(?=\s?:))(?P<colon>\s?:)?(?!\w)",
    re.IGNORECASE,
)
# The letters that its words begin with.
_ANNOUNCE_TWO = frozenset(("al", "ba", "li", "re", "sa", "se", "si", "to"))
_LONGEST_HEADLINE = 300


@cache
def _any() -> tuple[dict[str, list[str]], re.Pattern[str]]:
    """All rules, of lines in lower case, by the first two letters; and a pattern of those that begin with none."""
    begun, bare = dict[str, list[str]](), list[str]()
    for one in alternatives("|".join(pattern for _, pattern in _RULES)):
        letters = {head[:2] for head in heads(one)}
        if min(map(len, letters)) < 2:
            bare.append(one)
        else:
            for two in letters:
                begun.setdefault(two, []).append(one)
    return begun, re.compile("|".join(bare))


@cache
def _begun(letters: str) -> re.Pattern[str]:
    """The rules that begin with two letters: few, and made when a line first begins so."""
    return re.compile("|".join(_any()[0][letters]))


@cache
def _lower_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Made when first needed: who reads one page waits for every pattern."""
    return tuple((name, re.compile(pattern)) for name, pattern in _RULES)


@cache
def _any_case_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The same, for the few lines that `lower` does not make what IGNORECASE takes them for; twice as dear."""
    return tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _RULES)


def _has_plain_case(text: str) -> bool:
    """Whether IGNORECASE takes no more for an ASCII letter than `lower` does."""
    return text.isascii() or not ("\u017f" in text or "\u0130" in text or "\u0131" in text)


def promo_rule(line: str, link_share: float = 0.0) -> str | None:
    """The name of the rule by which a line, so much of it link, is not the article's; None where it may be."""
    if announces(line, link_share) or line.startswith("READ  "):
        return "promo"
    text = line.strip(_MARKS)
    if len(text) > 2 * _MAX:
        # Most lines of a text: no white space folded away makes one of these so short.
        return None
    if "  " in text or not text.isprintable():
        text = " ".join(text.split())
    text = text.strip(_MARKS)
    if not text or len(text) > _MAX or text[0] in "“\"'‘«":
        return None
    if _has_plain_case(text):
        lower = text.lower()
        begun, bare = _any()
        beginning = lower[:2]
        if not ((beginning in begun and _begun(beginning).fullmatch(lower)) or bare.fullmatch(lower)):
            return None
        said, rules = lower, _lower_rules()
    else:
        said, rules = text, _any_case_rules()
    for name, pattern in rules:
        if pattern.fullmatch(said):
            if name in ("promo", "paging", "follow") and _SENTENCE.match(text) and ":" not in text[:14]:
                return None
            return name
    return None


def announced(line: str) -> int | None:
    """How many characters of another article's headline follow the words for it and a colon, or nothing; None where none do."""
    said = _announcement(line)
    return len(line) - said.end() if said and (said["colon"] or said.end() == len(line)) else None


def announces(line: str, link_share: float) -> bool:
    """Whether a line is another article's headline behind the words for it: a colon parts them, or it is mostly link, or short and no sentence."""
    said = _announcement(line)
    if said is None:
        return False
    is_short = len(line) <= _MAX and not said["unsure"] and not _SENTENCE.match(line)
    return bool(said["colon"]) or said.end() == len(line) or link_share > 0.5 or is_short


def _announcement(line: str) -> re.Match[str] | None:
    """The words for another article that a line begins with. Most lines learn by two letters that they have none."""
    if len(line) > _LONGEST_HEADLINE:
        return None
    # `lower` takes for ASCII letters what IGNORECASE takes; the long s is none of them.
    two = line[:2]
    if two.isascii() and two.isalpha() and two.lower() not in _ANNOUNCE_TWO:
        return None
    return _ANNOUNCES.match(line)
