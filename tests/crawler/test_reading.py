"""Reading happens in children: what kills one costs one page, and nothing else."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from archive.facts import Furniture, Link
from crawler.errors import CrawlerError, DiscoveryError, ReaderKilled
from crawler.raw_page import RawPage
from crawler.reading import Answer, Readers, read_all
from crawler.site import Site, Source

EYES = (sys.executable, "-P", str(Path(__file__).with_name("hostile_eyes.py")))
SITE = Site(name="warta", outlet="Warta", domains=("warta.example",), zone=8, toml="x = 1")
FURNITURE = Furniture(site="warta", pages=7, lines={"0" * 16: 3})


def page(word: str, site: str = "warta") -> RawPage:
    return RawPage(
        url=f"https://{site}.example/{word}", body=word.encode(), fetched_at=datetime(2024, 5, 1, tzinfo=UTC)
    )


def with_readers(use: Callable[[Readers], Awaitable[Any]], **limits: Any) -> Any:
    async def run() -> Any:
        readers = Readers(**{"command": EYES, "cpu_seconds": 0.7, "wall_seconds": 10.0, "memory_mb": 256} | limits)
        try:
            return await use(readers)
        finally:
            await readers.close()

    return asyncio.run(run())


async def queued(readers: Readers) -> None:
    for _ in range(1000):
        if readers._turns:
            return
        await asyncio.sleep(0)
    pytest.fail("nobody waits")


def title(answer: Answer) -> list[str]:
    assert answer.reading.article
    return answer.reading.article.title.split()


def test_an_answer_brings_the_reading_lines_marks_and_cost() -> None:
    answer = with_readers(lambda readers: readers.read([page("a"), page("b")], SITE, FURNITURE))
    assert title(answer)[2:] == ["warta", "7", "2"]
    assert (answer.lines, answer.marks) == (("0" * 16,), ("noindex",))
    assert 0 <= answer.cpu_seconds < 1


def test_an_instant_keeps_the_zone_it_was_printed_with() -> None:
    answer = with_readers(lambda readers: readers.read([page("a")], None))
    moment = answer.reading.article.published_at
    assert moment.at.utcoffset() == timedelta(hours=8)
    assert moment.at.day == 1


def test_a_source_brings_links_and_then_further_sources() -> None:
    found = with_readers(lambda readers: readers.discover("section", page("list"), SITE))
    link, source = found
    assert isinstance(link, Link)
    assert link.published_at == datetime.fromisoformat("2024-05-01T00:30:00+08:00")
    assert source == Source(kind="section", url="https://warta.example/list?page=2", page=2)


def test_a_source_that_cannot_be_read_is_a_discovery_error() -> None:
    with pytest.raises(DiscoveryError, match=r"https://warta\.example/broken: is broken"):
        with_readers(lambda readers: readers.discover("feed", page("broken"), SITE))


DEATHS = {
    "loop": "time",
    "catastrophe": "time",
    "hog": "memory",
    "segfault": "crash",
    "abort": "crash",
    "leave": "crash",
    "oom": "memory",
    "garbage": "crash",
    "flood": "crash",
    "raise": "crash",
    "recurse": "crash",
    "write": "crash",
}


@pytest.mark.parametrize(("word", "why"), DEATHS.items(), ids=DEATHS)
def test_a_page_that_kills_its_reader_is_named_and_the_next_is_read(
    word: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EYES_FILE", str(tmp_path / "written"))

    async def use(readers: Readers) -> Answer:
        with pytest.raises(ReaderKilled) as caught:
            await readers.read([page(word)], SITE)
        assert caught.value.why == why
        assert caught.value.url == f"https://warta.example/{word}"
        assert str(caught.value).isprintable()
        with pytest.raises(ReaderKilled) as caught:
            await readers.discover("feed", page(word), SITE)
        assert caught.value.why == why
        return await readers.read([page("fine")], SITE)

    began = time.monotonic()
    assert title(with_readers(use, children=1))[0] == "fine"
    assert time.monotonic() - began < 15
    assert not any(path.stat().st_size for path in tmp_path.iterdir())


def test_a_reader_that_waits_forever_is_killed_by_the_parents_clock() -> None:
    async def use(readers: Readers) -> None:
        with pytest.raises(ReaderKilled, match="time"):
            await readers.read([page("sleep")], SITE)

    began = time.monotonic()
    with_readers(use, wall_seconds=0.4)
    assert time.monotonic() - began < 5


def test_a_child_that_has_grown_is_replaced_after_its_answer() -> None:
    async def use(readers: Readers) -> list[str]:
        return [title(await readers.read([page(word)], SITE))[1] for word in ("a", "grow", "b", "c")]

    first, grown, second, third = with_readers(use, children=1, memory_mb=256)
    assert first == grown != second == third


def test_a_child_is_not_moved_by_ctrl_c() -> None:
    assert title(with_readers(lambda readers: readers.read([page("interrupt")], SITE)))[0] == "interrupt"


def test_a_site_is_taught_once_and_a_new_child_is_taught_again() -> None:
    async def use(readers: Readers) -> list[list[str]]:
        told = [title(await readers.read([page("a")], SITE, FURNITURE)) for _ in range(3)]
        with pytest.raises(ReaderKilled):
            await readers.read([page("segfault")], SITE, FURNITURE)
        return [*told, title(await readers.read([page("a")], SITE, FURNITURE))]

    assert all(told[2:4] == ["warta", "7"] for told in with_readers(use, children=1))


def test_more_sites_than_a_child_remembers_are_read_right() -> None:
    sites = [Site(name=f"s{n}", outlet="W", domains=("w.example",), zone=7) for n in range(300)]

    async def use(readers: Readers) -> list[str]:
        return [title(await readers.read([page("a")], site))[2] for site in (*sites, sites[0], sites[-1])]

    assert with_readers(use, children=1) == [*(site.name for site in sites), "s0", "s299"]


def test_sites_take_turns() -> None:
    order: list[str] = []

    async def use(readers: Readers) -> None:
        async def one(name: str) -> None:
            await readers.read([page("a", name)], Site(name=name, outlet="W", domains=("w.example",), zone=7))
            order.append(name)

        await readers.read([page("a")], SITE)
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(one("big"))
            group.create_task(one("small"))

    with_readers(use, children=1)
    assert order.index("small") <= 2


def test_two_children_work_at_once() -> None:
    async def use(readers: Readers) -> set[str]:
        answers = await asyncio.gather(*(readers.read([page("a")], SITE) for _ in range(8)))
        return {title(answer)[1] for answer in answers}

    assert len(with_readers(use, children=2)) == 2


def test_a_cancelled_reading_costs_its_child_and_no_turn() -> None:
    async def use(readers: Readers) -> Answer:
        task = asyncio.create_task(readers.read([page("sleep")], SITE))
        waiting = asyncio.create_task(readers.read([page("a")], SITE))
        other = asyncio.create_task(readers.read([page("b")], SITE))
        await queued(readers)
        waiting.cancel()
        task.cancel()
        return await other

    assert title(with_readers(use, children=1))[0] == "b"


def test_closing_ends_the_children_and_what_waits() -> None:
    async def run() -> tuple[list[int], list[Any]]:
        readers = Readers(children=1, command=EYES)
        pid = int(title(await readers.read([page("a")], SITE))[1])
        tasks = [asyncio.create_task(readers.read([page(word)], SITE)) for word in ("sleep", "a")]
        await queued(readers)
        await readers.close()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        with pytest.raises(RuntimeError, match="closed"):
            await readers.read([page("a")], SITE)
        return [pid], ended

    pids, ended = asyncio.run(run())
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended)


def test_a_child_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EYES_BLIND", "1")
    with pytest.raises(CrawlerError, match="cannot start: ImportError") as caught:
        with_readers(lambda readers: readers.read([page("a")], SITE))
    assert str(caught.value).isprintable()


def test_a_command_that_is_no_child_says_so() -> None:
    with pytest.raises(CrawlerError, match="cannot start"):
        with_readers(lambda readers: readers.read([page("a")], SITE), command=(sys.executable, "-c", "pass"))


def test_children_die_with_their_parent(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys, time\n"
        "from crawler.page import RawPage\n"
        "from crawler.reading import Readers\n"
        "async def run():\n"
        "    readers = Readers(command=sys.argv[1:], cpu_seconds=0.5)\n"
        "    pages = [RawPage(url='https://w.example/', body=word) for word in (b'a', b'loop')]\n"
        "    first = await readers.read(pages[:1], None)\n"
        "    task = asyncio.create_task(readers.read(pages[1:], None))\n"
        "    while readers._idle:\n"
        "        await asyncio.sleep(0)\n"
        "    print(' '.join(str(child.process.pid) for child in readers._living), flush=True)\n"
        "    time.sleep(3600)\n"
        "asyncio.run(run())\n"
    )
    house = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", program, *EYES], stdout=subprocess.PIPE, text=True, cwd=house
    ) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        os.kill(parent.pid, signal.SIGKILL)
    assert pids
    _gone, alive = psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=5)
    # Whom nobody buries here (a container without an init) is dead all the same.
    assert not [child for child in alive if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_program_without_a_loop_gets_its_answers_in_order() -> None:
    tasks = [([page(word)], SITE, None) for word in ("a", "segfault", "b", "c", "d", "e", "f")]
    answers = list(read_all(iter(tasks), Readers(command=EYES)))
    assert isinstance(answers[1], ReaderKilled)
    read = [answer for answer in answers if isinstance(answer, Answer)]
    assert [title(answer)[0] for answer in read] == ["a", "b", "c", "d", "e", "f"]


def test_readers_work_under_scrapys_reactor() -> None:
    program = (
        "import asyncio, sys\n"
        "from twisted.internet import asyncioreactor\n"
        "asyncioreactor.install()\n"
        "from twisted.internet import reactor, task\n"
        "from twisted.internet.defer import Deferred\n"
        "from crawler.errors import ReaderKilled\n"
        "from crawler.page import RawPage\n"
        "from crawler.reading import Readers\n"
        "async def use():\n"
        "    readers = Readers(command=sys.argv[1:])\n"
        "    for word in (b'segfault', b'fine'):\n"
        "        try:\n"
        "            answer = await readers.read([RawPage(url='https://w.example/', body=word)], None)\n"
        "            print(answer.reading.article.title)\n"
        "        except ReaderKilled as error:\n"
        "            print(error.why)\n"
        "    await readers.close()\n"
        "task.react(lambda reactor: Deferred.fromFuture(asyncio.ensure_future(use())))\n"
    )
    house = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program, *EYES], capture_output=True, text=True, cwd=house, timeout=60, check=True
    )
    assert done.stdout.split()[:2] == ["crash", "fine"]
