"""`kliping release`: an article is public again, or what was put aside is one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TextIO

import click

from archive import queries
from archive.facts import Act
from archive.lines import short
from archive.messages import say
from archive.options import archive_folder, command, option
from archive.store import Archive
from archive.terminal import print_json, print_lines, styled
from crawler.choosing import known_sites, owner_of, whoever, with_reason
from crawler.errors import CrawlerError
from crawler.releasing import ByHand, Decision, is_article, put_aside, release

_MOST_TEXT = 5_000_000


@command("release")
@click.argument("article")
@option("--quarantined", "is_put_aside", is_flag=True, help="Of an article: its last page that was put aside.")
@option("--title", default=None, help="The headline, where no machine can read the page.")
@option("--text", "text_file", type=click.File("r", encoding="utf-8"), default=None, metavar="FILE",
        help="A file with the text, paragraphs parted by blank lines (- for standard input).")  # fmt: skip
@option("--by", default=whoever, show_default=False, help="Who decides [default: the user's name].")
@option("--note", default="", help="Why: kept with the act.")
def release_command(
    *, article: str, is_put_aside: bool, title: str | None, text_file: TextIO | None, by: str, note: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Let an article be public again.

    After a restriction, a withdrawal at its source, or a machine's caution.

    Give the address of a page that was put aside (promotion, or what killed its reader), and it is an article: read
    again with patience and without the gate, and so at every later look. Where no machine can read it, give its
    headline and text.

    \b
    kliping release 3f2a --note "izin redaksi"
    kliping issues
    kliping release https://suarajarmas.com/2020/02/rakor/ --note "bukan promosi"
    kliping release https://suarajarmas.com/2020/02/rakor/ --title "Rakor" --text rakor.txt
    """
    if (title is None) != (text_file is None):
        raise click.UsageError(say("--title and --text belong together: give both"))
    decision = Decision(by=by, note=with_reason(note), at=datetime.now(UTC))
    with Archive.open(archive_folder()) as archive:
        page = None
        if is_put_aside or not is_article(archive, article):
            where = _address(archive, article)
            page = put_aside(archive, where, owner_of(where))
        if page is None:
            if is_put_aside or title is not None:
                raise CrawlerError(
                    say("nothing was put aside at {address}: see `kliping issues`", address=article[:200])
                )
            found = queries.find(archive.connection(), article)
            act = Act(kind="release", subject=found, at=decision.at, by=by, reason=decision.note)
            archive.keep([act]).result()
            _told(found, by, decision.note, as_json=as_json)
            return
        by_hand = ByHand(title, text_file.read(_MOST_TEXT)) if title is not None and text_file is not None else None
        kept = release(archive, page, known_sites().get(page.site), decision, by_hand)
    _told(kept.article or page.address, by, decision.note, as_json=as_json, address=page.address)


def _address(archive: Archive, asked: str) -> str:
    """The address that is meant: of an article its own."""
    if not is_article(archive, asked):
        return asked
    found = queries.find(archive.connection(), asked)
    row = archive.connection().execute("SELECT address FROM article_state WHERE article = ?", (found,)).fetchone()
    return str(row[0]) if row else asked


def _told(article: str, by: str, note: str, *, as_json: bool, address: str | None = None) -> None:
    if as_json:
        print_json({"kind": "release", "article": article, "by": by, "address": address})
    else:
        print_lines(
            [styled(("release ", "bold"), (short(article), "cyan"), (f"  {address or ''} {by}  {note}", "dim"))]
        )


COMMANDS = (release_command,)
