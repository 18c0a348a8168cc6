"""The room on loopback, over a small archive of hand-written articles, and over one in which every text is an attack."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn

from archive import DATABASE
from archive.facts import Issue, KeptReading, RunClosed, RunOpened, SiteToml
from archive.known import Exchange
from archive.records import (
    Article,
    Correction,
    Credit,
    Dateline,
    Dropped,
    Evidence,
    FieldEvidence,
    Moment,
    Person,
    Place,
)
from archive.store import Archive
from archive.web import memory
from archive.web.serve import application
from tests.archive.builder import START, article, at, look
from tests.archive.shelf import shelf

import msgspec  # isort: skip

EVIL_SITE = "suara-jahat"


@contextmanager
def served(
    path: Path, *, is_public: bool = False, names: tuple[str, ...] = (), with_sql: bool = False
) -> Iterator[str]:
    """The address of a room that is open as long as the block lasts."""
    memory.forget()
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    made = application(path, is_public=is_public, names=names, with_sql=with_sql)
    server = uvicorn.Server(uvicorn.Config(made.app(), host="127.0.0.1", port=port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ends = time.monotonic() + 20
    while not server.started and time.monotonic() < ends:
        time.sleep(0.02)
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        memory.forget()


def small_archive(folder: Path) -> Path:
    """The shelf of the archive's tests, and an article whose bytes are kept."""
    shelf(folder)
    with Archive.open(folder, clock=lambda: at(5)) as archive:
        place = archive.record(
            _exchange("https://warta-sabana.example/bita", b"<h1>Bita</h1><script>window.canary=1</script>")
        ).result()
        piece = article(
            "Bita disimpan", ("Halaman ini disimpan bita demi bita di dalam berkas arsip.",), places=_places()
        )
        archive.keep(look(piece, path="/bita", days=4, warc=place)).result()
        ralat = article(
            "Ralat: sumur tua",
            ("Dalam berita sumur tua tertulis 48 keluarga, seharusnya 52 keluarga.",),
            corrections=(Correction(kind="ralat", printed="Ralat", address="https://warta-sabana.example/sumur-tua"),),
        )
        archive.keep(look(ralat, path="/ralat", days=4.1)).result()
    return folder / DATABASE


def _places() -> tuple[Place, ...]:
    return (
        Place(
            name="Sumba Barat Daya", level="regency", method="text", kemendagri="53.18", province="Nusa Tenggara Timur"
        ),
        Place(name="Kodi", level="district", method="text", kemendagri="53.18.07"),
    )


def _exchange(url: str, body: bytes) -> Exchange:
    return Exchange(
        url=url,
        at=at(4),
        site="warta-sabana",
        purpose="page",
        status=200,
        reason="OK",
        request_headers=(),
        response_headers=(("Content-Type", "text/html"),),
        body=body,
    )


def hostile_archive(folder: Path, payloads: Sequence[str]) -> Path:
    """One article a payload, in which every field is the payload; edited once, reposted once, filed as an issue."""
    with Archive.open(folder, create=True, clock=lambda: at(9)) as archive:
        every = " ".join(payloads)
        toml = SiteToml(
            name=EVIL_SITE, text=f"[site]\nname = '{EVIL_SITE}'\noutlet = '''{every}'''\nregion = '''{payloads[0]}'''\n"
        )
        opened = RunOpened(site=EVIL_SITE, at=at(0), program=payloads[0][:80], site_toml=toml.id)
        archive.keep([toml, opened]).result()
        for number, payload in enumerate(payloads):
            facts = _look(_evil(payload, number, "lama"), number, 0.001 * number)
            facts += [Issue(site=EVIL_SITE, kind="spam", subject=payload, message=payload, at=at(1), run=opened.id)]
            archive.keep(facts).result()
            archive.keep(_look(_evil(payload, number, "baru"), number, 2 + 0.001 * number)).result()
        archive.keep([RunClosed(run=opened.id, at=at(3), outcome="finished", counts={}, notes=(payloads[0],))]).result()
    return folder / DATABASE


def _look(outcome: Article, number: int, days: float) -> list[Any]:
    facts = look(outcome, path=f"/kabar-{number}?x=%22%3E%3Cscript%3E", site=EVIL_SITE, days=days)
    evidence = Evidence(
        fields=(
            FieldEvidence(
                field=outcome.title[:60],
                found_by=outcome.title,
                raw=outcome.title,
                changed=outcome.title,
                flags=(outcome.title,),
            ),
        ),
        dropped=(Dropped(text=outcome.title, rule=outcome.title),),
        flags=(outcome.title,),
    )
    return [
        msgspec.structs.replace(fact, reading=msgspec.structs.replace(fact.reading, evidence=evidence))
        if isinstance(fact, KeptReading)
        else fact
        for fact in facts
    ]


def _evil(payload: str, number: int, state: str) -> Article:
    clean = payload.replace("\u2028", " ").replace("\u0085", " ")
    return article(
        f"{payload} kabar {number}",
        (f"{payload} isi {state} {number}", f"Kepala desa nomor {number} berkata {payload} di balai {state}."),
        subtitle=payload,
        section=payload,
        tags=(payload,),
        language=payload[:20],
        people=(Person(name=payload, role="reporter", printed=payload),),
        dateline=Dateline(printed=payload, place=clean, outlet=payload),
        credits=(Credit(kind="repost", printed=payload, outlet=payload),),
        places=(Place(name=clean, level="regency", method="text", kemendagri=clean[:20]),),
        corrections=(Correction(kind="ralat", printed=payload),),
        published_at=Moment(
            at=START + timedelta(minutes=number), precision="minute", zone_from="printed", printed=payload
        ),
    )
