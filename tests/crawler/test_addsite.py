"""A new site without code: at most 25 requests, only what was seen is written, and what is missing is said."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Context, Moment, Paragraph, Place, Reading
from archive.sqlite import connect
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import load
from crawler.demo.truth import truth
from crawler.errors import SiteError
from crawler.site import Source, parse
from crawler.survey import PageSeen, SourceSeen, Survey, lacking, name_of, outlet, written, zone
from tests.commands import CONTACT, ask, english_and_plain, kliping

__all__ = ["english_and_plain"]

ON = date(2026, 3, 11)
LOOKS = """
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from msgspec.structs import replace
from crawler.addsite import stranger, survey_of, write
from crawler.desk import open_desk
from crawler.demo.newsroom import Newsroom
from crawler.net.connect import guard
from crawler.site import load
from crawler.sweep import Crawl, Plan, run
async def main():
    folder, asked = Path(sys.argv[1]), {}
    with Newsroom() as press:
        press.edition = 1
        os.environ["KLIPING_LOOPBACK"] = json.dumps(press.names)
        for name in ("cakrawala-timur", "harian-mutis", "kabar-matawai", "swara-kenari"):
            press.requests.clear()
            url = f"http://{name}.localhost/"
            guard(press.names, [stranger(url)])
            survey, pages = await survey_of(url, stranger(url), "redaksi@example.org")
            done = write(folder, name, survey, pages, None, datetime(2026, 3, 11, tzinfo=UTC))
            asked[name] = [len(press.requests), survey.requests, done.toml, list(survey.missing)]
        desk = open_desk(folder, clock=lambda: press.clock(1))
        # What was written is crawled as it stands, but for the seconds between two requests.
        sites = tuple(replace(load(path), delay=0.0) for path in sorted((folder / "sites").glob("*.toml")))
        await Crawl(Plan(folder=folder, sites=sites, loopback=press.names), desk).report()
        await desk.close()
    print(json.dumps(asked))
run(main)
"""


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A paper of each platform looked at, and then crawled under what was written of it."""
    folder = tmp_path_factory.mktemp("looked")
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, str(folder)], check=True, capture_output=True, text=True, timeout=240
    )
    return folder, json.loads(done.stdout)


def test_a_look_costs_at_most_25_requests_counted_at_the_server(looked: tuple[Path, dict[str, Any]]) -> None:
    for name, (at_server, told, _, _) in looked[1].items():
        assert at_server == told, name
        assert at_server <= 25, name


def test_what_was_written_loads_and_under_it_every_article_is_found(looked: tuple[Path, dict[str, Any]]) -> None:
    folder, asked = looked
    assert {Path(toml).suffix for _, _, toml, _ in asked.values()} == {".toml"}
    connection = connect(folder / "archive.db", readonly=True)
    # One of them may stand at another of its addresses than the first: its title tells it.
    ours = sorted(tuple(row) for row in connection.execute("SELECT site, title FROM articles"))
    connection.close()
    true = truth(load(), 1, Newsroom.clock(1)).articles
    assert ours == sorted((article.site, article.title) for article in true if article.site in asked)


def test_a_soft_404_is_seen_and_up_to_five_articles_are_recorded_with_their_reading(
    looked: tuple[Path, dict[str, Any]],
) -> None:
    folder, asked = looked
    assert asked["swara-kenari"][3] == ["200", "200"]
    assert "soft 404" in (folder / "sites" / "swara-kenari.toml").read_text(encoding="utf-8")
    assert asked["harian-mutis"][3] == ["404", "404"]
    for name in asked:
        beside = sorted((folder / "recordings" / name).glob("*.json"))
        assert 3 <= len(beside) <= 5, name
        told = json.loads(beside[0].read_bytes())
        assert told["pages"][0]["url"].startswith(f"http://{name}.localhost/")
        assert beside[0].with_suffix(".html").read_bytes()


def test_the_command_shows_what_it_found_and_refuses_what_is_described(tmp_path: Path) -> None:
    with Newsroom() as press:
        kliping("--archive", tmp_path, "add-site", "https://suarajarmas.com/", press=press, expect=2)
        kliping("--archive", tmp_path, "add-site", "suarajarmas.com", press=press, expect=2)
        done = kliping("--archive", tmp_path, "add-site", "http://kebenaran.localhost/", press=press, expect=10)
        assert "MISSING source: nothing that was asked lists an article" in done.stdout
        draft = tmp_path / "sites" / "kebenaran.toml.draft"
        assert "# zone = MISSING" in draft.read_text(encoding="utf-8")
        with pytest.raises(SiteError, match="zone"):
            parse(draft.read_text(encoding="utf-8"))
        # A draft stops no crawl.
        assert "kebenaran" not in ask("--archive", tmp_path, "sites")
        ask("--archive", tmp_path, "forget", "tak-ada.localhost") if (tmp_path / "archive.db").exists() else None
        down = kliping("--archive", tmp_path, "add-site", "http://tak-ada.localhost/", press=press, expect=1)
        assert "tak-ada.localhost" in down.stderr


