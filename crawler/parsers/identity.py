"""Which article a page is: canonical and other addresses, and the identity key that its platform gives it."""

from __future__ import annotations

import re

from archive.address import AddressRules, address, same_outlet
from crawler.page import Page
from crawler.parsers.evidence import Trail
from crawler.site import Site

_POST_ID = re.compile(r"(?:^|\s)postid-(\d{1,12})(?:\s|$)")
_SHORTLINK = re.compile(r"[?&]p=(\d{1,12})(?:&|$)")
_MAX = 12


def read_addresses(page: Page, site: Site | None, trail: Trail) -> tuple[str | None, tuple[str, ...], str | None]:
    """Canonical address (of the same outlet only), every address the page names for itself, and the identity key."""
    rules = site.rules if site else AddressRules()
    said = [
        *page.links.get("canonical", ())[:2],
        *(absolute for name in ("og:url",) for raw in page.meta.get(name, ())[:1] if (absolute := page.join(raw))),
    ]
    canonical = None
    for url in said:
        if _is_own(url, page, rules) and not _is_home(url, page):
            canonical = url
            break
        trail.flag("canonical_is_home" if _is_own(url, page, rules) else "canonical_elsewhere")
    if canonical:
        trail.found(
            "canonical", "link:canonical" if canonical in page.links.get("canonical", ()) else "og:url", canonical
        )
    others = [*said, *page.links.get("shortlink", ())[:1], *page.links.get("amphtml", ())[:1], page.url]
    addresses = tuple(dict.fromkeys(url for url in others if url and _is_own(url, page, rules)))[:_MAX]
    return canonical, addresses, _key(page, canonical, rules, trail)


def _is_own(url: str, page: Page, rules: AddressRules) -> bool:
    if rules.host:
        return same_outlet(url, rules)
    strip = ("www.", "m.", "amp.", "mobile.")
    host = re.sub(r"^https?://", "", url).split("/", 1)[0].lower()
    ours = page.host
    for prefix in strip:
        host, ours = host.removeprefix(prefix), ours.removeprefix(prefix)
    return host == ours or not ours


def _is_home(url: str, page: Page) -> bool:
    path = re.sub(r"^https?://[^/]*", "", url).split("?")[0].strip("/")
    return not path and "?p=" not in url and page.path.strip("/") != ""


def _key(page: Page, canonical: str | None, rules: AddressRules, trail: Trail) -> str | None:
    host = ""
    for url in filter(None, (canonical, page.url)):
        try:
            found = address(url, rules)
        except ValueError:
            continue
        if "#" in found.key:
            trail.found("identity_key", "address", url)
            return found.key
        host = host or re.sub(r"^https?://", "", found.url).split("/", 1)[0].split("?", 1)[0]
    if not host:
        return None
    if number := _wordpress_number(page):
        trail.found("identity_key", "wordpress:postid", number)
        return f"{host}#wp-{number}"
    if number := _blogger_number(page):
        trail.found("identity_key", "blogger:postid", number)
        return f"{host}#blogger-{number}"
    return None


def _wordpress_number(page: Page) -> str | None:
    if match := _POST_ID.search(page.body_names):
        return match[1]
    for url in page.links.get("shortlink", ()):
        if match := _SHORTLINK.search(url):
            return match[1]
    return None


def _blogger_number(page: Page) -> str | None:
    if "blogger" not in page.generator or page.root is None:
        return None
    said = page.meta.get("postid") or tuple(page.root.xpath("//*[starts-with(@id,'post-body-')]/@id")[:2])
    numbers = {re.sub(r"\D", "", str(one)) for one in said}
    return numbers.pop() if len(numbers) == 1 else None
