"""THE DOOR: the only place where Scrapy meets the Archive.

A Door is one site's way in during one run. It answers two questions: which address is to be fetched next (its agenda),
and what is to be kept of what came (pages, lists, robots, hosts).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec
from scrapy import Request
from scrapy.http import Response

from archive import __version__
from archive.address import address
from archive.facts import AddressOf, AnyFact, HostFound, Link, RobotsFound, RunClosed, RunOpened
from crawler.agenda import HOP, Agenda, Errand, Spending
from crawler.capturing import REDIRECTS, capture_of, failed_capture
from crawler.desk import Desk, Outcome
from crawler.discovery import guesses
from crawler.due import LEARNED_FROM, midnight
from crawler.furniture import learn
from crawler.ledger import Ledger
from crawler.lists import Lists
from crawler.net.host import BREAK_AFTER, DAILY, absence
from crawler.net.robots import FORBIDDEN, MAX_BYTES
from crawler.pages import Pages
from crawler.site import Budget, Site
from crawler.wanted import Memory, Wanted
from crawler.watch import Watch

logger = logging.getLogger(__name__)

MAX_HOPS = 5
# Pages that all ask for a login, and nothing else among them. Where so many did it the last time, no more are tried.
LOGIN_WALLS = 3
_DAILY = timedelta(seconds=DAILY)
# How long a server's validators are remembered to have lied.
_PROVED_WITHIN = timedelta(days=30)


class Backfill(msgspec.Struct, frozen=True, kw_only=True):
    """That a run walks all that a site offers, back to some instant."""

    since: datetime | None = None


class Door:
    """One site's way into the archive during one run."""

    agenda: Agenda
    pages: Pages
    lists: Lists
    wanted: Wanted

    def __init__(self, desk: Desk, site: Site, backfill: Backfill | None = None) -> None:
        self.desk, self.site, self.backfill = desk, site, backfill
        self.ledger = Ledger(desk, site)
        self.watch = Watch(self.ledger)
        self.spending = Spending(Budget())
        self.outcome: Outcome = "interrupted"
        self.notes: tuple[str, ...] = ()
        self._hosts: dict[str, HostFound] | None = None
        self._left: tuple[Link, ...] = ()
        self._answers = 0
        self._was_walled = False

    @property
    def run(self) -> str:
        """The id of the run that is open."""
        return self.ledger.run

    @property
    def counts(self) -> Counter[str]:
        """What was counted in this run."""
        return self.ledger.counts

    async def open(self) -> None:
        """Open the run: everything the archive knows of this site is at hand, and on the agenda what is due."""
        archive, name, now = self.desk.archive, self.site.name, self.desk.clock()
        is_anew = self.backfill is not None or archive.was_cut_off(name)
        known = archive.known(name)
        memory = Memory(
            known=known, articles=known.articles, states=archive.sources(name),
            rhythms=archive.rhythms(name, now - LEARNED_FROM), honest=archive.honest(name, now - _PROVED_WITHIN),
            is_anew=is_anew,
        )  # fmt: skip
        left = archive.listed(name) if is_anew else ()
        furniture = archive.furniture(name)
        opened = RunOpened(
            site=name, at=now, program=__version__, site_toml=self.site.fact.id,
            furniture=furniture.id if furniture else None,
        )  # fmt: skip
        self.ledger.run = opened.id
        self.watch.open()
        last = self.last_host(self.site.domains[0])
        self._was_walled = last is not None and last.state == "login"
        self._set_up(memory, now)
        self.pages = Pages(self.ledger, self.watch, self.wanted, self.agenda, self.lists, furniture)
        self._furniture = furniture
        self._left = left
        await self.ledger.keep([self.site.fact, opened])
        self._begin()

    def _set_up(self, memory: Memory, now: datetime) -> None:
        since = self.backfill.since if self.backfill else None
        spent = self.desk.archive.spent(self.site.name, midnight(now))
        self.spending = Spending(
            self.site.budget.over(self.desk.config.usual),
            requests=spent.requests, size=spent.size, seconds=spent.seconds, again=spent.again,
        )  # fmt: skip
        self.agenda = Agenda(self.spending, self.desk.clock, at_end=self._at_end)
        self.wanted = Wanted(self.site, memory, self.counts, self.desk.clock, since)
        self.lists = Lists(
            self.ledger, self.watch, self.wanted, self.agenda, is_backfill=self.backfill is not None, since=since
        )  # fmt: skip

    def _begin(self) -> None:
        walked = self.desk.archive.walked(self.site.name) if self.backfill else ()
        self.lists.begin(self.site.sources or guesses(self.site), walked)
        if self.backfill is not None:
            # Lists are walked from where they were left, so nothing names these again: they are the newest of what is left.
            self._put_left_over()
        for errand in self.wanted.again()[: self.spending.left_again]:
            self.agenda.put(errand)

    async def _at_end(self) -> None:
        """What earlier lists named and these do not comes last, and then what is doubtful."""
        if not self._put_left_over():
            await self.pages.at_end()

    def _put_left_over(self) -> bool:
        left, self._left = self._left, ()
        for errand in self.wanted.left_over(left):
            self.agenda.put(errand)
        return bool(left)

    async def close(self, outcome: Outcome, notes: Sequence[str] = ()) -> None:
        """Close the run, and say how the site is. Only where it came to its end is the site's furniture renewed."""
        if not self.run:
            # It was never opened.
            self.outcome, self.notes = outcome, tuple(notes)
            return
        if outcome == "finished" and self._is_silent():
            outcome, notes = "unreachable", (*notes, "nobody answered")
            await self._note_silence()
        if outcome == "finished" and self.agenda.spent:
            outcome, notes = "limit", (*notes, f"budget of {self.agenda.spent}")
        await self.pages.settle_doubts(is_ill=True)
        await self._note_login()
        self.counts.update(self.agenda.counts)
        self.agenda.counts.clear()
        if outcome != "interrupted" and not self.desk.is_broken and not self.desk.is_full:
            notes = (*notes, self.watch.close(outcome, self.last_host(self.site.domains[0])))
        self.outcome, self.notes = outcome, tuple(notes)
        facts: list[AnyFact] = []
        renewed = learn(self.site.name, self.pages.lines, self._furniture) if outcome == "finished" else None
        if renewed is not None:
            facts.append(msgspec.structs.replace(renewed, at=self.desk.clock()))
        facts.append(
            RunClosed(run=self.run, at=self.desk.clock(), outcome=outcome, counts=self.counts, notes=self.notes)
        )
        await self.ledger.keep(facts)

    def _is_silent(self) -> bool:
        """Whether something was asked and nothing answered, but for errors of the server."""
        return self.counts["failures"] > self.counts["robots_forbade"] and not self._answers

    async def _note_silence(self) -> None:
        """Note that the host does not answer: it is asked ever less often, as one that broke off is."""
        host, now = self.site.domains[0], self.desk.clock()
        last = self.last_host(host)
        if last is not None and last.until is not None and last.until > now:
            return
        failures = BREAK_AFTER + (last.failures if last is not None and last.state == "unreachable" else 0)
        until = now + timedelta(seconds=absence(failures))
        await self.take_host(
            HostFound(host=host, site=self.site.name, at=now, state="unreachable", until=until, failures=failures)
        )

    async def _note_login(self) -> None:
        """Note that the site shows everything to its members only: then it is tried once a day."""
        if self._shows_logins_only():
            host, now, walls = self.site.domains[0], self.desk.clock(), self.counts["not_article_login"]
            found = HostFound(host=host, site=self.site.name, at=now, state="login", until=now + _DAILY, failures=walls)
            await self.take_host(found)

    def _shows_logins_only(self) -> bool:
        walls = self.counts["not_article_login"]
        return walls >= LOGIN_WALLS and walls == self.counts["pages"]

    # ----------------------------------------------------------------------------------------------- what is kept

    async def take(self, errand: Errand, response: Response) -> None:
        """Keep what an errand brought; where it leads is on the agenda afterwards."""
        self.spending.add(len(response.body))
        self._answers += response.status < 500
        if errand.purpose == "part":
            await self.pages.take_part(errand, response)
        elif errand.purpose == "source":
            await self.lists.take(errand, response)
        else:
            await self.pages.take(errand, response)
            if self._was_walled and self._shows_logins_only():
                self.agenda.leave()
        if response.status in REDIRECTS and errand.purpose != "part" and not await self._hop(errand, response):
            await self._lost(errand, response)

    async def _hop(self, errand: Errand, response: Response) -> bool:
        """Follow a redirect, where it leads to an address of this site that is wanted.

        One to the front page is never followed: it is how many sites say that an article is gone.
        """
        target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
        if errand.hops >= MAX_HOPS or urlsplit(target).scheme not in ("http", "https") or not self.site.owns(target):
            return False
        if errand.purpose == "page" and not urlsplit(target).path.strip("/"):
            return False
        origin, goal = address(response.url, self.site.rules).url, address(target, self.site.rules).url
        if errand.purpose == "page" and origin != goal and not await self._leads_to_article(origin, goal, target):
            return False
        first = errand.origin or origin
        hopped = msgspec.structs.replace(errand, url=target, hops=errand.hops + 1, origin=first, rank=HOP)
        self.agenda.put(hopped)
        return True

    async def _leads_to_article(self, origin: str, goal: str, target: str) -> bool:
        known = self.wanted.memory.known.get(goal)
        if known is not None and known.article is not None:
            await self.ledger.keep([AddressOf(address=origin, article=known.article, why="redirect")])
        return self.wanted.page(Link(url=target)) is not None

    async def _lost(self, errand: Errand, response: Response) -> None:
        """A source that leads to where it cannot be followed is not reached."""
        if errand.purpose == "source" and errand.source is not None:
            capture = capture_of(response, self.site, "source", self.run)
            await self.ledger.keep([self.lists.unanswered(errand.source, capture)])

    async def take_failure(self, errand: Errand, request: Request, why: str) -> None:
        """Keep that an address gave no answer. What was not asked at all is only counted: it stays due."""
        self.counts["failures"] += 1
        if request.meta.get("kliping_at") is None:
            logger.info("%s: not asked: %s", request.url, why)
            self.counts["robots_forbade"] += FORBIDDEN in why
        else:
            self.spending.add(0)
            capture = failed_capture(request, self.site, errand.purpose, self.run, why)
            facts: list[AnyFact] = [capture]
            if errand.source is not None and errand.purpose == "source":
                facts.append(self.lists.unanswered(errand.source, capture))
            await self.ledger.keep(facts)
        if errand.purpose == "part":
            await self.pages.take_part(errand, None)

    # --------------------------------------------------------------------------------------------- what hosts say

    async def take_robots(self, host: str, response: Response | None, why: str) -> None:
        """Keep what a host's robots.txt said, or that it did not answer."""
        self.counts["requests"] += 1
        self.spending.add(len(response.body) if response is not None else 0)
        facts: list[AnyFact] = []
        self._answers += response is not None and response.status < 500
        status, text, at = None, "", self.desk.clock()
        if response is not None:
            capture = capture_of(response, self.site, "robots", self.run)
            status, at = response.status, capture.at
            is_text = 200 <= response.status < 300
            text = response.body[:MAX_BYTES].decode("utf-8", "replace").replace("\x00", "") if is_text else ""
            facts.append(capture)
        is_silent = response is None or response.status >= 500
        if is_silent and not self.watch.was_told("robots_unreachable", host):
            facts.append(self.ledger.issue("robots_unreachable", host, why or f"status {status}"))
        robots = RobotsFound(
            host=host, site=self.site.name, at=at, status=status, text=text, capture=facts[0].id if facts else None
        )
        await self.ledger.keep([*facts, robots])

    def last_robots(self, host: str) -> RobotsFound | None:
        """The last answer of a host's robots.txt that said what is allowed."""
        return self.desk.archive.robots(host)

    def last_host(self, host: str) -> HostFound | None:
        """What a host let us do last, as far as this or an earlier run has noted it."""
        if self._hosts is None:
            self._hosts = self.desk.archive.hosts(self.site.name)
        return self._hosts.get(host)

    async def take_host(self, found: HostFound) -> None:
        """Keep what a host lets us do from now on."""
        self.last_host(found.host)
        assert self._hosts is not None
        self._hosts[found.host] = found
        await self.ledger.keep([found])

    async def file_issue(self, kind: str, subject: str, message: str) -> None:
        """File something that a person must look at."""
        await self.ledger.keep([self.ledger.issue(kind, subject, message)])
