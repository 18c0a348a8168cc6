"""`kliping accept`: a page and the reading of it that a person holds to be true, side by side for the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from archive.messages import say
from archive.options import chosen_folder, command, option
from archive.terminal import clean, print_json, print_lines, styled
from crawler.choosing import chosen_sites, owner_of
from crawler.errors import CrawlerError

if TYPE_CHECKING:
    from crawler.raw_page import RawPage
    from crawler.recordings import Expected
    from crawler.site import Site

DEFAULT = "tests/recordings"


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One recording looked at again: what is read otherwise than was accepted."""

    recording: str
    is_new: bool = False
    differences: tuple[tuple[str, str, str], ...] = ()


@command("accept")
@click.argument("page", metavar="[FILE|URL|RECORDING]", required=False)
@option("--into", default=DEFAULT, show_default=True, type=click.Path(path_type=Path), help="The folder of recordings.")
@option("--name", default=None, metavar="PLATFORM/NAME", help="Where the recording goes: folder and name.")
@option("--url", default=None, help="The address that a saved file came from.")
@option("--part", "parts", multiple=True, nargs=2, metavar="FILE URL", help="A further page of the same text.")
@option("--site", "site_name", default=None, help="Read as a page of this site.")
@option("--check", "only_check", is_flag=True, help="Write nothing: say which recordings are read otherwise now.")
def accept_command(
    *, page: str | None, into: Path, name: str | None, url: str | None, parts: tuple[tuple[str, str], ...],
    site_name: str | None, only_check: bool, as_json: bool,
) -> int:  # fmt: skip
    """Record a page and its reading as the truth for the tests.

    Look at the reading first (`kliping read`): what is accepted is what every later reader must say. A recording that
    is there already is read again, what changed is shown, and the new reading is accepted.

    \b
    kliping accept halaman.html --url https://warta.example/2020/02/rakor/ --name gmr/rakor
    kliping accept tests/recordings/gmr/rakor.json
    kliping accept --check

    Exit codes: 0 accepted, or all as accepted; 1 with --check, where something is read otherwise.
    """
    from crawler.recordings import recordings

    if only_check:
        looked = [_look(path, writes=False) for path in ([Path(page)] if page else recordings(into))]
        return _told(looked, as_json=as_json, checked=True)
    if page is None:
        raise click.UsageError(say("name a file, an address or a recording, or give --check"))
    if page.endswith(".json") and Path(page).is_file():
        return _told([_look(Path(page), writes=True)], as_json=as_json, checked=False)
    if name is None or name.count("/") != 1 or not all(part.replace("-", "").isalnum() for part in name.split("/")):
        raise click.UsageError(say("say where it goes: --name PLATFORM/NAME, letters, figures and hyphens"))
    pages = [_came(page, url), *(_came(file, address) for file, address in parts)]
    site = chosen_sites([site_name])[0] if site_name else owner_of(pages[0].url)
    return _record(into / f"{name}.json", pages, site, as_json=as_json)


def _came(page: str, url: str | None) -> RawPage:
    from crawler.reader_cli import page_of

    if page.startswith(("http://", "https://")):
        from crawler.looking import look_at, stranger

        return look_at(page, owner_of(page) or stranger(page), chosen_folder())
    try:
        return page_of(page, url)
    except OSError as error:
        raise click.FileError(clean(page), error.strerror) from error


def _record(path: Path, pages: Sequence[RawPage], site: Site | None, *, as_json: bool) -> int:
    from crawler.reader_cli import read_pages
    from crawler.recordings import save
    from crawler.showing import reading_lines

    reading = read_pages(pages, site)
    try:
        _keep_site(path, site)
        save(path, pages, reading, site.name if site else None)
    except OSError as error:
        raise CrawlerError(f"{path}: {error.strerror}") from error
    if as_json:
        print_json(Looked(recording=str(path), is_new=True))
        return 0
    print_lines(reading_lines(reading))
    click.echo(say("accepted: {path}", path=clean(path)))
    return 0


def _keep_site(path: Path, site: Site | None) -> None:
    """A recording is read by the site's description as it was: it lies with the recordings."""
    if site is not None:
        beside = path.parent.parent / "sites" / f"{site.name}.toml"
        beside.parent.mkdir(parents=True, exist_ok=True)
        if not beside.exists():
            beside.write_text(site.toml, encoding="utf-8")


def _look(path: Path, *, writes: bool) -> Looked:
    from crawler.reader_cli import read_pages
    from crawler.recordings import differences, expectation, opened, save

    recording, pages, site = opened(path)
    reading = read_pages(pages, site)
    found = differences(_sent(recording.expected), _sent(expectation(reading)))
    if writes and found:
        save(path, pages, reading, recording.site)
    return Looked(recording=str(path), differences=tuple(found))


def _sent(expected: Expected) -> Expected:
    """As it is after its way through a file, so that lists compare with lists."""
    return msgspec.json.decode(msgspec.json.encode(expected), type=type(expected))


def _told(looked: Sequence[Looked], *, as_json: bool, checked: bool) -> int:
    different = [one for one in looked if one.differences]
    if as_json:
        print_json(looked)
    else:
        for one in different:
            print_lines(_difference_lines(one))
        if not different:
            click.echo(say("{n} recordings are read as they were accepted", n=len(looked)))
        elif not checked:
            click.echo(say("accepted: {path}", path=clean(different[0].recording)))
    return 1 if checked and different else 0


def _difference_lines(one: Looked) -> Iterator[Any]:
    yield styled((one.recording, "bold"))
    for field, was, now in one.differences:
        yield styled((f"{field:16}", "cyan"), (f"[-{was[:400]}-]" if was else "", "red strike"), (" ", ""), (f"{{+{now[:400]}+}}" if now else "", "bold green"))  # fmt: skip


COMMANDS = (accept_command,)
