"""What commands print for a person: each noun as lines of styled text, nothing in them that a terminal would obey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from archive.messages import say
from archive.records import from_utc_text, utc_text
from archive.terminal import clean, clean_lines, styled

if TYPE_CHECKING:
    from archive.answers import CorrectionRow, Diff, GoneRow, History, IssueRow, LookRow, RunRow, Shown, StoryRow
    from archive.facts import Act
    from archive.records import Dropped, FieldEvidence
    from archive.search import Hit
    from archive.worddiff import Change, Piece

_LABEL = 16
_SHORT = 12
_CONTEXT = 60
STYLES = {
    "new": "green", "revised": "yellow", "flapping": "yellow", "gone": "red", "missing": "red", "alias": "cyan",
    "quarantined": "bold red", "unchanged": "dim",
}  # fmt: skip
# These verdicts are told look by look; of looks that found nothing new the number is enough.
_QUIET = frozenset({"unchanged"})


def day(local: str | None, utc: str | None) -> str:
    """A day as the outlet counts it: of its own instant where it told one."""
    return (local or utc or "")[:10]


def minute(utc: str | None) -> str:
    """An instant as a person reads it, to the minute, UTC."""
    return f"{from_utc_text(utc):%Y-%m-%d %H:%M}Z" if utc else "-"


def short(identifier: str) -> str:
    """As much of an id as tells it from its neighbours."""
    return identifier[:_SHORT]


def marked(text: str, marks: Sequence[tuple[int, int]], style: str = "bold yellow", base: str = "") -> Text:
    """Printed text on one line with the spans of `marks` in a style."""
    line, last = Text(), 0
    for start, end in marks:
        line.append(clean(text[last:start]), style=base)
        line.append(clean(text[start:end]), style=style)
        last = end
    line.append(clean(text[last:]), style=base)
    return line


def hit_lines(number: int, hit: Hit) -> list[Text]:
    """One hit: headline, where and when, and the printed words that were searched for."""
    when = day(hit.published_local, hit.published_at) or say("no publication date")
    head = Text.assemble((f"{number:2} ", "dim"), marked(hit.title, hit.title_marks, "bold yellow", "bold"))
    if hit.status != "present":
        head.append(f"  {word(hit.status)}", style="red")
    where = styled(("   ", ""), (f"{hit.site} · {when} · ", "cyan"), (short(hit.article), "dim"))
    return [head, where, Text.assemble("   ", marked(hit.snippet, hit.marks))]


def shown_lines(shown: Shown) -> Iterator[Text]:
    """An article as a person reads it: headline, fields, text."""
    found, when = shown.article, shown.article.published_at
    yield styled((found.title, "bold"))
    if found.subtitle:
        yield styled((found.subtitle, "italic"))
    published = f"{when.at.isoformat()} ({when.precision}, {when.zone_from})" if when else say("no publication date")
    pairs = [
        (say("published"), published),
        (say("people"), "; ".join(f"{person.name} ({person.role})" for person in found.people)),
        (say("dateline"), found.dateline.printed if found.dateline else ""),
        (say("credit"), "; ".join(credit.printed for credit in found.credits)),
        (say("places"), "; ".join(place.name for place in found.places)),
        (say("section"), found.section or ""),
        (say("event dates"), "; ".join(event.printed for event in found.event_dates)),
        (say("site"), shown.site),
        (say("address"), shown.address),
        *((say("also at"), address) for address in shown.addresses if address != shown.address),
        (
            say("status"),
            f"{word(shown.status)} · {say('revision {n} of {all}', n=shown.revision, all=shown.revisions)}",
        ),
        (say("first seen"), f"{minute(shown.first_seen)} · {say('last seen')} {minute(shown.last_seen)}"),
        (say("story"), f"{word(shown.relation)} · {short(shown.story)}" if shown.story and shown.relation else ""),
        (say("record"), f"warc/{shown.warc_file} @ {shown.warc_offset}" if shown.warc_file else ""),
        (say("brought from elsewhere"), shown.provenance or ""),
        (say("id"), shown.id),
    ]
    yield from (field_line(name, value) for name, value in pairs if value)
    for paragraph in found.body:
        yield Text()
        yield styled((paragraph.text, "bold" if paragraph.kind == "heading" else ""))


def field_line(name: str, value: str) -> Text:
    """One field: its name, and what it says."""
    return styled((f"{name:{_LABEL}}", "cyan"), (value, ""))


def evidence_lines(fields: Sequence[FieldEvidence], dropped: Sequence[Dropped], flags: Sequence[str]) -> Iterator[Text]:
    """Why a reading says what it says: what found each field, the raw text, and every line that was left out."""
    if fields or flags:
        yield Text()
        yield styled((say("evidence"), "bold"), ("  " + " ".join(flags), "bold yellow"))
    for field in fields:
        changed = f"  → {field.changed[:200]}" if field.changed else ""
        doubts = f"  {' '.join(field.flags)}" if field.flags else ""
        name = styled((f"{field.field:{_LABEL}}", "cyan"), (f"{field.found_by}: ", "dim"), (field.raw[:200], ""))
        yield Text.assemble(name, (clean(changed), "dim"), (clean(doubts), "bold yellow"))
    yield from dropped_lines(dropped)


def dropped_lines(dropped: Sequence[Dropped]) -> Iterator[Text]:
    """The lines that are not in the text, struck through, each with the rule that left it out."""
    if dropped:
        yield Text()
        yield styled((say("lines left out"), "bold"))
    for drop in dropped:
        yield styled((drop.text[:200], "strike dim"), (f"  ({drop.rule})", "dim"))


def diff_lines(diff: Diff, *, is_whole: bool = False) -> Iterator[Text]:
    """What changed between two wordings: figures and names first, then the words where they stand."""
    span = say("revision {a} ({from_}) → {b} ({to})", a=diff.before, from_=minute(diff.before_seen), b=diff.after,
               to=minute(diff.after_seen))  # fmt: skip
    yield styled((span, "bold"))
    if diff.noticed:
        yield styled((", ".join(map(word, diff.noticed)), "yellow"))
    yield from change_lines(say("figures that changed"), diff.figures)
    yield from change_lines(say("names that changed"), diff.names)
    for pieces in (diff.title, diff.subtitle, diff.body):
        if any(piece.kind != "same" for piece in pieces):
            yield diff_text(pieces, is_whole=is_whole)
    if not any(piece.kind != "same" for piece in (*diff.title, *diff.subtitle, *diff.body)):
        yield styled((say("nothing changed"), "dim"))


def change_lines(label: str, changes: Sequence[Change]) -> Iterator[Text]:
    """Each figure or name that stands where another stood."""
    for change in changes:
        yield styled(
            (f"{label}: ", "cyan"), (change.before or "∅", "red"), (" → ", "dim"), (change.after or "∅", "green")
        )


def diff_text(pieces: Sequence[Piece], *, is_whole: bool = False) -> Text:
    """A word diff as a person reads it: removed struck, added green, long runs that stayed shortened at words."""
    line = Text()
    for number, piece in enumerate(pieces):
        if piece.kind == "same":
            is_first, is_last = number == 0, number == len(pieces) - 1
            line.append(clean_lines(piece.text if is_whole else _shortened(piece.text, is_first, is_last)))
            continue
        # White space before a changed word is nobody's change.
        text = piece.text.lstrip()
        line.append(clean_lines(piece.text[: len(piece.text) - len(text)]))
        if piece.kind == "removed":
            line.append(f"[-{clean_lines(text)}-]", style="red strike")
        else:
            line.append(f"{{+{clean_lines(text)}+}}", style="bold green")
    return line


def _shortened(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * _CONTEXT + 20:
        return text
    head, tail = text[:_CONTEXT].rpartition(" ")[0], text[-_CONTEXT:].partition(" ")[2]
    if is_first and is_last:
        return f"{head} …"
    return f"… {tail}" if is_first else f"{head} …" if is_last else f"{head} … {tail}"


def history_lines(history: History) -> Iterator[Text]:
    """The life of an article as a timeline; looks that found nothing new are counted, not listed."""
    yield styled((history.title, "bold"))
    yield styled((f"{history.site} · {word(history.status)} · ", "cyan"), (history.article, "dim"))
    yield from (styled(("  ", ""), (address, "")) for address in history.addresses)
    if history.published_at:
        yield styled((f"{minute(history.published_at)}  ", "dim"), ("· ", "dim"), (say("published"), ""))
    revisions = {revision.capture: revision for revision in history.revisions}
    for verdict, group in groupby(history.looks, key=lambda look: look.verdict):
        looks = list(group)
        if verdict in _QUIET and len(looks) > 2:
            yield _look_line(looks[0], "")
            yield styled((" " * 19, ""), (say("… {n} looks found the same", n=len(looks) - 2), "dim"))
            looks = looks[-1:]
        for look in looks:
            revision = revisions.get(look.capture)
            told = f"{say('revision {n}', n=revision.number)}: {revision.title} ({revision.words})" if revision else ""
            if revision and revision.noticed:
                told += f" · {', '.join(map(word, revision.noticed))}"
            yield _look_line(look, told)


def _look_line(look: LookRow, told: str) -> Text:
    meant = word(look.verdict) if look.verdict else str(look.status or look.error or "-")
    style = STYLES.get(look.verdict or "", "dim")
    mark = "○ " if look.verdict in ("gone", None) else "● "
    parts = [(f"{minute(look.at)}  ", "dim"), (mark, style), (meant, style)]
    if told:
        parts.append((f"{'':{max(1, 14 - len(meant))}}{told}", "bold"))
    if look.verdict == "alias":
        parts.append((f"  {look.address}", "dim"))
    if look.flags:
        parts.append((f"  {' '.join(look.flags)}", "dim"))
    return styled(*parts)


def story_lines(rows: Sequence[StoryRow]) -> Iterator[Text]:
    """A story as a small tree: the origin on top, under it who carried its words, and what proves it."""
    for number, row in enumerate(rows):
        is_origin, is_last = row.relation == "origin", number == len(rows) - 1
        branch, stem = ("", "│  ") if is_origin else ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        style = "bold green" if is_origin else "bold yellow"
        yield styled((branch, "dim"), (f"{word(row.relation)}: ", style), (row.title, "bold"))
        when = minute(row.published_at) if row.published_at else say("no publication date")
        share = "" if is_origin else " · " + say("shares {share} % of the shorter text", share=round(100 * row.share))
        yield styled((stem, "dim"), (f"{row.site} · {when} · {short(row.article)}{share}", "cyan"))
        reason = word(row.reason)
        for proof in dict.fromkeys([*([row.proof] if row.proof else []), *row.credits]) or [""]:
            shown = f" « {proof} »" if proof else ""
            yield styled((stem, "dim"), (f"{say('because')}: ", "dim"), (reason, ""), (shown, "italic"))


def issue_lines(row: IssueRow) -> Iterator[Text]:
    """Something that a person must look at."""
    closed = f"  ({word(row.state)})" if row.state != "open" else ""
    yield styled(
        (short(row.id), "dim"),
        (f"  {minute(row.at)}  {row.site}  ", "cyan"),
        (row.kind, "bold yellow"),
        (closed, "dim"),
    )
    yield styled((" " * (_SHORT + 2), ""), (row.subject, ""), (f"  {row.message}", "dim"))


def run_line(row: RunRow) -> Text:
    """One crawl of one site: when, how it ended, what it brought."""
    shown = ("requests", "new", "revised", "unchanged", "gone", "quarantined", "issues")
    numbers = "  ".join(f"{word(name)} {row.counts[name]}" for name in shown if row.counts.get(name))
    outcome = word(row.outcome) if row.outcome else say("cut off, or still at work")
    style = "green" if row.outcome == "finished" else "bold yellow"
    return styled(
        (f"{minute(row.opened_at)}  ", "dim"), (f"{row.site:24} ", "cyan"), (f"{outcome:12} ", style), (numbers, ""),
        (f"  {' '.join(row.notes)}" if row.notes else "", "dim"),
    )  # fmt: skip


def gone_line(row: GoneRow) -> Text:
    """An article that is not there any more, and since when."""
    span = say("last found {found}, missed since {missed}", found=minute(row.last_found), missed=minute(row.missed_at))
    return styled(
        (f"{word('gone')} ", "red"),
        (row.title, "bold"),
        (f"  {row.site} {short(row.article)}  ", "cyan"),
        (span, "dim"),
    )


def act_line(act: Act) -> Text:
    """What a person decided on an article, or says otherwise than the machine."""
    detail = act.detail
    told = f"{detail['field']} = {detail['value']}" if act.kind == "correct" and "value" in detail else ""
    told = told or str(detail.get("name") or detail.get("until") or detail.get("ground") or "")
    return styled(
        (f"{word(act.kind)}: ", "bold magenta"), (told, "bold"), (f"  {act.reason}", ""),
        (f"  {act.by} {minute(utc_text(act.at))}", "dim"),
    )  # fmt: skip


def correction_line(row: CorrectionRow, article: str) -> Text:
    """That an article corrects, answers or withdraws another: which does it, and whom it concerns."""
    concerned = f" → {short(row.concerns)}" if row.concerns and row.article != article else ""
    if row.article == article:
        concerned = f" → {short(row.concerns)}" if row.concerns else f" ({say('what it concerns is not kept')})"
    return styled(
        (f"{word(row.kind)}: ", "bold magenta"), (row.title, "bold"),
        (f"  {row.site} {minute(row.published_at)} {short(row.article)}{concerned}", "cyan"),
    )  # fmt: skip


def word(name: str | None) -> str:
    """One of the house's words (a verdict, a relation, a state) in the chosen language."""
    return say(WORDS[name]) if name in WORDS else clean(name or "-")


