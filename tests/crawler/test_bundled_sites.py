"""The bundled descriptions: facts of the field notes, none of them guessed, and each kind of them crawled."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.sqlite import connect
from crawler.demo.newsroom import Newsroom
from crawler.demo.press import Press, load
from crawler.demo.scaling import founded, scaled
from crawler.demo.truth import truth
from crawler.keys import ZONES
from crawler.site import BUNDLED, Site, sites

STRANGERS = {name: site for name, site in sites().items() if not site.is_local}
PLATFORM = re.compile(r"\A# Platform: ([a-z]+)\. Known of it: ")
# The clocks of the provinces (Keppres 41/1987), as far as a bundled site is of them.
PROVINCES = {
    "Nusa Tenggara Timur": "WITA", "Nusa Tenggara Barat": "WITA", "Bali": "WITA", "Kalimantan Timur": "WITA",
    "Kalimantan Selatan": "WITA", "Sulawesi": "WITA", "Sulawesi Selatan": "WITA", "Sulawesi Tenggara": "WITA",
    "Papua": "WIT", "Maluku": "WIT", "Riau": "WIB", "Kepulauan Riau": "WIB", "Kalimantan Barat": "WIB",
    "Jawa Timur": "WIB", "Banten": "WIB", "Bengkulu": "WIB", "Aceh": "WIB", "Sumatera Barat": "WIB",
}  # fmt: skip

# A bundled site of each platform (and of each form of addresses that WordPress and Tribun were seen with), and the
# paper of the newsroom that stands in for it at the same addresses.
STAND_INS = (
    ("rakyatntt", "harian-mutis", "/{slug}/"),
    ("floresa", "warta-tambora", "/{section}/{number}/{day:%Y/%m/%d}/{slug}/"),
    ("kupang-media", "fajar-komodo", "/index.php/{day:%Y/%m/%d}/{slug}/"),
    ("gardaindonesia", "suara-nyale", "/?p={number}"),
    ("infontt", "harian-mutis", "/news/{slug}/"),
    ("moripanet", "kabar-matawai", "/{day:%Y/%m}/{slug}.html"),
    ("poskupang", "cakrawala-timur", "/{day:%Y/%m/%d}/{slug}"),
    ("tribunlombok", "cakrawala-timur", "/provinsi-ntt/{number}/{slug}"),
    ("antara-kupang", "swara-kenari", "/berita/{number}/{slug}"),
    ("pikiran-rakyat-manggarai", "cakrawala-timur", "/{section}/pr-{number}/{slug}"),
    ("lombokpost", "cakrawala-timur", "/{section}/{number}/{slug}"),
    ("mediacenter-riau", "portal-sumbaselatan", "/read/{number}/{slug}.html"),
    ("siletsumba", "swara-kenari", "/berita/{number}/{slug}"),
)

CRAWL = """
import sys
from pathlib import Path
from crawler.desk import open_desk
from crawler.demo.newsroom import Newsroom
from crawler.site import load
from crawler.sweep import Crawl, Plan, run
from tests.crawler.test_bundled_sites import press_of_stand_ins
async def main():
    folder = Path(sys.argv[1])
    with Newsroom(press_of_stand_ins()) as press:
        press.edition = 1
        desk = open_desk(folder, clock=lambda: press.clock(1))
        sites = tuple(load(path) for path in sorted((folder / "sites").glob("*.toml")))
        await Crawl(Plan(folder=folder, sites=sites, loopback=press.names), desk).report()
        await desk.close()
run(main)
"""


def platform(site: Site) -> str:
    found = PLATFORM.match(site.toml)
    assert found, f"{site.name}: its first line tells no platform"
    return found[1]


def press_of_stand_ins() -> Press:
    press = load()
    for name, model, address in STAND_INS:
        _, press = founded(press, model, f"{name}-kembar", address=address)
    return press


def stand_in(site: Site) -> str:
    """The bundled TOML as it is, but of the newsroom's paper."""
    toml = site.toml.replace(f'name = "{site.name}"', f'name = "{site.name}-kembar"')
    toml = toml.replace(site.domains[0], f"{site.name}-kembar.localhost").replace("https://", "http://")
    return toml + "\n[politeness]\ndelay = 0\n"


def test_the_regions_outlets_are_there_and_some_forty_others() -> None:
    regional = [site for site in STRANGERS.values() if "Nusa Tenggara Timur" in (site.region or "")]
    assert len(regional) >= 45
    assert len(STRANGERS) - len(regional) >= 40
    assert {"suarajarmas", "poskupang", "voxntt", "floresa", "sbdkab"} <= set(STRANGERS)


@pytest.mark.parametrize("site", STRANGERS.values(), ids=lambda site: site.name)
def test_a_bundled_site_tells_what_is_known_and_leaves_the_rest_to_discovery(site: Site) -> None:
    if site.name != "suarajarmas":
        assert platform(site) in {platform(STRANGERS[name]) for name, _, _ in STAND_INS} | {"unknown"}
    province = (site.region or "").rpartition(", ")[2]
    assert not province or site.zone == ZONES[PROVINCES[province]]
    # A source that is named ends all looking for others: only a blog's own feed, which lists everything, may be.
    assert all(source.kind == "blogger" for source in site.sources)
    assert site.delay >= 5


def test_no_host_belongs_to_two_sites() -> None:
    hosts = [host for site in sites().values() for host in site.hosts]
    assert len(hosts) == len(set(hosts))
    assert {path.stem for path in BUNDLED.glob("*.toml")} == set(sites())


def test_a_site_of_each_platform_is_crawled_under_its_bundled_description(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    for name, _, _ in STAND_INS:
        (tmp_path / "sites" / f"{name}-kembar.toml").write_text(stand_in(STRANGERS[name]), encoding="utf-8")
    subprocess.run([sys.executable, "-c", CRAWL, str(tmp_path)], check=True, timeout=240)
    connection = connect(tmp_path / "archive.db", readonly=True)
    ours = {row[0] for row in connection.execute("SELECT address FROM articles")}
    connection.close()
    articles = truth(press_of_stand_ins(), 1, Newsroom.clock(1)).articles
    true = {article.address for article in articles if article.site.endswith("-kembar")}
    assert len(true) > 60
    assert ours ^ true == set()


def test_the_press_grows_to_as_many_papers_as_are_asked_for() -> None:
    grown = scaled(load(), 20)
    assert len(grown.papers) == 20
    assert len({paper.host for paper in grown.papers.values()}) == 20
    assert all(filed.paper == name for name, pieces in grown.pieces.items() for filed in pieces)
