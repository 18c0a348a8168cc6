"""The room in a real browser: every page, both languages, phone and desk, keyboard only, without JavaScript, and axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import DESK, PHONE, Watched, chromium, needs_chromium
from tests.browser.payloads import PAYLOADS
from tests.browser.served import EVIL_SITE, hostile_archive, served, small_archive

pytestmark = [needs_chromium, pytest.mark.slow]

LISTS = ("/", "/search", "/search?q=sumur", "/search?q=%22", "/outlets", "/outlet/warta-sabana", "/places", "/place/53.18", "/changed",
         "/vanished", "/corrections", "/coverage", "/coverage/warta-sabana", "/health", "/collections", "/nowhere")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_archive(tmp_path_factory.mktemp("room"))) as origin:
        yield origin


def pages_of(watched: Watched) -> list[str]:
    """The addresses of every sort of page, those of one article found by its address on the web."""
    watched.go("/at?url=https://warta-sabana.example/sumur-tua")
    own = watched.page.url.removeprefix(watched.origin)
    return [*LISTS, own, f"{own}?revision=2", f"{own}/evidence", own.replace("/article/", "/story/")]


def grave(watched: Watched, *rules: str) -> list[str]:
    """The serious and critical findings of axe on the page that is open: of all its rules, or of those alone."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = Axe().run(watched.page, options=options).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def too_wide(watched: Watched, size: dict[str, int]) -> bool:
    watched.page.set_viewport_size(size)  # type: ignore[arg-type]
    return bool(watched.page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_sound(browser: Any, room: str, language: str) -> None:
    """Nothing in the console, no request that leaves, nothing wider than phone or desk; no serious finding of axe."""
    watched = Watched(browser, room, viewport=PHONE, locale=language, reduced_motion="reduce")
    found: dict[str, Any] = {}
    for path in pages_of(watched):
        watched.page.set_viewport_size(PHONE)
        answer = watched.go(path)
        # The same markup in either language: its contrast, names and roles are looked at once.
        serious = grave(watched) if language == "id" else []
        troubles = [t for t in watched.taken() if answer.status < 400 or "status of" not in t]
        wide = [size["width"] for size in (PHONE, DESK) if too_wide(watched, size)]
        spoken = watched.page.evaluate("() => document.documentElement.lang")
        if serious or troubles or wide or spoken != language:
            found[path] = (serious, troubles, wide, spoken)
    watched.context.close()
    assert found == {}


def test_desk_and_dark_have_contrast_too(browser: Any, room: str) -> None:
    watched = Watched(browser, room, viewport=DESK, color_scheme="dark", locale="en", reduced_motion="reduce")
    for path in ("/search?q=sumur", "/coverage", "/places", pages_of(watched)[-3]):
        watched.go(path)
        assert grave(watched, "color-contrast") == [], path
    watched.context.close()


def test_without_javascript_a_question_leads_to_an_article_and_its_earlier_wording(browser: Any, room: str) -> None:
    watched = Watched(browser, room, viewport=PHONE, java_script_enabled=False, locale="id")
    page = watched.page
    page.goto(room + "/")
    page.fill("input[type=search]", "sumur tua digali")
    page.press("input[type=search]", "Enter")
    page.click("ol.clips h3 a >> text=Sumur tua")
    assert "52 keluarga" in page.inner_text(".text")
    page.focus("input[name=revision]")
    page.keyboard.press("Home")
    page.click(".slide button")
    assert "48 keluarga" in page.inner_text(".text")
    assert watched.taken() == []
    watched.context.close()


def test_by_keyboard_alone_the_history_is_slid_through(browser: Any, room: str) -> None:
    watched = Watched(browser, room, viewport=DESK, locale="en", reduced_motion="reduce")
    page = watched.page
    watched.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("judul:sumur status:berubah")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('ol.clips h3 a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('[data-slider]')"):
            break
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('.text').innerText.includes('48 keluarga')")
    assert "revision=1" in page.url
    assert watched.taken() == []
    watched.context.close()


def test_a_note_and_a_collection_are_kept(browser: Any, room: str) -> None:
    watched = Watched(browser, room, viewport=DESK, locale="id")
    page = watched.page
    watched.go("/at?url=https://warta-sabana.example/feri")
    page.fill("#note", "Lihat juga <b>berita</b> kapal")
    page.click("form[action$=note] button")
    assert "Lihat juga <b>berita</b> kapal" in page.inner_text("#notes")
    page.fill("#collection", "Kapal & laut")
    page.click("form[action$=collect]:last-of-type button")
    page.click("#collections >> text=Kapal & laut")
    assert page.inner_text("h1") == "Kapal & laut"
    assert "Feri berlayar lagi" in page.inner_text("ul.clips")
    watched.context.close()


def attacked(origin: str, watched: Watched, payloads: tuple[str, ...]) -> tuple[int, list[str]]:
    """Open every page on which archived words stand; how many, and what ran or was asked for."""
    from urllib.parse import quote

    import httpx

    asked = httpx.get(f"{origin}/archive/article_state.json?_shape=array&_size=100", timeout=20)
    articles = [row["article"] for row in asked.json()]
    paths = ["/", "/outlets", f"/outlet/{EVIL_SITE}", "/changed", "/vanished", "/corrections", "/coverage", "/health", "/places",
             "/collections", "/search?q=kabar", "/search.atom?q=kabar", "/search.json?q=kabar", "/changed.json", "/archive",
             "/archive/articles", "/archive/wording", "/archive/evidence", "/archive/issues", "/archive/site_toml"]  # fmt: skip
    for article in articles:
        paths += [
            f"/article/{article}",
            f"/article/{article}?revision=1",
            f"/article/{article}/evidence",
            f"/story/{article}",
        ]
    for payload in payloads:
        typed = quote(payload, safe="")
        paths += [
            f"/search?q={typed}&from={typed}&outlet={typed}&place={typed}",
            f"/collection/{typed}",
            f"/article/{typed}",
        ]
    found = []
    for path in paths:
        watched.go(path)
        # Datasette's own pages try styles that the policy does not let through; what would run is what counts.
        found += [f"{path}: {one}" for one in watched.taken() if not one.startswith("console")]
    return len(paths), found


def test_nothing_archived_runs(browser: Any, tmp_path: Path) -> None:
    """The short form of check 16: two of the fifty payloads through every route."""
    chosen = PAYLOADS[1::27]
    with served(hostile_archive(tmp_path, chosen)) as origin:
        watched = Watched(browser, origin, viewport=DESK)
        count, found = attacked(origin, watched, chosen)
        watched.context.close()
    assert found == []
    assert count > 25
