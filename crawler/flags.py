"""Every flag that a reading may carry, and what it says: the closed list that people and tests go by."""

from __future__ import annotations

FLAGS: dict[str, str] = {
    # Dates
    "weekday_mismatch": "the printed weekday is not the date's",
    "future": "the date lies after the look",
    "year_far": "the year is far from the article's, or no web page is that old",
    "no_year": "no year is printed",
    "two_digit_year": "the year is printed with two digits",
    "month_first": "the month is printed before the day",
    "relative": "printed as time passed (2 jam yang lalu), counted back from the look",
    "zone_assumed": "no zone is printed: the outlet's is taken",
    "tz_unset": "the site's clock was left at UTC: an instant that somebody typed may be hours off",
    "hijri_present": "a date of the Hijri calendar stands beside it",
    "data_disagree": "the page's data disagree on the day: the one that is printed is believed",
    "updated_only": "the page prints only when it was last changed: it was published then or before",
    "print_disagrees": "the page prints another day than all of its data say",
    # The text as it came
    "truncated": "something in the bytes cannot be read to its end",
    "oversize": "the page is larger than is read",
    "nul": "bytes of zero were taken out",
    "unclosed_comment": "a comment never ends: what follows is read, browsers hide it",
    "unclosed_script": "a script never ends: what follows is read, browsers hide it",
    "unclosed_style": "a style never ends: what follows is read, browsers hide it",
    "after_end": "text stands behind the page's end",
    "attribute_flood": "a tag has more than a thousand attributes",
    "second_parser": "read by the second parser, the first would have lost text",
    "charset_lie": "the page names another encoding than it has",
    "charset_guessed": "nobody names the encoding",
    "broken_bytes": "some bytes are no letters in the page's encoding",
    "mojibake": "somebody decoded the text wrongly before it was published",
    "replacement_characters": "letters were lost before the text was published",
    # The article
    "injected_links": "promotion was put into the page; it is left out",
    "repeated_page": "a further page only repeated the text",
    "pages_missing": "the text goes on where it could not be fetched",
    "dropped_lines_cut": "more was left out than is shown here",
    "canonical_is_home": "the page names the front page as its address",
    "canonical_elsewhere": "the page names an address of another host as its own",
}
