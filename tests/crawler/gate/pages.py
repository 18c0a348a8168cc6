"""The gate's set: 300 clean pages, 50 of them news about gambling, and 30 with promotion in ten styles of injection.

Every sentence stands in the text files beside this one, written by hand and before the gate's rules; names, villages,
figures and wrappings vary with a page's number, so that the set is the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from crawler.raw_page import RawPage

FOLDER = Path(__file__).parent
VILLAGES = ("Wee Lima", "Oe Batu", "Hadakewa Dalam", "Tana Rara", "Lamba Tera", "Kolo Meto", "Nua Mbou", "Rote Kecil", "Wai Sindu", "Padang Sika")  # fmt: skip
TOWNS = ("Waitabula", "Kefamenanu", "Larantuka", "Ende", "Ruteng", "Kalabahi", "Atambua", "Sape")
PEOPLE = ("Lukas Bora", "Marselina Toto", "Yohanes Slotan", "Siti Hajar Kasim", "Paulus Zeus Nahak", "Agustina Lende", "Rambu Ana", "Petrus Bandar", "Martha Kase", "Umbu Jackpot Sabarua")  # fmt: skip
LINKS = ("https://naga-menang.example/daftar", "https://slot-pusat.example/", "https://togel-raya.example/login", "https://bola-agen.example/masuk")  # fmt: skip
WOUNDS = frozenset(("in_text", "hidden", "footer", "offscreen"))


class GatePage(NamedTuple):
    """A page of the set: what it is, and for an injected one the words that no body may hold."""

    name: str
    kind: str  # ordinary, gambling, or the style of injection
    raw: RawPage
    injected: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return self.kind in ("ordinary", "gambling")

    @property
    def is_wound(self) -> bool:
        """Whether the page is a good article that something was put into."""
        return self.kind in WOUNDS


def clean_pages() -> Iterator[GatePage]:
    for file, times in (("ordinary", 10), ("gambling", 2)):
        for name, titles, sentences in _texts(file):
            for n in range(times):
                title = _filled(titles[n % len(titles)], n + len(name))
                turned = sentences[n % len(sentences) :] + sentences[: n % len(sentences)]
                body = [_filled(sentence, n * 7 + at + len(name)) for at, sentence in enumerate(turned)]
                yield GatePage(f"{file}-{name}-{n}", file, _page(title, body, n, f"{name}-{n}"))


def injected_pages() -> Iterator[GatePage]:
    good = list(_texts("ordinary"))
    for number, (style, titles, said) in enumerate(_texts("injected")):
        _, own_titles, sentences = good[(number * 3 + 1) % len(good)]
        body = [_filled(sentence, number + at) for at, sentence in enumerate(sentences)]
        own = _filled(own_titles[0], number)
        name = f"{style}-{number}"
        if style in WOUNDS:
            words = tuple(part for line in said for part in line.split("|"))
            yield GatePage(name, style, _wounded(own, body, style, words, number), words)
        elif style == "title":
            yield GatePage(name, style, _page(titles[0], body, number, name))
        else:
            own_lines = [_filled(line, number) for line in said]
            links = "".join(f'<a href="{link}" rel="nofollow">DAFTAR</a> ' for link in LINKS)
            extra = f"<p>{links}</p>" if style in ("landing", "doorway") else ""
            yield GatePage(name, style, _page(titles[0], own_lines, number, name, after=extra))


def _texts(file: str) -> Iterator[tuple[str, list[str], list[str]]]:
    for block in f"\n{(FOLDER / f'{file}.txt').read_text(encoding='utf-8')}".split("\n# ")[1:]:
        name, *lines = block.strip().split("\n")
        titles = [line[3:] for line in lines if line.startswith("T: ")]
        yield name, titles, [line for line in lines if not line.startswith("T: ")]


def _filled(text: str, n: int) -> str:
    return (
        text.replace("{desa}", VILLAGES[n % len(VILLAGES)]).replace("{lain}", TOWNS[n % len(TOWNS)])
        .replace("{nama}", PEOPLE[n % len(PEOPLE)]).replace("{angka}", str(3 + n * 11 % 87)).replace("{inisial}", "RT")
    )  # fmt: skip


def _page(
    title: str, body: list[str], n: int, slug: str, *, after: str = "", before: str = "", footer: str = ""
) -> RawPage:
    """One of three wrappings: a WordPress theme's, a portal's, a bare one of line breaks."""
    place = TOWNS[n % len(TOWNS)]
    lines = [f"{place} - {body[0]}", *body[1:]] if body else []
    if n % 3 == 2:
        text = "<br><br>".join(map(escape, lines))
        main = f'<div class="isi"><h1>{escape(title)}</h1><div class="konten">{before}{text}{after}</div></div>'
        body_class = ""
    else:
        text = "".join(f"<p>{escape(line)}</p>" for line in lines)
        names, body_class = (
            ("entry-content", f"single single-post postid-{100 + n}") if n % 3 == 0 else ("detail-text", "")
        )
        main = f'<article><h1 class="entry-title">{escape(title)}</h1><time datetime="2024-05-{1 + n % 28:02}T09:00:00+08:00">2024</time><div class="{names}">{before}{text}{after}</div></article>'
    markup = (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{escape(title)} - Warta Gerbang</title><meta property="og:type" content="article"></head>'
        f'<body class="{body_class}"><nav><a href="/">Beranda</a> <a href="/daerah">Daerah</a></nav>{main}'
        f'<aside><a href="https://pemkab.example/">Pemerintah kabupaten</a> <a href="https://iklan.example/mobil">Iklan mobil bekas</a></aside>{footer}<footer>Hak cipta Warta Gerbang</footer></body></html>'
    )
    return RawPage(
        url=f"https://warta-gerbang.localhost/2024/05/{slug.replace('_', '-')}-di-desa-kami/", body=markup.encode()
    )


def _wounded(title: str, body: list[str], style: str, words: tuple[str, ...], n: int) -> RawPage:
    anchors = "".join(f'<a href="{LINKS[(n + at) % len(LINKS)]}">{word}</a> ' for at, word in enumerate(words))
    if style == "in_text":
        line = f'<p><a href="{LINKS[n % len(LINKS)]}">{words[0]}</a></p>' if n % 2 else f"<p>{words[0]}</p>"
        return _page(title, body, n, f"luka-{n}", after=line)
    if style == "hidden":
        return _page(title, body, n, f"luka-{n}", after=f'<div style="display:none">{anchors}</div>')
    if style == "offscreen":
        return _page(title, body, n, f"luka-{n}", before=f'<div style="position:absolute;left:-9999px">{anchors}</div>')
    return _page(title, body, n, f"luka-{n}", footer=f'<div class="kaki">{anchors}</div>')
