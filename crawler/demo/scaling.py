"""The press by configuration: papers under other names and other addresses, as many as a test or bench wants. Pure."""

from __future__ import annotations

import msgspec

from crawler.demo.press import Paper, Press


def founded(press: Press, model: str, name: str, **changes: str) -> tuple[Paper, Press]:
    """A paper of another name that prints what `model` prints, and the press with it. `changes` are keys of paper.toml."""
    old = press.papers[model]
    paper = msgspec.structs.replace(old, name=name, robots=old.robots.replace(old.host, f"{name}.localhost"), **changes)
    pieces = tuple(msgspec.structs.replace(filed, paper=name) for filed in press.pieces[model])
    return paper, Press(papers={**press.papers, name: paper}, pieces={**press.pieces, name: pieces})


def scaled(press: Press, count: int) -> Press:
    """`count` papers: those of the press again and again, each under a name of its own."""
    models, grown = sorted(press.papers), press
    for number in range(count):
        _, grown = founded(grown, models[number % len(models)], f"{models[number % len(models)]}-{number + 1}")
    return Press(
        papers={name: paper for name, paper in grown.papers.items() if name not in press.papers},
        pieces={name: pieces for name, pieces in grown.pieces.items() if name not in press.papers},
    )
