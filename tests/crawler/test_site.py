"""A site's TOML is read strictly: what is wrong is named with file, key and what would be right."""

import contextlib
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import SiteError
from crawler.keys import KEYS
from crawler.site import BUNDLED, Site, Source, load, parse, sites

LEAST = """\
[site]
name = "wartasumba"
outlet = "Warta Sumba"
domains = ["wartasumba.example", "warta-sumba.example"]
zone = "WITA"
"""

WHOLE = r"""
[site]
name = "wartasumba"
outlet = "Warta Sumba"
domains = ["wartasumba.example"]
zone = "WIT"
region = "Sumba Timur"
language = "id"
abbreviations = ["WS"]

[[source]]
kind = "feed"
url = "https://wartasumba.example/feed/"

[[source]]
kind = "section"
url = "https://www.wartasumba.example/berita"

[politeness]
delay = 8
source_minutes = 60

[address]
drop_params = ["sid"]
keep_params = ["page"]
article_url = '/berita/\d+/'

[listing]
links = "div.daftar h3 > a"
next = "a.berikutnya"

[revisit]
days = [1, 2.5, 30]

[expect]
articles_per_day = 6
drought_days = 21
fields = ["title", "published_at"]
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_four_keys_make_a_site() -> None:
    site = parse(LEAST)
    assert (site.name, site.zone, site.delay, site.sources) == ("wartasumba", 8, 5.0, ())
    assert site.home == "https://wartasumba.example/"
    assert site.toml == LEAST
    assert site.fact.text == LEAST


def test_every_key_arrives_in_the_site() -> None:
    site = parse(WHOLE)
    assert site.sources == (
        Source(kind="feed", url="https://wartasumba.example/feed/"),
        Source(kind="section", url="https://www.wartasumba.example/berita"),
    )
    assert (site.zone, site.region, site.language, site.abbreviations) == (9, "Sumba Timur", "id", ("WS",))
    assert (site.delay, site.source_minutes, site.revisit_days) == (8.0, 60, (1.0, 2.5, 30.0))
    assert (site.drop_params, site.keep_params, site.article_url) == (("sid",), ("page",), r"/berita/\d+/")
    assert (site.listing_links, site.next_page) == ("div.daftar h3 > a", "a.berikutnya")
    assert (site.expect.articles_per_day, site.expect.drought_days) == (6.0, 21)
    assert site.expect.fields == ("title", "published_at")


def test_a_site_travels_to_the_reading_children_whole() -> None:
    site = parse(WHOLE)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(site), type=Site) == site


def test_a_site_owns_its_hosts_and_no_other() -> None:
    site = parse(LEAST)
    for url in ("https://wartasumba.example/a", "http://www.wartasumba.example/", "https://warta-sumba.example/b"):
        assert site.owns(url)
    for url in ("https://wartasumba.example.evil.example/", "https://other.example/", "mailto:a@b", "https://[::1", ""):
        assert not site.owns(url)


WRONG = {
    "unknown key, with the nearest": (LEAST + "[politeness]\ndealy = 3\n", "politeness.dealy", "did you mean 'delay'"),
    "unknown table": (LEAST + "[polite]\n", "polite", "did you mean 'politeness'"),
    "a condition": (LEAST + '[if]\nurl = "x"\n', "if", "no table"),
    "missing key": (LEAST.replace('zone = "WITA"\n', ""), "site.zone", "missing"),
    "nothing at all": ("", "site.name", "missing"),
    "no TOML": ("[site\n", "file", "line 1"),
    "zone": (LEAST.replace("WITA", "Wita"), "site.zone", '"WITA" (+8)'),
    "zone as a number": (LEAST.replace('"WITA"', "8"), "site.zone", '"WITA" (+8)'),
    "name": (LEAST.replace('"wartasumba"', '"../etc"'), "site.name", "small letters"),
    "name too long": (LEAST.replace('"wartasumba"', f'"{"a" * 64}"'), "site.name", "at most 63"),
    "outlet of spaces": (LEAST.replace("Warta Sumba", "  "), "site.outlet", "a text of one line"),
    "outlet with an escape": (LEAST.replace("Warta Sumba", "\\u001b]0;x"), "site.outlet", "a text of one line"),
    "domains as a text": (re.sub(r"domains = .*", 'domains = "a.example"', LEAST), "site.domains", "a list of texts"),
    "no domain": (re.sub(r"domains = .*", "domains = []", LEAST), "site.domains", "main host first"),
    "a domain with a path": (LEAST.replace("wartasumba.example", "a.example/x"), "site.domains", "small letters"),
    "an address as domain": (LEAST.replace("wartasumba.example", "127.0.0.1"), "site.domains", "small letters"),
    "invented and real": (LEAST.replace("warta-sumba.example", "w.localhost"), "site.domains", "one kind alone"),
    "language": (LEAST + 'language = "Indonesian"\n', "site.language", "ISO 639"),
    "one bracket": (LEAST + '[source]\nkind = "feed"\n', "source", "two brackets"),
    "kind": (LEAST + '[[source]]\nkind = "rss"\nurl = "https://wartasumba.example/f"\n', "source[1].kind", "feed"),
    "relative url": (LEAST + '[[source]]\nkind = "feed"\nurl = "/feed/"\n', "source[1].url", "a whole address"),
    "file url": (LEAST + '[[source]]\nkind = "feed"\nurl = "file:///etc/passwd"\n', "source[1].url", "whole address"),
    "another's url": (LEAST + '[[source]]\nkind = "feed"\nurl = "https://x.example/"\n', "source[1].url", "none of"),
    "source without url": (LEAST + '[[source]]\nkind = "feed"\n', "source[1].url", "missing"),
    "impolite": (LEAST + "[politeness]\ndelay = 0.2\n", "politeness.delay", "at least 1"),
    "delay as a truth": (LEAST + "[politeness]\ndelay = true\n", "politeness.delay", "a number from"),
    "regex": (LEAST + "[address]\narticle_url = '/(\\d+'\n", "address.article_url", "no regular expression"),
    "kept and dropped": (LEAST + '[address]\ndrop_params = ["a"]\nkeep_params = ["a"]\n', "address.drop_params", "a"),
    "selector": (LEAST + '[listing]\nlinks = "div >> a"\n', "listing.links", "no CSS selector"),
    "days that shrink": (LEAST + "[revisit]\ndays = [3, 1]\n", "revisit.days", "days that grow"),
    "expected field": (LEAST + '[expect]\nfields = ["titel"]\n', "expect.fields", "did you mean 'title'"),
    "table as a text": ('site = "x"\n', "site", "a table [site]"),
    "too long": ("#" * 70000, "file", "at most"),
}


@pytest.mark.parametrize(("text", "key", "right"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_file_key_and_what_would_be_right(text: str, key: str, right: str) -> None:
    with pytest.raises(SiteError) as caught:
        parse(text, "sites/wartasumba.toml")
    assert caught.value.key == key
    assert right in caught.value.why
    assert str(caught.value).startswith("sites/wartasumba.toml: ")
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_site_error(text: str) -> None:
    for candidate in (text, LEAST + text):
        with contextlib.suppress(SiteError):
            assert parse(candidate).toml == candidate


def test_a_file_is_named_as_its_site(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"site\.name.*'other'"):
        load(write(tmp_path, "other", LEAST))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SiteError, match="cannot be read"):
        load(path)


def test_the_users_own_file_wins(tmp_path: Path) -> None:
    own = sites()["suarajarmas"].toml.replace('outlet = "suarajarmas.com"', 'outlet = "Mine"')
    write(tmp_path, "suarajarmas", own)
    write(tmp_path, "wartasumba", LEAST)
    found = sites(tmp_path)
    assert found["suarajarmas"].outlet == "Mine"
    assert found["wartasumba"].outlet == "Warta Sumba"
    assert list(found) == sorted(found)


def test_a_host_belongs_to_one_site(tmp_path: Path) -> None:
    write(tmp_path, "wartasumba", LEAST)
    write(
        tmp_path, "aaa", LEAST.replace('"wartasumba"', '"aaa"').replace("wartasumba.example", "www.wartasumba.example")
    )
    with pytest.raises(SiteError, match=r"wartasumba\.toml: site\.domains: wartasumba\.example already belongs"):
        sites(tmp_path)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert sites(tmp_path / "none") == sites()


def test_bundled_sites_are_polite() -> None:
    for site in sites().values():
        assert site.is_local or site.delay >= 5


@pytest.mark.parametrize("key", [f"{table}.{key}" for table, keys in KEYS.items() for key in keys])
def test_every_key_is_explained_with_an_example(key: str) -> None:
    table, name = key.split(".")
    readme = (BUNDLED / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"### \[+{table}\]+\n(.*?)(?=\n###|\Z)", readme, re.DOTALL)
    assert section, table
    assert re.search(rf"(?m)^\| `{name}` \| `[^|]+` \| \S", section[1]), key


def test_the_readmes_examples_are_right() -> None:
    readme = (BUNDLED / "README.md").read_text(encoding="utf-8")
    text = ""
    for table, rows in re.findall(r"(?m)^### (\[[\w\[\]]+)\n(.*?)(?=\n###|\Z)", readme, re.DOTALL):
        text += f"{table}\n"
        text += "".join(f"{key} = {value}\n" for key, value in re.findall(r"(?m)^\| `(\w+)` \| `([^|]+)` \|", rows))
    assert parse(text).name == "wartasumba"
    block = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert block
    assert parse(block[1]).name == "wartasumba"
