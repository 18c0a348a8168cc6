"""Is an answer a refusal of us, or a test whether a person asks? Pure. Neither is ever worked around: it is noted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

State = Literal["busy", "unreachable", "blocked", "challenged", "login"]

# What stands in the pages of Cloudflare, Imunify360, LiteSpeed, Sucuri and DDoS-Guard that want proof of a person.
_CHALLENGE = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-browser-verification|<title>Just a moment|Checking your browser before|"
    rb"imunify360[^<]{0,80}(?:captcha|bot-protection)|/\.lsrecap/|Bot Verification|sucuri_cloudproxy_js|ddos-guard/js-challenge",
    re.IGNORECASE,
)
_SCANNED = 20_000
_ASKING = frozenset({200, 403, 429, 503})


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer wants proof that a person asks, instead of what was asked for."""
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return True
    # An article may quote such words: a page that is served as one is longer, or says so with its status. (Asked first: the
    # search costs as much as half a reading, and nearly every page is long.)
    if status not in _ASKING or (status == 200 and len(body) >= _SCANNED):
        return False
    return bool(_CHALLENGE.search(body[:_SCANNED]))
