"""Pages as no one would write them: pieces of ordinary ones cut, doubled, moved, crossed and littered, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tests.crawler.pages import TEXT, article, html, paragraphs

_LITTER = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xae", b"&#x110000;", b"&#0;", b"&", b'"', b"'",
    b"<p>", b"</p>", b"<div>", b"</div>", b"<table>", b"<tr>", b"<a href='javascript:0'>", b"<script>", b"</script>", b"<br><br>", b"<svg>", b"<title>", b"<base href=//x>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":[{}],"datePublished":{"a":1},"author":[[]]}</script>', b"<meta charset=utf-16>",
    b'<meta property="article:published_time" content="0000-13-45T99:99:99+99:99">', b"<time datetime=99999999999999999999>", b"31 Februari 2024 25:61 WITA ",
    b"Senin, 32/13/0000 ", b"(12/1)", b"1 Muharram 1447 H ", b"Oleh: ", b"Editor: ", b"Baca juga: ", b"[", b"(", b"***", b"\xf0\x9d\x90\x92", b"\xe2\x80\x8b" * 50, b"a" * 3000, b" " * 3000,
    b"<a href='https://[x'>x</a>", b"<a href='?page=99999999999999999999'>2</a>", b"<link rel=canonical href='http://]['>", b"\r", b"\x0b", b"\xef\xbf\xbf",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Ordinary hand-written pages of several makes."""
    data = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Warga bersihkan saluran air",'
        '"datePublished":"2024-03-02T10:00:00+08:00","dateModified":"2024-03-02T11:00:00+08:00","author":{"@type":"Person","name":"Rin Bora"},'
        '"image":["https://warta.localhost/a.jpg"],"articleSection":"Daerah","keywords":"air,desa"}</script>'
    )
    metas = (
        '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-03-02T02:00:00Z">'
        '<meta property="og:image" content="https://warta.localhost/a.jpg"><link rel="canonical" href="https://warta.localhost/2024/03/02/warga/">'
    )
    local = (
        "WAINGAPU, Warta Uji - " + TEXT[0], *TEXT[1:], "Kegiatan berlangsung pada Senin, 12/03/2024 pukul 10.30 WITA.",
        "Sumber: Antara", "Reporter: Rin Bora | Editor: Yus Mone", "(rb/ym)",
    )  # fmt: skip
    lists = "".join(
        f"<div class='card'><a href='/2024/03/{n:02}/judul-berita-{n}/'><h3>Judul berita nomor {n}</h3></a><p>Ringkasan berita…</p></div>"
        for n in range(1, 20)
    )
    table = "<table><tr><th>Dusun</th><th>Rumah</th></tr><tr><td>Kambala</td><td>41</td></tr></table>"
    pager = "<div class='page-links'>Halaman: <a href='?page=1'>1</a> <a href='?page=2'>2</a></div>"
    figure = "<figure><img src=/a.jpg><figcaption>Warga. (Foto: Rin Bora)</figcaption></figure>"
    return [
        page.encode()
        for page in (
            article(), article(head=data), article(head=metas + data), article(paragraphs(*local)), article("<br><br>".join(local), metas),
            article(figure + paragraphs(*local) + table + pager), article(paragraphs(*TEXT[:2]) + "<h2>Data</h2><ul><li>satu</li><li>dua</li></ul>" + paragraphs(*TEXT[2:])),
            html(f"<main>{lists}</main>", title="Beranda"), html("<h1>404</h1><p>Halaman tidak ditemukan</p>", title="404"),
            article(paragraphs("Ralat: berita tanggal 2 Maret 2024 keliru.", *local), after=f"<aside>{lists}</aside>"),
            html(f"<div class='post'><h2 class='post-title'>Warga bersihkan saluran air</h2><div class='post-body'>{'<br>'.join(local)}</div></div>", "<meta name=generator content=blogger>"),
            article(paragraphs("Slot gacor maxwin hari ini, daftar sekarang dan nikmati bonus new member.", *local)),
        )
    ]  # fmt: skip


def mutated(count: int, seed: int, pages: Sequence[bytes]) -> Iterator[bytes]:
    """`count` pages, each an ordinary one after one to twelve accidents."""
    chance = random.Random(seed)
    for _ in range(count):
        page = bytearray(chance.choice(pages))
        for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
            chance.choice(_ACCIDENTS)(page, chance, pages)
            if not page:
                break
        yield bytes(page[:400_000])


def _places(page: bytearray, chance: random.Random) -> tuple[int, int]:
    one = chance.randrange(len(page))
    return one, min(len(page), one + int(chance.expovariate(1 / 60)))


def _cut(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    one, two = _places(page, chance)
    del page[one:two]


def _double(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    one, two = _places(page, chance)
    page[two:two] = page[one:two] * chance.choice((1, 1, 2, 20, 300))


def _litter(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    at = chance.randrange(len(page))
    page[at:at] = chance.choice(_LITTER)


def _flip(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    page[chance.randrange(len(page))] = chance.randrange(256)


def _cross(page: bytearray, chance: random.Random, pages: Sequence[bytes]) -> None:
    other = chance.choice(pages)
    page[chance.randrange(len(page)) :] = other[chance.randrange(len(other)) :]


def _move(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    one, two = _places(page, chance)
    piece = page[one:two]
    del page[one:two]
    if page:
        at = chance.randrange(len(page))
        page[at:at] = piece


def _end(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    del page[chance.randrange(len(page)) :]


def _tag(page: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    """A tag is opened or closed where it should not be, or loses its end."""
    at = page.find(b"<", chance.randrange(len(page)))
    if at >= 0:
        end = page.find(b">", at)
        page[at : end + 1 if end > 0 else at + 1] = chance.choice(
            (b"", b"<", b"</div>", b"<section class='related'>", b"<div hidden>")
        )


_ACCIDENTS = (_cut, _cut, _double, _litter, _litter, _litter, _flip, _cross, _move, _end, _tag, _tag)
