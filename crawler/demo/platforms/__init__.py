"""How the platforms of regional papers answer: one file each, and the literal table of them."""

from __future__ import annotations

from collections.abc import Callable

from crawler.demo.platforms import blogger, laravel, network, portal, wordpress
from crawler.demo.printing import Answer, Ask, Sheet

PLATFORMS: dict[str, Callable[[Sheet, Ask], Answer]] = {
    "blogger": blogger.answer,
    "laravel": laravel.answer,
    "network": network.answer,
    "portal": portal.answer,
    "wordpress": wordpress.answer,
}
