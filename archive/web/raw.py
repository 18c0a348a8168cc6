"""What a look brought, as text: for reading with the eyes. Nothing in it runs, and it has no origin."""

from __future__ import annotations

from archive.errors import ArchiveError
from archive.facts import Capture
from archive.messages import say
from archive.rows import fact_of
from archive.warc import payload_decoded, read_record
from archive.web.asked import Ask, NotThere, Reply
from archive.web.guard import RAW_POLICY

# A page of a newspaper is smaller; the whole record is in the WARC file.
_MOST = 1_000_000


def capture(ask: Ask) -> Reply:
    """The bytes of a look as plain text in a sandbox. A published copy holds none."""
    if ask.room.is_public or ask.room.folder is None:
        raise NotThere("")
    row = ask.connection.execute(
        "SELECT c.* FROM capture c JOIN verdict v ON v.capture = c.id WHERE c.id = ? AND v.article = ?",
        (ask.parts["capture"], ask.parts["article"]),
    ).fetchone()
    found = fact_of("capture", row) if row else None
    if not isinstance(found, Capture) or found.warc is None or found.withheld:
        raise NotThere(say("no bytes are kept of that look"))
    try:
        body = payload_decoded(read_record(ask.room.folder / "warc", found.warc))
    except (ArchiveError, OSError) as error:
        raise NotThere(str(error)) from error
    headers = {"content-security-policy": RAW_POLICY, "cache-control": "no-store"}
    text = body[:_MOST].decode("utf-8", errors="replace")
    return Reply(body=text, kind="text/plain; charset=utf-8", headers=headers)