def test_no_stranger_is_looked_at_without_a_contact_and_none_that_was_forgotten(tmp_path: Path) -> None:
    url = "https://warta-baru.example/"
    assert "kliping init --contact" in kliping("--archive", tmp_path, "add-site", url, expect=4).stderr
    ask("--archive", tmp_path, "init", "--contact", CONTACT)
    ask("--archive", tmp_path, "forget", "warta-baru.example")
    assert "kliping forget" in kliping("--archive", tmp_path, "add-site", url, expect=4).stderr


# ------------------------------------------------------------------------------------------------- what follows from it


def page(zone_from: str = "outlet", hour: int = 8, code: str | None = None) -> PageSeen:
    places = (Place(name="Kupang", level="city", method="dateline", kemendagri=code),) if code else ()
    at = datetime(2026, 3, 1, 8, tzinfo=UTC).astimezone(
        tz=msgspec.convert(f"2026-03-01T00:00:00+0{hour}:00", datetime).tzinfo
    )
    article = Article(
        title="Warga membersihkan saluran air", body=(Paragraph(text="Warga membersihkan saluran air."),), places=places,
        published_at=Moment(at=at, precision="minute", zone_from=zone_from),  # type: ignore[arg-type]
    )  # fmt: skip
    return PageSeen(
        url="https://warta.example/a/", status=200, reading=Reading(context=Context(reader="1"), outcome=article)
    )


def survey(*pages: PageSeen, title: str | None = "Warta Kita - Kabar dari Timur") -> Survey:
    feed = SourceSeen(source=Source(kind="feed", url="https://wartakita.example/feed/"), status=200, listed=10)
    return Survey(home="https://wartakita.example/", title=title, sources=(feed,), pages=pages)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((page("printed", 8), page("outlet", 7)), "WITA"),
        ((page("printed", 9, "91.71"), page("printed", 9, "91.71")), "WIT"),
        # Data is written by servers whose clock nobody set: it tells no province.
        ((page("data", 7), page("data", 7)), None),
        ((page(code="53.71"), page(code="53.01")), "WITA"),
        ((page(code="53.71"), page(code="33.71")), None),
        ((page(code="53.71"),), None),
        ((page("printed", 7, "53.71"), page("printed", 7, "53.71")), None),
        ((page("printed", 7), page("printed", 8)), None),
    ],
)  # fmt: skip
def test_a_zone_is_written_only_where_the_pages_agree_on_it(pages: tuple[PageSeen, ...], expected: str | None) -> None:
    assert zone(survey(*pages))[0] == expected
    assert any(what.startswith("site.zone") for what in lacking(survey(*pages))) == (expected is None)


def test_who_adds_a_site_may_say_its_zone() -> None:
    told = msgspec.structs.replace(survey(page()), zone_told="WIT")
    assert lacking(told) == ()
    assert parse(written(told, "wartakita", ON)).zone == 9


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("suarajarmas.com", "suarajarmas"), ("www.sbdkab.go.id", "sbdkab"), ("kupang.tribunnews.com", "kupang-tribunnews"),
        ("kabarkita.blogspot.com", "kabarkita"), ("co.id", "co"), ("xn--80ak6aa92e.com", "xn-80ak6aa92e"),
    ],
)  # fmt: skip
def test_a_site_is_named_after_its_host(host: str, name: str) -> None:
    assert name_of(host) == name


def test_the_outlet_is_the_part_of_the_title_that_the_host_is_named_after() -> None:
    assert outlet(survey()) == "Warta Kita"
    assert outlet(survey(title="Beranda | WARTA KITA")) == "WARTA KITA"
    assert outlet(survey(title="Beranda")) is None
    assert outlet(survey(title=None)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_site_says_what_is_written_of_it_loads(title: str, why: str) -> None:
    seen = SourceSeen(source=Source(kind="section", url="https://wartakita.example/"), why=why)
    base = survey(page("printed"), title=f"{title} - wartakita")
    made = msgspec.structs.replace(base, sources=(*base.sources, seen), robots=why, stopped=why)
    site = parse(written(made, "wartakita", ON))
    assert site.domains == ("wartakita.example",)
