"""Takes the README's pictures of the reading room: the demo archive, served by `kliping serve`, in Debian's Chromium.

    python tools/make_room_pictures.py [ARCHIVE]

Without ARCHIVE the demo is crawled first. Each picture is cut to a height and stays under 200 KB.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
MOST = 200_000
# Name, address (by an article's address on the web where it has no fixed one), width, height, colours, language.
PICTURES = (
    ("room-home", "/", 1280, 1120, "light", "id"),
    ("room-article", "changed:3", 1120, 880, "light", "en"),
    ("room-search", "/search?q=sumur+OR+%22air+bersih%22", 1280, 900, "light", "id"),
    ("room-places", "/places", 1280, 760, "light", "en"),
    ("room-phone", "changed:1", 390, 844, "dark", "id"),
)


def main() -> None:
    """Crawl, serve, look."""
    from playwright.sync_api import sync_playwright

    named = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as temporary:
        folder = named or Path(temporary) / "demo"
        if named is None:
            subprocess.run([BIN / "kliping", "-a", folder, "demo"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
        command = [BIN / "kliping", "-a", folder, "serve", "--port", "0", "--json"]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as serving:  # noqa: S603 - our own program
            try:
                origin = _address(serving).rstrip("/")
                with sync_playwright() as driver:
                    found = shutil.which("chromium")
                    browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
                    for picture in PICTURES:
                        _take(browser, origin, *picture)
                    browser.close()
            finally:
                serving.terminate()


def _address(serving: Any) -> str:
    told = ""
    while not told.rstrip().endswith("}"):
        told += serving.stdout.readline()
    return str(json.loads(told)["address"])


def _take(
    browser: Any, origin: str, name: str, address: str, width: int, height: int, colours: str, language: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=colours, locale=language, reduced_motion="reduce"
    )
    page = context.new_page()
    if address.startswith("changed:"):
        page.goto(f"{origin}/changed")
        page.locator("ul.clips h3 a").nth(int(address.rpartition(":")[2])).click()
        page.goto(page.url.partition("#")[0])
    else:
        page.goto(origin + address)
    page.wait_for_load_state("networkidle")
    target = ROOT / "docs" / f"{name}.png"
    page.screenshot(path=str(target))
    context.close()
    size = target.stat().st_size
    sys.stdout.write(f"{target.name}: {size} bytes\n")
    if size > MOST:
        raise SystemExit(f"{target.name} is over {MOST} bytes")


if __name__ == "__main__":
    main()
