"""RFC 9309, case by case; and while robots.txt is a server error, or there is no answer, no page is asked for."""

from __future__ import annotations

from crawler.net.robots import rules
from tests.bar.suite import passed
from tests.crawler.net.test_robots import ROBOTS


def main() -> str:
    """The cases that hold."""
    held = sum(
        rules(status, text.encode()).allows(f"https://warta.example{path}") is allowed
        for status, text, path, allowed in ROBOTS
    )
    assert held == len(ROBOTS) >= 40, held
    count = passed("tests/hostile/test_manners.py", "-k", "robots or refuses")
    return f"{held}/{len(ROBOTS)} cases; 0 pages asked of hosts whose robots.txt is closed, in error or unreachable ({count} tests at the server)"
