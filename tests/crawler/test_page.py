"""A page's bytes become text, markup and a tree; what was lost on the way is said."""

from __future__ import annotations

import time
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean import charset, markup
from crawler.page import Page, loads
from crawler.parsers import read
from crawler.raw_page import RawPage
from tests.crawler.pages import TEXT, article, raw

INDONESIAN = "Jum’at, harga beras naik – warga “resah”; kafé, naïf, Ba’a"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"\xef\xbb\xbf" + INDONESIAN.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xff\xfe" + INDONESIAN.encode("utf-16-le"), None, "utf-16-le"),
        (INDONESIAN.encode("utf-16-le"), None, "utf-16-le"),
        (INDONESIAN.encode("utf-16-be"), None, "utf-16-be"),
        (INDONESIAN.encode(), "text/html; charset=windows-1252", "utf-8"),
        (INDONESIAN.encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252"),
        (b'<meta charset="windows-1252">' + INDONESIAN.encode("cp1252"), "text/html; charset=utf-8", "cp1252"),
        (INDONESIAN.encode("cp1252"), None, "cp1252"),
        ("Правда говорит".encode("cp1251"), "text/html; charset=windows-1251", "windows-1251"),
        ("Правда говорит".encode("koi8-r"), "text/html; charset=koi8-r", "koi8-r"),
        ("天气预报说明天下雨".encode("gb18030"), "text/html; charset=gb2312", "gb18030"),
        (b'<meta charset="gbk">' + "天气预报说明天下雨".encode("gb18030"), "text/html; charset=iso-8859-1", "gb18030"),
        ("今日は雨が降ります".encode("cp932"), "text/html; charset=shift_jis", "cp932"),
        ("今日は雨が降ります".encode("euc-jp"), "text/html; charset=euc-jp", "euc-jp"),
        ("今日は雨".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", "iso-2022-jp"),
        ("오늘은 비가".encode("cp949"), "text/html; charset=euc-kr", "cp949"),
    ],
)
def test_bytes_are_believed_before_labels(body, content_type, encoding):
    decoded = charset.decode(body, content_type)
    assert decoded.encoding == encoding
    assert "\ufffd" not in decoded.utf8.decode()


def test_a_label_that_lies_is_flagged():
    assert "charset_lie" in charset.decode(INDONESIAN.encode(), "text/html; charset=iso-8859-1").flags


def test_a_few_broken_bytes_do_not_make_a_utf8_page_another():
    decoded = charset.decode(INDONESIAN.encode() * 5 + b"\xe2\x80", "text/html; charset=utf-8")
    assert decoded.encoding == "utf-8"
    assert "broken_bytes" in decoded.flags


@pytest.mark.parametrize(
    "label", ["utf-7", "idna", "rot13", "base64", "unicode_escape", "zip", "nonsense", "punycode", "x" * 500]
)
def test_labels_that_are_no_text_encodings_are_ignored(label):
    assert charset.decode(INDONESIAN.encode("cp1252"), f"text/html; charset={label}").encoding == "cp1252"


