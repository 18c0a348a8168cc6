"""Hand-written facts for tests: looks at invented articles, with everything that a look brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from archive.bands import NUMBER_BITS
from archive.facts import AnyFact, Capture, KeptReading, SiteToml
from archive.records import (
    Article,
    Context,
    Credit,
    Dateline,
    Evidence,
    FieldEvidence,
    Moment,
    NotAnArticle,
    Paragraph,
    Person,
    Reading,
)

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DRY = (
    "Warga Desa Kalembu Ndara menggali sumur tua yang mengering sejak Agustus lalu dengan peralatan seadanya.",
    "Kepala desa mengatakan 48 keluarga berjalan dua kilometer setiap pagi untuk mengambil air dari mata air terdekat.",
    "Dinas pekerjaan umum berjanji mengirim satu unit mesin bor sebelum musim tanam, kata sekretaris dinas itu.",
)
FERRY = (
    "Kapal feri lintas selat kembali berlayar setelah tiga hari ditahan gelombang setinggi empat meter.",
    "Sebanyak 212 penumpang yang tertahan di pelabuhan lama diangkut dalam dua pelayaran pada hari pertama.",
    "Kepala syahbandar meminta nakhoda tetap memantau peringatan cuaca sampai akhir pekan ini.",
)


def at(days: float = 0) -> datetime:
    """An instant some days after the first."""
    return START + timedelta(days=days)


def article(title: str = "Sumur tua digali lagi", body: tuple[str, ...] = DRY, **more: object) -> Article:
    """An article with an author and a date, unless said otherwise."""
    fields: dict[str, object] = {
        "published_at": Moment(at=START - timedelta(hours=3), precision="minute", zone_from="printed", printed="Senin"),
        "people": (Person(name="Rambu Ana", role="reporter", printed="Laporan: Rambu Ana"),),
        "dateline": Dateline(printed="Waibakul, WS –", place="Waibakul", outlet="WS"),
        **more,
    }
    return Article(title=title, body=tuple(Paragraph(text=text) for text in body), **fields)  # type: ignore[arg-type]


def look(
    outcome: Article | NotAnArticle | object,
    *,
    path: str = "/sumur-tua",
    site: str = "warta-sabana",
    days: float = 0,
    context: Context | None = None,
    status: int = 200,
    **more: Any,
) -> list[AnyFact]:
    """The facts of one look at one address."""
    url = f"https://{site}.example{path}"
    when = at(days)
    capture = Capture(
        url=url, address=url, site=site, purpose="page", at=when, status=status, body_digest=f"{path}{days}", **more
    )
    if status != 200:
        return [capture]
    reading = Reading(
        context=context or Context(reader="1"),
        outcome=outcome,  # type: ignore[arg-type]
        evidence=Evidence(fields=(FieldEvidence(field="title", found_by="h1", raw="x"),)),
    )
    return [capture, KeptReading(captures=(capture.id,), reading=reading)]


def repost(body: tuple[str, ...] = DRY) -> Article:
    """The well again, in another paper, with the line that says whose text it is."""
    credit = Credit(
        kind="repost", printed="(sumber: https://warta-sabana.example/)", address="https://warta-sabana.example/"
    )
    return article(
        "Warga gali sumur tua", body, credits=(credit,), people=(), dateline=None,
        published_at=Moment(at=START - timedelta(hours=9), precision="day", zone_from="outlet"),
    )  # fmt: skip


TOML = SiteToml(
    name="warta-sabana",
    text='[site]\nname = "warta-sabana"\noutlet = "Warta Sabana"\nabbreviations = ["WS"]\ndomains = ["warta-sabana.example"]\n',
)


_ALL_BANDS = f"""
SELECT entry >> {NUMBER_BITS} AS key, article FROM (SELECT * FROM band UNION ALL SELECT * FROM young_band)
JOIN sketch ON number = entry & {(1 << NUMBER_BITS) - 1}
"""


def rows_of(archive: Any, tables: tuple[str, ...]) -> dict[str, list[str]]:
    """Every row of the tables. Numbers that are private to one database are no answer, and left out."""
    alike = {"band": _ALL_BANDS, "young_band": "SELECT NULL WHERE false"}
    questions = {table: alike.get(table, f"SELECT * FROM {table}") for table in tables}
    private = {
        "article_state": {"document": None},
        "sketch": {"number": None},
        "facet": {"document": None},
        "event": {"document": None},
    }
    reader = archive.connection()
    found = {table: [dict(row) for row in reader.execute(question)] for table, question in questions.items()}
    return {table: sorted(repr(row | private.get(table, {})) for row in rows) for table, rows in found.items()}


def form(day: int, number: int = 0) -> Article:
    """A text that newsrooms print every day with other figures: no day's is a copy of another's."""
    lines = tuple(
        f"Jadwal salat {place} hari ini: subuh pukul 04.{(day * 7 + n) % 60:02d} WITA, zuhur pukul 12.{(day * 3 + n) % 60:02d} "
        f"WITA, asar pukul 15.{(day * 5 + n) % 60:02d} WITA, magrib pukul 18.{(day + n) % 60:02d} WITA demikian daftar resmi."
        for n, place in enumerate(("Waikabubak", "Waitabula", "Waingapu", "Waibakul"))
    )
    return article(f"Jadwal salat hari ke-{day} bulan ini {number}", lines, people=(), dateline=None)
