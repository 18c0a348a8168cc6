"""How the platforms of regional papers answer: one file each, and the literal table of them."""

from __future__ import annotations

from collections.abc import Callable

from crawler.demo.platforms import wordpress
from crawler.demo.printing import Answer, Ask, Sheet

PLATFORMS: dict[str, Callable[[Sheet, Ask], Answer]] = {
    "wordpress": wordpress.answer,
}