# The words that rows hold, as a person reads them. Each has its Indonesian in archive.indonesian.
WORDS = {
    "new": "new", "revised": "revised", "unchanged": "unchanged", "alias": "alias", "flapping": "flapping",
    "gone": "gone", "quarantined": "quarantined", "present": "present", "missing": "missing",
    "origin": "origin", "repost": "repost", "copy": "copy", "press_release": "press release", "rewrite": "rewrite",
    "update": "update",
    "healthy": "healthy", "ill": "ill", "blocked": "blocked", "challenged": "challenged",
    "compromised": "compromised", "parked": "parked",
    "court": "by order of a court", "press-council": "decision of the Press Council",
    "data-subject": "at the request of a person whom it concerns", "publisher": "at the request of its newspaper",
    "minor": "it concerns a minor",
    "named_by_credit": "another article credits it", "own_dateline": "its dateline names its own outlet",
    "earliest": "it was published first", "longest": "it is the longest", "credits_origin": "it credits the origin",
    "shared_words": "it has the same words",
    "finished": "finished", "interrupted": "interrupted", "failed": "failed", "limit": "at its limit",
    "unreachable": "unreachable", "open": "open", "closed": "closed",
    "requests": "requests", "pages": "pages", "issues": "issues",
    "typo": "typo", "figure changed": "figure changed", "name changed": "name changed",
    "quotation changed": "quotation changed", "headline": "headline changed", "paragraph added": "paragraph added",
    "paragraph removed": "paragraph removed", "correction marked": "correction marked", "rewritten": "rewritten",
    "takedown": "taken down", "reinstate": "reinstated", "restrict": "not public", "release": "public",
    "correct": "a person reads", "join": "joined", "split": "parted", "note": "note", "collection": "collection",
    "reporter": "reporter", "writer": "writer", "editor": "editor", "photographer": "photographer",
    "contributor": "contributor",
    "damaged": "damaged", "no date": "no date", "no web address": "no web address", "no such file": "no such file",
    "too large": "too large", "no HTML": "no HTML", "not what its digest says": "not what its digest says",
    "host of no site": "host of no site", "cannot be kept": "cannot be kept", "no WARC is in it": "no WARC is in it",
    "repeats a record that is not here": "repeats a record that is not here", "the same again": "the same again", "no answer of a page": "no answer of a page",
    "its publisher asks for no copy": "its publisher asks for no copy",
    "ralat": "correction", "hak_jawab": "right of reply", "pencabutan": "withdrawal",
}  # fmt: skip
