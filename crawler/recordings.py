"""A recording: a page as it came, and beside it the reading that a person accepted as true. One folder a platform.

`tests/recordings/gmr/rakor.html` is the page (and `rakor.2.html` its second part); `rakor.json` says where it came from,
and what is expected of it: the reading, its flags, and every line that was left out with its rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from archive.records import Reading, plain
from crawler.errors import CrawlerError
from crawler.raw_page import RawPage
from crawler.site import Site, load

# Sites that the recordings name have their TOMLs beside the platforms' folders.
SITES = "sites"


class Came(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page's file, and how it came."""

    file: str
    url: str
    fetched_at: datetime | None = None
    status: int = 200
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Expected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a reading says, without what only the reader's insides say: evidence changes more often than truth does."""

    reading: dict[str, Any]
    flags: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()


class Recording(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The pages of one article (the first is its own address), the site they are read as, and what is expected."""

    pages: tuple[Came, ...]
    expected: Expected
    site: str | None = None


def recordings(folder: Path) -> list[Path]:
    """Every recording below a folder, in order."""
    return sorted(path for path in folder.glob("*/*.json") if path.parent.name != SITES)


def opened(path: Path) -> tuple[Recording, tuple[RawPage, ...], Site | None]:
    """A recording, its pages as they came, and its site. CrawlerError names the file that is wrong."""
    try:
        recording = msgspec.json.decode(path.read_bytes(), type=Recording)
        pages = tuple(
            RawPage(
                url=came.url, body=(path.parent / came.file).read_bytes(), fetched_at=came.fetched_at,
                status=came.status, content_type=came.content_type, headers=came.headers,
            )
            for came in recording.pages
        )  # fmt: skip
    except (OSError, msgspec.MsgspecError) as error:
        raise CrawlerError(f"{path}: no recording ({error})") from error
    site = load(path.parent.parent / SITES / f"{recording.site}.toml") if recording.site else None
    return recording, pages, site


def expectation(reading: Reading) -> Expected:
    """What a reading says, as it is recorded."""
    evidence = reading.evidence
    flags = [*evidence.flags, *(flag for field in evidence.fields for flag in field.flags)]
    return Expected(
        reading=plain(reading.outcome), flags=tuple(dict.fromkeys(flags)),
        dropped=tuple((drop.text, drop.rule) for drop in evidence.dropped),
    )  # fmt: skip


def save(path: Path, pages: Sequence[RawPage], reading: Reading, site: str | None) -> None:
    """Write the pages and what is expected of them side by side."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = [f"{path.stem}.html", *(f"{path.stem}.{n}.html" for n in range(2, len(pages) + 1))]
    came = [
        Came(
            file=name, url=page.url, fetched_at=page.fetched_at, status=page.status,
            content_type=page.content_type, headers=page.headers,
        )
        for name, page in zip(names, pages, strict=True)
    ]  # fmt: skip
    recording = Recording(pages=tuple(came), expected=expectation(reading), site=site)
    for name, page in zip(names, pages, strict=True):
        (path.parent / name).write_bytes(page.body)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(recording), indent=1) + b"\n")


def differences(before: Expected, after: Expected) -> list[tuple[str, str, str]]:
    """What a reading says otherwise than it was accepted: field, what was accepted, what is read now."""
    found = []
    for name in dict.fromkeys([*before.reading, *after.reading]):
        was, now = before.reading.get(name), after.reading.get(name)
        if was != now:
            found.append((name, _shown(was), _shown(now)))
    if before.flags != after.flags:
        found.append(("flags", " ".join(before.flags), " ".join(after.flags)))
    for text, rule in before.dropped:
        if (text, rule) not in after.dropped:
            found.append(("dropped", f"{text} ({rule})", ""))
    for text, rule in after.dropped:
        if (text, rule) not in before.dropped:
            found.append(("dropped", "", f"{text} ({rule})"))
    return found


def _shown(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else msgspec.json.encode(value).decode()