@given(st.binary(max_size=600), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_bytes_decode(body, label):
    charset.decode(body, f"text/html; charset={label}").utf8.decode()


def found(markup_bytes: str, needle: str = "jarum") -> tuple[bool, tuple[str, ...]]:
    page = Page(raw(markup_bytes))
    return any(needle in block.text for block in page.outline.blocks), page.flags


TRICKS = {
    "nul": "<p>satu\x00dua</p><p>jarum</p>",
    "html_end": "<html><body><p>satu</p></body></html><p>jarum</p>",
    "html_end_twice": "<p>satu</p></HTML ></BODY><p>dua</p></html><p>jarum</p>",
    "unclosed_comment": "<p>satu</p><!-- dua <p>jarum</p>",
    "unclosed_script": "<p>satu</p><script>var a = 1; <p>jarum</p>",
    "unclosed_style": "<p>satu</p><style>a{} <p>jarum</p>",
    "plaintext": "<p>satu</p><plaintext><p>jarum</p>",
    "abrupt_comment": "<p>satu</p><!--><p>jarum</p>",
    "unclosed_button": "<button>" + "<p>satu</p><p>dua</p><p>jarum</p>",
    "unclosed_tags": "<div><span><p>satu<b><i><td>jarum",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_text_behind_a_trick_is_found_or_the_page_is_flagged(trick):
    is_found, flags = found(TRICKS[trick])
    assert is_found or "truncated" in flags


@pytest.mark.parametrize("depth", [1, 10, 100, 179, 255, 256, 260, 300, 1000, 2047, 2049, 3000, 5000])
@pytest.mark.parametrize("tag", ["div", "span", "b"])
def test_a_needle_is_found_at_any_depth(depth, tag):
    is_found, flags = found(f"<{tag}>" * depth + "jarum" + f"</{tag}>" * depth + "<p>ekor halaman</p>")
    assert is_found or "truncated" in flags
    assert found(f"<{tag}>" * depth + "jarum" + f"</{tag}>" * depth + "<p>ekor</p>", "ekor")[0] or "truncated" in flags


@pytest.mark.parametrize("count", [4_000, 40_000])
def test_an_attribute_flood_is_read_in_linear_time(count):
    flood = "<div " + " ".join(f"x{n}=1" for n in range(count)) + "><p>jarum</p></div>"
    start = time.process_time()
    is_found, flags = found(flood)
    assert is_found
    assert "attribute_flood" in flags
    assert time.process_time() - start < 3


def test_a_flood_that_hides_angle_brackets_in_quotes_is_seen():
    flood = "<div " + " ".join(f'x{n}="<b>"' for n in range(30_000)) + "><p>jarum</p></div>"
    start = time.process_time()
    assert "attribute_flood" in found(flood)[1]
    assert time.process_time() - start < 4


def test_scripts_are_out_and_their_data_is_kept():
    scanned = markup.scan(
        b'<script>document.write("<p>bukan teks</p>")</script><script type="application/ld+json">{"a": 1}</script>'
        b'<script id="__NEXT_DATA__" type="application/json">{"b": 2}</script><p>teks</p>'
    )
    assert b"bukan" not in scanned.html
    assert scanned.json_ld == (b'{"a": 1}',)
    assert scanned.embedded == (("__NEXT_DATA__", b'{"b": 2}'),)


@pytest.mark.parametrize(
    "script",
    [
        b'{"headline": "Judul"}', b'{"headline": "Judul",}', b'<!-- {"headline": "Judul"} -->', b'//<![CDATA[\n{"headline": "Judul"}\n//]]>',
        b'{"headline": "Judul"};', b'{"headline": "Judul", "b": "dua\nbaris"}', b'{"headline": "Judul", "b": "it\\\'s"}',
    ],
)  # fmt: skip
def test_json_with_the_usual_slips_is_read(script):
    assert loads(script)["headline"] == "Judul"


@pytest.mark.parametrize("script", [b"", b"{", b"[" * 100_000, b"null", b"function(){}", b"\xff\xfe{"])
def test_json_beyond_repair_is_nothing(script):
    assert not loads(script)


@given(st.binary(max_size=3_000))
@settings(max_examples=120, deadline=2_000)
def test_no_bytes_break_the_reader(body):
    read(raw(body))


BITS = st.sampled_from(
    ["<p>", "</p>", "<div class='entry-content'>", "</div>", "<table>", "<tr>", "<td>", "<b>", "<i>", "<a href='/x'>", "</a>", "<ul><li>", "<h1>", "<br>",
     "<!--", "-->", "<script>", "</script>", "\x00", "&#0;", "&#xD800;", "<svg>", "<button>", "<form>", "'\"", "</html>", "<article>", "Kamis (26/02/2020)",
     "Tambolaka -SJ……….. ", "<time datetime='2020-13-45'>", "(sumber: http://[x]/)", "Baca juga: ", TEXT[0], "<meta property=og:title content=x>", "\u202e", "*****",
     "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":[{}],\"author\":[[{\"name\":5}]]}</script>"]
)  # fmt: skip


@given(st.lists(BITS, max_size=60).map("".join))
@settings(max_examples=120, deadline=3_000)
def test_no_broken_markup_breaks_the_reader(markup_text):
    outcome = read(raw(markup_text.encode("utf-8", "surrogatepass"))).outcome
    assert getattr(outcome, "field", "") != "page", outcome


@pytest.mark.slow
@given(st.data())
@settings(max_examples=100, deadline=5_000)
def test_no_mutated_article_breaks_the_reader(data):
    body = bytearray(article().encode())
    for _ in range(data.draw(st.integers(1, 30))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    outcome = read(raw(bytes(body))).outcome
    assert getattr(outcome, "field", "") != "page", outcome


@pytest.mark.parametrize("section", ["<![foo x]>", "<![ zz >", "<![\x00foo[ ", "<![if !IE]>"])
def test_a_marked_section_that_no_parser_knows_costs_no_page(section: str) -> None:
    deep = "<div>" * 400 + "<p>Kalimat di kedalaman yang tetap terbaca.</p>"
    page = Page(
        RawPage(url="https://warta.example/a", body=f"<p>a</p>{section}{deep}".encode(), content_type="text/html")
    )
    assert any("tetap terbaca" in block.text for block in page.outline.blocks) or "truncated" in page.flags


@pytest.mark.parametrize(
    "at", ["https://warta.example/a/b.html?x=1", "http://warta.example", "", "https://WARTA.example:8080/"]
)
@given(href=st.lists(st.sampled_from(["http://", "https://", "/", "//", "a", "B-2", ".", "..", "?", "&x=", "#", ";", ":", "%", "é", " "]), max_size=8).map("".join))  # fmt: skip
@settings(max_examples=60)
def test_a_plain_link_is_joined_as_every_other(at: str, href: str) -> None:
    try:
        joined = urljoin(at, href.strip())
        is_web = urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname
    except ValueError:
        is_web = None
    assert Page(RawPage(url=at, body=b"")).join(href) == (joined if is_web else None)
