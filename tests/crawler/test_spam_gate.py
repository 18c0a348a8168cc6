"""The spam gate on its set: what promotes is put aside, what was put into a good page is left out, news passes."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.clean.spam import Link, judge
from crawler.parsers import read
from tests.crawler.gate.pages import FOLDER, GatePage, clean_pages, injected_pages
from tests.crawler.pages import SITE, html, raw


def outcome(page: GatePage) -> str:
    reading = read(page.raw)
    said = reading.article.text if reading.article else ""
    if getattr(reading.outcome, "reason", "") == "spam":
        return "spam"
    if "injected_links" in reading.evidence.flags:
        return "leaks" if any(words in said for words in page.injected) else "left out"
    return reading.kind


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[GatePage, str]]:
    return [(page, outcome(page)) for page in (*clean_pages(), *injected_pages())]


def test_the_set_is_as_large_as_it_says(outcomes) -> None:
    counts = Counter("clean" if page.is_clean else "injected" for page, _ in outcomes)
    assert counts == {"clean": 300, "injected": 30}
    assert Counter(page.kind for page, _ in outcomes)["gambling"] == 50
    assert len({page.kind for page, _ in outcomes if not page.is_clean}) == 10


def test_nine_of_ten_injected_pages_are_found(outcomes) -> None:
    missed = [page.name for page, what in outcomes if not page.is_clean and what != ("left out" if page.is_wound else "spam")]  # fmt: skip
    assert len(missed) <= 3, missed


def test_of_a_hundred_clean_pages_at_most_one_is_suspected(outcomes) -> None:
    wrong = [page.name for page, what in outcomes if page.is_clean and what != "article"]
    assert len(wrong) <= 3, wrong


def test_what_was_put_into_a_good_page_is_in_its_evidence_and_not_in_its_text() -> None:
    page = next(page for page in injected_pages() if page.kind == "hidden")
    reading = read(page.raw)
    assert reading.article is not None
    shown = {drop.text for drop in reading.evidence.dropped if drop.rule == "injected_link"}
    assert set(page.injected) <= shown


def test_promotion_written_after_the_gate_is_found_too() -> None:
    blocks = f"\n{(FOLDER / 'later.txt').read_text(encoding='utf-8')}".split("\n# doorway\nT: ")[1:]
    found = [judge(title, lines).spam for title, *lines in (block.strip().split("\n") for block in blocks)]
    assert sum(found) >= 0.9 * len(found)


@pytest.mark.parametrize("disguise", ["𝐒𝐋𝐎𝐓 𝐆𝐀𝐂𝐎𝐑 𝐌𝐀𝐗𝐖𝐈𝐍", "Ｓｌｏｔ Ｇａｃｏｒ Ｍａｘｗｉｎ", "sl0t g4cor m4xwin", "s l o t . g.a.c.o.r . m-a-x-w-i-n"])  # fmt: skip
def test_a_disguised_word_is_read_as_what_it_looks_like(disguise: str) -> None:
    verdict = judge("Profil", [f"{disguise} daftar sekarang, klaim bonus new member"])
    assert verdict.spam


def test_what_is_quoted_is_somebodys_word() -> None:
    said = "“Slot gacor hari ini, depo 10k, daftar sekarang, klaim bonus new member, gampang maxwin”"
    assert not judge("Warga terima pesan", [f"Pesan itu berbunyi {said} dan dikirim pada malam hari."]).spam
    assert judge("Warga terima pesan", [said.strip("“”")]).spam


def test_one_link_to_a_stranger_is_no_wound_and_two_are() -> None:
    links = [Link(f"https://situs{n}.example/", "slot gacor") for n in range(2)]
    assert judge("Panen jagung", ["Petani memanen jagung."], links[:1]).links == ()
    assert judge("Panen jagung", ["Petani memanen jagung."], links).links == (0, 1)
    assert judge("Panen jagung", ["Petani memanen jagung."], [Link("https://a.example/", "slot gacor", is_hidden=True)]).links == (0,)  # fmt: skip


def test_a_headline_about_gambling_is_no_promoters_link() -> None:
    links = [Link("https://mitra.example/1", "Polisi tangkap bandar togel di kebun kelapa"), Link("https://mitra.example/2", "Hakim vonis selebgram slot gacor")]  # fmt: skip
    assert judge("Panen jagung", ["Petani memanen jagung."], links).links == ()


def test_a_list_with_a_hidden_block_in_it_is_still_a_list() -> None:
    teasers = "".join(f"<h2><a href='/{n}/'>Warga dusun {n} memanen jagung di lereng timur</a></h2><p>Klik untuk membaca berita kami selengkapnya hari ini.</p>" for n in range(12))  # fmt: skip
    hidden = "<div style='display:none'><a href='https://naga.example/'>slot gacor maxwin</a> <a href='https://toto.example/'>toto macau daftar sekarang</a></div>"
    page = html(f"<h1>Daerah</h1>{teasers}{hidden}", body_class="archive category wp")
    assert read(raw(page, url="https://warta.localhost/category/daerah/"), SITE).outcome.reason == "listing"
