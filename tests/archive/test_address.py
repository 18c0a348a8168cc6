"""Addresses: what is one article has one canonical form, and what is two has two."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.address import MAX_LENGTH, Address, AddressRules, address, identity_key, same_outlet

RULES = AddressRules(
    host="warta.example",
    aliases=("warta-lama.example", "m.wartalama.example"),
    drop_params=("lokasi",),
    keep_params=("page",),
)
PLAIN = AddressRules(host="warta.example")

ONE_FORM = [
    # scheme, host, port, fragment
    ("http://warta.example/a", "https://warta.example/a"),
    ("HTTP://WARTA.example/A", "https://warta.example/A"),
    ("https://warta.example:443/a", "https://warta.example/a"),
    ("http://warta.example:80/a", "https://warta.example/a"),
    ("http://warta.example:8080/a", "http://warta.example:8080/a"),
    ("http://warta.localhost/a", "http://warta.localhost/a"),
    ("http://127.0.0.1/a", "http://127.0.0.1/a"),
    ("http://[::1]:80/a", "http://[::1]/a"),
    ("https://warta.example", "https://warta.example/"),
    ("https://warta.example.", "https://warta.example/"),
    ("https://warta.example/a#more-12", "https://warta.example/a"),
    ("https://warta.example/#google_vignette", "https://warta.example/"),
    ("  https://warta.example/a\n", "https://warta.example/a"),
    ("https://warta.example\\a\\b", "https://warta.example/a/b"),
    ("https://ana:rahasia@warta.example/a", "https://warta.example/a"),
    ("https://kabár.example/a", "https://xn--kabr-7na.example/a"),
    ("http://warta.blogspot.co.id/2021/08/sumur.html", "https://warta.blogspot.com/2021/08/sumur.html"),
    # the outlet's own hosts
    ("https://www.warta.example/a", "https://warta.example/a"),
    ("https://m.warta.example/a", "https://warta.example/a"),
    ("https://amp.warta.example/a", "https://warta.example/a"),
    ("https://mobile.warta.example/a", "https://warta.example/a"),
    ("https://wap.warta.example/a", "https://warta.example/a"),
    ("https://warta-lama.example/a", "https://warta.example/a"),
    ("https://www.warta-lama.example/a", "https://warta.example/a"),
    ("https://m.wartalama.example/a", "https://warta.example/a"),
    ("https://opera.warta.example/a", "https://opera.warta.example/a"),
    ("https://www.lain.example/a", "https://www.lain.example/a"),
    ("https://m.lain.example/a", "https://m.lain.example/a"),
    # path
    ("https://warta.example/a/", "https://warta.example/a"),
    ("https://warta.example//a///b", "https://warta.example/a/b"),
    ("https://warta.example/a/../b/./c", "https://warta.example/b/c"),
    ("https://warta.example/%61%6d%70/b", "https://warta.example/b"),
    ("https://warta.example/jum%e2%80%99at", "https://warta.example/jum%E2%80%99at"),
    ("https://warta.example/jum’at", "https://warta.example/jum%E2%80%99at"),
    ("https://warta.example/naik 100%", "https://warta.example/naik%20100%25"),
    ("https://warta.example/amp/2021/11/22/sumur", "https://warta.example/2021/11/22/sumur"),
    ("https://warta.example/amp/berita/30553/sumur", "https://warta.example/berita/30553/sumur"),
    ("https://warta.example/daerah/amp/930742/sumur-tua", "https://warta.example/daerah/930742/sumur-tua"),
    ("https://warta.example/daerah/amp/pr-93074234/sumur", "https://warta.example/daerah/pr-93074234/sumur"),
    ("https://warta.example/2021/sumur/amp/", "https://warta.example/2021/sumur"),
    ("https://warta.example/sumur/AMP", "https://warta.example/sumur"),
    ("https://warta.example/sumur/amp.html", "https://warta.example/sumur"),
    ("https://warta.example/sumur.amp.html", "https://warta.example/sumur.html"),
    ("https://warta.example/sumur/feed/", "https://warta.example/sumur"),
    ("https://warta.example/sumur/embed", "https://warta.example/sumur"),
    ("https://warta.example/sumur/print/", "https://warta.example/sumur"),
    ("https://warta.example/sumur/trackback/", "https://warta.example/sumur"),
    ("https://warta.example/sumur/comment-page-3/", "https://warta.example/sumur"),
    ("https://warta.example/sumur/comment-page-3/amp/feed/", "https://warta.example/sumur"),
    ("https://warta.example/index.php/2024/01/12/sumur/", "https://warta.example/2024/01/12/sumur"),
    ("https://warta.example/index.php", "https://warta.example/"),
    ("https://warta.example/index.html", "https://warta.example/"),
    ("https://warta.example/index.php?p=7", "https://warta.example/?p=7"),
    ("https://warta.example/sumur-tua/all", "https://warta.example/sumur-tua"),
    ("https://warta.example/warga-gali-sumur-tua/2/", "https://warta.example/warga-gali-sumur-tua"),
    ("https://warta.example/sumur;jsessionid=8F3A", "https://warta.example/sumur"),
    # query
    ("https://warta.example/a?", "https://warta.example/a"),
    ("https://warta.example/a?utm_source=fb&utm_medium=x", "https://warta.example/a"),
    ("https://warta.example/a?fbclid=1&gclid=2&_ga=3", "https://warta.example/a"),
    ("https://warta.example/a?m=1", "https://warta.example/a"),
    ("https://warta.example/a?amp", "https://warta.example/a"),
    ("https://warta.example/a?amp=1&page=all", "https://warta.example/a"),
    ("https://warta.example/a?replytocom=88#respond", "https://warta.example/a"),
    ("https://warta.example/a?share=whatsapp&nb=1", "https://warta.example/a"),
    ("https://warta.example/a?print=print-search", "https://warta.example/a"),
    ("https://warta.example/a?showpage=all", "https://warta.example/a"),
    ("https://warta.example/a?single=1", "https://warta.example/a"),
    ("https://warta.example/a?page=3", "https://warta.example/a"),
    ("https://warta.example/a?spref=fb", "https://warta.example/a"),
    ("https://warta.example/a?b=2&a=1", "https://warta.example/a?a=1&b=2"),
    ("https://warta.example/a?a=1&a=1", "https://warta.example/a?a=1"),
    ("https://warta.example/?p=12602&amp;utm_source=x", "https://warta.example/?p=12602"),
    ("https://warta.example/?a=1&amp;id=3", "https://warta.example/?a=1&id=3"),
    ("https://warta.example/?id=", "https://warta.example/?id"),
    ("https://warta.example/a?q=sumur tua", "https://warta.example/a?q=sumur%20tua"),
]


@pytest.mark.parametrize(("given_form", "expected"), ONE_FORM)
def test_one_article_has_one_address(given_form: str, expected: str) -> None:
    rules = PLAIN if "warta-lama" not in given_form and "wartalama" not in given_form else RULES
    assert address(given_form, rules).url == expected


@pytest.mark.parametrize(
    "pair",
    [
        ("/berita/2", "/berita"), ("/2024/01/2", "/2024/01"), ("/page/2", "/page"), ("/read/2", "/read"),
        ("/tag/all", "/tag"), ("/feed", "/"), ("/print", "/"), ("/all", "/"), ("/?p=1", "/?p=2"),
        ("/?id=1", "/?id=2"), ("/?berita=1", "/?read=1"), ("/Sumur", "/sumur"), ("/sumur", "/sumur-2"), ("/a/b", "/a%2Fb"),
        ("/?page=berita&id=3", "/?page=agenda&id=3"), ("/?option=com_content&view=article&id=3", "/?option=com_content&id=3"),
        ("/?m=202101", "/"), ("/attachment", "/?attachment_id=5"), ("/a.html", "/a"), ("/amplop", "/lop"), ("/kamp/1", "/1"),
        ("/pergub-nomor-31/31", "/pergub-nomor-31"),
    ],
)  # fmt: skip
def test_two_things_stay_two(pair: tuple[str, str]) -> None:
    first, second = (address(f"https://warta.example{path}", PLAIN) for path in pair)
    assert first.url != second.url
    assert first.key != second.key


@pytest.mark.parametrize(
    ("paths", "key"),
    [
        (("/?p=12602", "/index.php?p=12602&amp=1", "/?utm_source=x&p=12602", "/?page_id=12602"), "#wp-12602"),
        (("/koran/?p=5",), "/koran#wp-5"),
        (("/berita/30553/tentang-kami", "/amp/berita/30553/judul-baru", "/berita/30553"), "#antara-30553"),
        (("/daerah/pr-01793/sumur", "/kabar/amp/pr-01793/sumur-tua"), "#pr-01793"),
        (("/provinsi-ntt/930742/sumur-tua", "/sumba/amp/930742/sumur-tua-digali"), "#id-930742"),
        (
            ("/read/2021/03/05/120000478/sumur", "/daerah/read/2021/03/05/120000478/lain?page=all"),
            "#read-2021-03-05-120000478",
        ),
        (("/read/647432/sumur", "/home/read/647432/Sumur", "/read/647432/sumur.html"), "#read-647432"),
        (("/berita-sumba/d-5484233/sumur", "/regional/d-5484233/sumur-tua"), "#detik-5484233"),
        (("/rubrik/4711/2021/03/05/sumur", "/lain/4711/2021/03/05/sumur-tua"), "#id-4711"),
    ],
)
def test_a_platforms_number_joins_what_it_names(paths: tuple[str, ...], key: str) -> None:
    assert {address(f"https://warta.example{path}", PLAIN).key for path in paths} == {f"warta.example{key}"}


@pytest.mark.parametrize(
    "path",
    [
        "/berita/2021/sumur-tua", "/berita/2021/03/sumur-tua", "/read/2021/sumur-tua", "/kabar/20210305/sumur-tua",
        "/kabar/202103/sumur-tua", "/berita/12/sumur", "/read/12/sumur", "/tag/930742/sumur-tua", "/foto/930742/sumur-tua",
        "/2021/08/sumur-tua.html", "/2021/03/05/sumur", "/?p=1&id=2", "/?attachment_id=5", "/sumur", "/",
    ],
)  # fmt: skip
def test_a_date_or_a_category_is_no_identity_key(path: str) -> None:
    found = address(f"https://warta.example{path}", PLAIN)
    assert found.key == found.url


def test_bureaux_of_the_agency_number_low_and_by_kind() -> None:
    host = "https://kupang.antaranews.com"
    assert address(f"{host}/berita/2021/sumur").key == "kupang.antaranews.com#antara-2021"
    assert address(f"{host}/foto/2021/sumur").key == "kupang.antaranews.com#antara-foto-2021"


def test_a_sites_own_parameters_are_dropped_and_kept() -> None:
    assert address("https://warta.example/a?lokasi=home&page=7", RULES).url == "https://warta.example/a?page=7"


def test_the_key_of_a_canonical_address_does_not_ask_for_its_rules() -> None:
    kept = address("https://www.warta.example/a?page=7", RULES)
    assert identity_key(kept.url) == kept.key
    assert identity_key("https://warta.example/?p=5") == "warta.example#wp-5"


@pytest.mark.parametrize(
    "junk",
    [
        "", " ", "sumur", "/sumur", "//warta.example/a", "mailto:ana@warta.example", "javascript:alert(1)", "data:text/html,x",
        "file:///etc/passwd", "ftp://warta.example/", "http://", "https:///", "https://?a", "http://war ta.example/",
        "http://warta.example:99999/", "http://warta.example:x/", "http://[::1/", "http://a..b/", "http://" + "a" * 64 + ".id/",
        "http://" + "a." * 130 + "id/", "https://<script>/", "https://\u200d/", "https://warta.example/" + "a" * MAX_LENGTH,
        "https://warta.example/" + "\u00e9" * 1000, "http://\ud800/", "https://xn--\u00e9/",
    ],
)  # fmt: skip
def test_junk_is_refused_in_plain_words(junk: str) -> None:
    with pytest.raises(ValueError, match=r"no web address|no host name|no port|characters"):
        address(junk)


def test_the_same_outlet_is_its_hosts_and_no_others() -> None:
    for url in (
        "https://warta.example/",
        "HTTP://www.warta.example",
        "https://warta-lama.example:8080/x",
        "http://u@warta.example/",
    ):
        assert same_outlet(url, RULES), url
    for url in (
        "https://lain.example/", "https://warta.example.lain.example/", "https://warta.example@lain.example/", "warta.example",
        "mailto:a@warta.example", "https://bukanwarta.example/", "http://[", "",
    ):  # fmt: skip
        assert not same_outlet(url, RULES), url
    assert not same_outlet("https://warta.example/", AddressRules())


_PARTS = st.sampled_from(
    ["amp", "AMP", "feed", "print", "all", "2", "12", "index.php", "a-b-c-d", "sumur", "..", ".", "", "%61mp", "%2e%2e", "pr-5555",
     "comment-page-2", "x.amp.html", "amp.html", "berita", "930742", "read", "2021", "%", "%4", "%25", "%2541", "é", "a b", ";sid=1"]
)  # fmt: skip
_PAIRS = st.sampled_from(
    [
        "p=5",
        "page=all",
        "page=x",
        "utm_a=1",
        "amp;p=5",
        "amp;amp;b",
        "=1",
        "a=",
        "a",
        "m=1",
        "b=%",
        "c=%41",
        "é=ü",
        "d=a+b",
        "view=amp",
        "&",
    ]
)
_URLS = st.builds(
    lambda scheme, host, path, query, tail: (
        f"{scheme}://{host}/{'/'.join(path)}{'?' if query else ''}{'&'.join(query)}{tail}"
    ),
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(
        [
            "warta.example",
            "www.warta.example",
            "m.warta-lama.example",
            "lain.example:8080",
            "www.lain.example",
            "a.localhost",
        ]
    ),
    st.lists(_PARTS, max_size=7),
    st.lists(_PAIRS, max_size=5),
    st.sampled_from(["", "/", "#x", "/#"]),
)
_RULES = st.sampled_from([AddressRules(), PLAIN, RULES, AddressRules(host="www.lain.example")])


@settings(max_examples=250, deadline=None)
@given(url=_URLS | st.text(max_size=60).map("https://warta.example/{}".format), rules=_RULES)
@example(url="https://warta.example/%%34%31", rules=PLAIN)
@example(url="https://warta.example/amp/amp/2/..;sid=1/x", rules=PLAIN)
def test_the_canonical_form_of_a_canonical_form_is_itself(url: str, rules: AddressRules) -> None:
    once = address(url, rules)
    assert address(once.url, rules) == once
    assert identity_key(once.url) == once.key
    assert once.url.isascii()
    assert not set(once.url) & set("#\\ \t\r\n\x00\x7f")


@settings(max_examples=150, deadline=None)
@given(
    url=_URLS.filter(lambda url: "#" not in url and "?" not in url),
    junk=st.lists(
        st.sampled_from(["fbclid", "utm_source", "utm_campaign", "replytocom", "share", "gclid", "amp", "print", "ref", "_x_tr_sl"]),
        min_size=1, max_size=6,
    ),
    value=st.text(alphabet="abc123_-%", max_size=12),
    anchor=st.text(max_size=8),
)  # fmt: skip
def test_junk_parameters_never_change_an_address(url: str, junk: list[str], value: str, anchor: str) -> None:
    dressed = url + "?" + "&".join(f"{name}={value}" for name in junk) + "#" + anchor
    assert address(dressed, RULES) == address(url, RULES)


@settings(max_examples=250, deadline=None)
@given(
    url=st.text(max_size=200)
    | st.text(max_size=80).map("http://{}".format)
    | st.text(max_size=80).map("http://a.id/?{}".format)
)
def test_any_text_gives_an_address_or_a_plain_refusal(url: str) -> None:
    told: Address | ValueError
    try:
        told = address(url)
    except ValueError as refusal:
        told = refusal
    assert type(told) in (Address, ValueError)
    assert str(told).isprintable()
    assert isinstance(told, Address) or len(str(told)) < 600


@pytest.mark.parametrize(
    "path",
    ["/amp" * 500, "/index.php/amp" * 140, "/a" * 1000, "/..%2e" * 250, "/%2e%2e" * 290, "?" + "amp;" * 500, "?a&" * 680, "/x" + "/feed" * 400,
     "/" + "-" * 2000, "/x;sid=" * 280, "/pr-1/amp" * 220],
)  # fmt: skip
def test_hostile_addresses_cost_little(path: str) -> None:
    begin = time.process_time()
    address(f"https://warta.example{path}"[:MAX_LENGTH])
    assert time.process_time() - begin < 0.05
