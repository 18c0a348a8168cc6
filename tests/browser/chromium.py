"""Debian's Chromium, driven by Playwright; nothing is downloaded. Tests that need it are skipped, visibly, where it is not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

FOUND = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    FOUND is None, reason="no Chromium here: apt-get install chromium (as .ci/run does)"
)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=FOUND, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page, and all that it said or asked for that it should not have."""

    def __init__(self, browser: Any, origin: str, **context: Any) -> None:
        self.origin = origin
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda said: said.type == "error" and self.troubles.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.troubles.append("dialog"), dialog.dismiss()))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if (
            not request.url.startswith((self.origin + "/", "about:", "blob:"))
            or "/canary-run" in request.url.partition("?")[0]
        ):
            self.troubles.append(f"request: {request.url}")

    def go(self, path: str) -> Any:
        """Open an address of the room, and give its answer."""
        answer = self.page.goto(self.origin + path, wait_until="load")
        if self.page.evaluate("() => window.canary"):
            self.troubles.append(f"canary: {path}")
        return answer

    def taken(self) -> list[str]:
        """The troubles so far; from now on they are forgotten."""
        found, self.troubles = self.troubles, []
        return found
