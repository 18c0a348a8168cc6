"""The settings: every name is Scrapy's, and what must be off is off."""

from __future__ import annotations

import importlib

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

from crawler.net.memory import MemoryHeld
from crawler.net.safety import SAFETY


def test_every_setting_exists_in_scrapy() -> None:
    assert not [name for name in SAFETY if not hasattr(default_settings, name)]


@pytest.mark.parametrize("group", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"])
def test_only_what_is_named_here_runs_and_stands_where_scrapy_has_it(group: str) -> None:
    base = getattr(default_settings, f"{group}_BASE")
    named = SAFETY[f"{group}_BASE"]
    assert Settings(SAFETY).getwithbase(group).copy_to_dict() == named
    for name, order in named.items():
        assert load_object(name)
        assert base[name] == order if name.startswith("scrapy.") else name not in base


def test_the_guard_of_memory_asks_for_what_is_held_now_and_not_for_a_peak_that_a_parent_left() -> None:
    guard = MemoryHeld.__new__(MemoryHeld)
    block = bytearray(b"x") * 200_000_000
    most = guard.get_virtual_size()
    del block
    assert guard.get_virtual_size() < most - 150_000_000


def test_only_http_and_https_have_a_handler_and_it_is_ours() -> None:
    settings = Settings(SAFETY)
    handlers = {scheme: handler for scheme, handler in settings.getwithbase("DOWNLOAD_HANDLERS").items() if handler}
    assert handlers == dict.fromkeys(("http", "https"), "crawler.net.connect.GuardedHandler")
    assert load_object(settings["TWISTED_DNS_RESOLVER"]).__name__ == "PublicOnlyResolver"


def test_the_recorder_is_innermost_and_robots_outermost_of_ours() -> None:
    order = {
        name: place
        for name, place in Settings(SAFETY).getwithbase("DOWNLOADER_MIDDLEWARES").items()
        if place is not None
    }
    assert max(order, key=lambda name: order[name]) == "crawler.net.recorder.Recorder"
    assert (
        order["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"]
        < order["crawler.net.recorder.Recorder"]
    )
    assert min(order, key=lambda name: order[name]) == "crawler.net.robots.RobotsMiddleware"


@pytest.mark.parametrize(
    "name",
    [
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "HTTPPROXY_ENABLED",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "METAREFRESH_ENABLED",
        "RETRY_ENABLED",
    ],
)
def test_what_is_on_by_default_and_must_not_be_is_off(name: str) -> None:
    assert getattr(default_settings, name)
    assert SAFETY[name] is False


def test_the_projects_settings_are_these() -> None:
    project = importlib.import_module("crawler.settings")
    assert not [name for name, value in SAFETY.items() if getattr(project, name) != value]
