"""A small archive of hand-written articles, in which each thing that people ask for occurs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from archive.facts import Act, AnyFact, Issue, KeptReading, RunClosed, RunOpened
from archive.records import Article, Dateline, Dropped, Evidence, FieldEvidence, Moment, NotAnArticle, Person, Place
from archive.store import Archive
from tests.archive.builder import DRY, FERRY, TOML, article, at, look, repost

WITA, WIT = timezone(timedelta(hours=8)), timezone(timedelta(hours=9))
HOSTILE = "Kapal \x1b[31mmerah\x1b[0m \u202egnalup\u202c ber\u200blayar"
WELL = "https://warta-sabana.example/sumur-tua"
FERRY_ADDRESS = "https://warta-sabana.example/feri"
COPY = "https://portal-tetangga.example/gali-sumur"
GONE = "https://warta-sabana.example/camat"
SPAM = "https://warta-sabana.example/slot"

WELL_2 = (DRY[0], DRY[1].replace("48 keluarga", "52 keluarga"), DRY[2])
WELL_3 = (
    *WELL_2[:2],
    "Dinas pekerjaan umum, kata Sekretaris Dinas Melkianus Bili, berjanji mengirim dua unit mesin bor.",
)


def day(year: int, month: int, number: int, zone: timezone = WITA) -> Moment:
    """A day of publication that no hour is told of."""
    return Moment(at=datetime(year, month, number, tzinfo=zone), precision="day", zone_from="outlet")


def pieces() -> dict[str, Article]:
    """The articles that are in it once, by the path of their address."""
    plain = {"people": (), "dateline": None}
    return {
        "/feri": article("Feri berlayar lagi", FERRY, published_at=day(2020, 2, 26), section="Ekonomi",
                         places=(Place(name="Waingapu", level="city", method="text", kemendagri="53.11"),),
                         dateline=Dateline(printed="Waingapu, WS –", place="Waingapu", outlet="WS"), people=(
                             Person(name="Umbu Deta", role="reporter", printed="Umbu Deta"),)),
        "/jumat": article("Ibadat Jum’at Agung di kampung", ("Umat berjalan kaki pada hari Jum’at menuju gereja Ba’a.",),
                          published_at=day(2020, 4, 10), **plain),
        "/ntt": article("Dana desa NTT dicairkan", ("Wabup bersama Pemkab menyalurkan dana. Anak-anak Propinsi bersorak se-NTT.",),
                        published_at=day(2020, 3, 1), **plain),
        "/provinsi": article("Jalan provinsi rusak", ("Jalan rusak itu milik provinsi Nusa Tenggara Timur, kata wakil bupati.",),
                             published_at=day(2020, 3, 31), **plain),
        "/papua": article("Kabar dari timur", ("Sidang adat digelar di Teluk Ambai pada awal bulan.",),
                          published_at=day(2020, 3, 1, WIT), **plain),
        "/tanpa-tanggal": article("Dana kampung", ("Dana kampung dibagi tanpa upacara.",), published_at=None, **plain),
        "/merah": article(HOSTILE, ("Berita \x1b]52;c;ZXZpbA==\x07 tentang kapal =cmd|'/c calc'!A1.",),
                          published_at=day(2020, 5, 5), **plain),
        "/covid": article("Kasus Covid-19 bertambah 1.240", ("Rp1.500.000 per keluarga; kafé tutup pukul 10.15.",),
                          published_at=day(2020, 6, 7), **plain),
    }  # fmt: skip


def facts() -> list[list[AnyFact]]:
    """What its looks brought, one list a look, in time."""
    opened = RunOpened(site="warta-sabana", at=at(0), program="0.1.0", site_toml=TOML.id)
    closed = RunClosed(
        run=opened.id, at=at(0.1), outcome="finished", counts={"requests": 9, "new": 3, "quarantined": 1}
    )
    found: list[list[AnyFact]] = [[TOML, opened]]
    found += [look(article(), days=0), look(repost(), path="/gali-sumur", site="portal-tetangga", days=0.01)]
    found += [look(piece, path=path, days=0.02) for path, piece in pieces().items()]
    camat = article(
        "Camat diganti", ("Camat lama diganti tanpa upacara di kantor kecamatan itu.",), published_at=day(2020, 1, 2)
    )
    found += [look(camat, path="/camat", days=0.03)]
    spam = look(NotAnArticle(reason="spam", title="Slot gacor", detail="promo_words"), path="/slot", days=0.04)
    found += [
        [
            *spam,
            Issue(site="warta-sabana", kind="spam", subject=SPAM, message="promo_words", at=at(0.04), run=opened.id),
        ]
    ]
    found += [[closed]]
    found += [look(article(body=WELL_2), days=1), look(None, path="/camat", days=1, status=404)]
    found += [look(article(body=WELL_2), days=2), look(None, path="/camat", days=2, status=404)]
    found += [look(article(body=WELL_3), days=3)]
    return found


def told(outcome: Article) -> Evidence:
    """Evidence with everything that evidence can hold."""
    return Evidence(
        fields=(
            FieldEvidence(field="title", found_by="h1", raw=outcome.title),
            FieldEvidence(field="published_at", found_by="time", raw="Kamis (26/02/2020)", changed="+08:00", flags=("weekday",)),
        ),
        dropped=(Dropped(text="Baca juga: kapal lain", rule="promo"),),
        flags=("truncated",),
    )  # fmt: skip


def shelf(folder: Path, *, with_acts: bool = True) -> None:
    """Make the archive."""
    with Archive.open(folder, create=True, clock=lambda: at(4)) as archive:
        for one in facts():
            archive.keep([_with_evidence(fact) for fact in one]).result()
        if with_acts:
            archive.keep([Act(kind="follow", subject="suarajarmas", at=at(4), by="arsiparis")]).result()


def _with_evidence(fact: AnyFact) -> AnyFact:
    if not isinstance(fact, KeptReading) or fact.reading.article is None:
        return fact
    import msgspec

    reading = msgspec.structs.replace(fact.reading, evidence=told(fact.reading.article))
    return msgspec.structs.replace(fact, reading=reading)
