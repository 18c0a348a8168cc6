"""Six papers that would lead a crawler astray, each with twenty real articles: calendars, sessions, facets, replies, a list
that goes round in circles, and one that names addresses without end that are not there.
"""

from __future__ import annotations

import itertools
import random
import re
import threading
from urllib.parse import parse_qs, urlsplit

from tests.hostile.server import page

ARTICLES = 20
PLACES = ("Waibakul", "Anakalang", "Lewa", "Kodi", "Wewewa", "Mamboro", "Melolo", "Tabundung", "Loura", "Laratama")
THINGS = ("Jembatan", "Pasar", "Sekolah", "Embung", "Puskesmas", "Balai Desa", "Sumur", "Dermaga", "Lapangan", "Gudang")
KINDS = ("kalender", "sesi", "saringan", "balasan", "putaran", "hantu")
_PER_PAGE = 8


def title(number: int) -> str:
    return f"{THINGS[number % 10]} {PLACES[(number * 3) % 10]} Diresmikan Warga Tahap {number + 1}"


def slug(number: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title(number).lower())


def path_of(number: int) -> str:
    return f"/berita/{4100 + number}/{slug(number)}"


class Trap:
    """What a paper answers; thread-safe, and the same address may answer otherwise each time."""

    def __init__(self) -> None:
        self._random = random.Random(11)
        self._lock = threading.Lock()

    def __call__(self, host: str, path: str) -> bytes:
        with self._lock:
            return self._answer(host.partition(".")[0], path)

    def _answer(self, kind: str, path: str) -> bytes:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path == "/robots.txt":
            return page(b"", status="404 Not Found")
        match = re.match(r"/berita/(\d+)/", parts.path)
        if match:
            number = int(match[1]) - 4100
            real = 0 <= number < ARTICLES and parts.path == path_of(number)
            return page(self._article(kind, number).encode() if real else NOT_THERE)
        if parts.path in ("/", "/berita"):
            return page(self._list(kind, int(query.get("halaman", ["1"])[0])).encode())
        calendar = re.match(r"/(?:kalender/)?(\d{4})/(\d\d)/?$", parts.path) if kind == "kalender" else None
        if calendar:
            return page(self._calendar(int(calendar[1]), int(calendar[2])).encode())
        return page(b"<title>404</title>", status="404 Not Found") if kind != "hantu" else page(NOT_THERE)

    def _link(self, kind: str, href: str) -> str:
        if kind != "sesi":
            return href
        return f"{href}{'&amp;' if '?' in href else '?'}PHPSESSID={self._random.getrandbits(104):026x}"

    def _list(self, kind: str, number: int) -> str:
        begin = (number - 1) * _PER_PAGE
        shown = list(range(begin, min(begin + _PER_PAGE, ARTICLES)))
        is_last = not shown or shown[-1] == ARTICLES - 1
        if kind == "putaran" and not shown:
            shown, is_last = list(range(_PER_PAGE)), False
        rows = [
            f'<article class="daftar"><h2><a href="{self._link(kind, path_of(n))}">{title(n)}</a></h2>'
            f"<p>Warga bergotong royong.</p></article>"
            for n in shown
        ]
        if kind == "hantu":
            is_last = False
            rows += [self._ghost() for _ in range(6)]
        more = (
            ""
            if is_last
            else f'<a rel="next" href="{self._link(kind, f"/berita?halaman={number + 1}")}">Berikutnya</a>'
        )
        return _whole("Berita", f"{''.join(rows)}{more}{self._aside(kind)}")

    def _ghost(self) -> str:
        number = self._random.randrange(10_000, 10_000_000)
        return (
            f'<article class="daftar"><h2><a href="/berita/{number}/pasar-hantu-nomor-{number}">'
            f"Pasar Hantu Nomor {number} Dibuka Malam Ini</a></h2><p>Warga heran.</p></article>"
        )

    def _aside(self, kind: str) -> str:
        if kind == "kalender":
            days = "".join(f'<a href="/2026/03/{day:02}/">{day}</a>' for day in range(1, 29))
            return (
                f'<aside>{days}<a href="/kalender/2026/04" rel="next">April</a><a href="/2026/02/">Februari</a></aside>'
            )
        if kind == "saringan":
            pairs = itertools.product(("kodi", "loura", "lewa", "melolo"), ("baru", "lama", "populer"), range(1, 6))
            return "".join(
                f'<a href="/berita?kota={k}&amp;sort={u}&amp;halaman={n}">{k} {u} {n}</a>' for k, u, n in pairs
            )
        return ""

    def _article(self, kind: str, number: int) -> str:
        replies = "".join(f'<a href="{path_of(number)}?replytocom={n}#balas">Balas</a>' for n in range(40))
        text = "".join(f"<p>{sentence}</p>" for sentence in sentences(number))
        aside = replies if kind == "balasan" else self._aside(kind)
        return _whole(
            title(number),
            f'<article><h1>{title(number)}</h1><time datetime="2026-02-{number % 27 + 1:02}T08:00:00+08:00">'
            f'2026</time><div class="entry-content">{text}</div></article>{aside}',
        )

    @staticmethod
    def _calendar(year: int, month: int) -> str:
        after = (year + month // 12, month % 12 + 1)
        return _whole("Kalender", f'<a rel="next" href="/kalender/{after[0]}/{after[1]:02}">Bulan berikutnya</a>')


def sentences(number: int) -> list[str]:
    thing, place = THINGS[number % 10], PLACES[(number * 3) % 10]
    return [
        f"{thing} di {place} diresmikan kepala desa pada pagi yang cerah, disaksikan ratusan warga dari dusun sekitar.",
        f"Pembangunan tahap {number + 1} itu memakan waktu {number + 3} bulan dan dikerjakan bergotong royong oleh kelompok tani.",
        f"Ketua panitia, Markus Bili Nomor {number}, mengatakan bahan diambil dari sungai dan kebun warga sendiri.",
        f"Warga berharap {thing.lower()} itu dirawat bersama supaya bertahan lebih lama daripada yang sebelumnya.",
    ]


def _whole(name: str, inner: str) -> str:
    return f'<!doctype html><html lang="id"><head><title>{name}</title></head><body><main>{inner}</main></body></html>'


NOT_THERE = _whole(
    "Halaman tidak ditemukan", "<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ditemukan.</p>"
).encode()
LOGIN_PAGE = (
    b"<html><head><title>Masuk</title></head><body><h1>Masuk</h1><form action='/masuk' method='post'><label>Surel <input name='email'></label>"
    b"<label>Sandi <input type='password' name='sandi'></label><button>Masuk</button></form></body></html>"
)
