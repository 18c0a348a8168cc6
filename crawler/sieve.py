"""Each block of the article's container: whether it is the text, and if not, by which rule it is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from crawler.blocks import Block, Node
from crawler.clean import lines
from crawler.clean.text import key

_RANKED = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SENTENCE = re.compile(r"[.!?…。！？؟।][\"”’»)\]]?(?:\s|$)")
# Words that head what stands below a text, in the languages of most of the world's news.
_END = re.compile(
    r"\W{0,3}(?:related|more (?:from|on|stories|news|articles|in|like|to)|read (?:more|also|next)|see also|also read|you (?:may|might)|recommended|about the authors?|share (?:this|on|via)|"
    r"comments?\b|leave a|sign up|subscribe|newsletter|follow us|further reading|most (?:read|popular)|latest|trending|sponsored|"
    r"mehr zum|mehr (?:themen|artikel|von|aus)|weitere (?:artikel|themen|beitr|meldungen|news|informationen\W*$)|das könnte|lesen sie auch|auch interessant|verwandte|neueste|passend|kommentare?\b|"
    r"über (?:den|die) autor|zum thema|schlagw|à lire|lire aussi|sur le même|articles? (?:lié|similaire)|en savoir plus|te puede interesar|lea también|más noticias|noticias relacionadas|"
    r"leia (?:também|mais)|veja também|leggi anche|lees ook|baca juga|(?:berita|artikel) (?:terkait|lain|terbaru|terkini|populer|pilihan)|redaksi\s?:|informasi (?:pemasangan )?iklan|indeks? (?:berita|artikel)|pro kontra\b|terkait|terpopuler|rekomendasi|komentar\b|tags?\W*$|topik\W*$)",
    re.IGNORECASE,
)

# How papers turn to their readers below a text: to follow, to pay, to pass it on, to write to them; and whose the text is.
_CALL = re.compile(
    r"\W{0,4}(?:(?:please|jetzt|bitte|ayo|yuk),? )?(?:follow (?:us|me|the|him|her|@|our)|subscribe|sign up|join (?:us|our|the|my)\b|donate|support (?:us|our|independent)|like th(?:is|e) (?:story|article|post)|"
    r"(?:never miss|get|for) (?:the|all the|our) latest|get .{3,60} delivered|download (?:the|our)|click here|let us know|email (?:us|me|him|her|\w+ \w+ at)|do you (?:want|have)|if you (?:liked|enjoyed|found)|fill out|share (?:this|your)|"
    r"have (?:a|any) (?:news )?(?:tip|question|story)|want more|copyright|©|™|all rights reserved|"
    r"abonnier|folg(?:e|t|en sie) (?:uns|mir)|teil(?:e|t|en sie) (?:uns|diese|den)|empf(?:iehl|ehlen)|melde(?:n sie)? (?:dich|sich)|registrier|spende|unterstütz(?:e|en sie|t) (?:uns|den)|gefällt (?:dir|ihnen|euch)|hat (?:dir|ihnen|euch)|möchte(?:st|n) (?:du|sie)|mit diesem button|lust auf|schon gelesen|kenn(?:t|st|en) (?:ihr|du|sie) schon|das (?:thema )?könnte|"
    r"suscr[ií]b|hazte|síguenos|sigue (?:a|en)|comparte|únete|descarga|abonnez|suivez|partagez|soutenez|inscrivez|rejoignez|téléchargez|iscriviti|seguici|condividi|abbonati|assine|siga|compartilhe|inscreva|volg ons|abonneer|"
    r"ikuti (?:kami|berita|terus|saluran)|dapatkan|gabung|dukung (?:kami|jurnalisme)|bagikan|unduh|langganan|berlangganan)",
    re.IGNORECASE,
)
_LONGEST_CALL = 300


def announces_another(block: Block) -> bool:
    """Whether a block is no more than another article's headline (`Baca juga: …`)."""
    return lines.announces(block.text, block.link_share)


class Found(msgspec.Struct):
    """The article's blocks in order, what was left out of its container and why, and how sure the finder is."""

    blocks: list[Block] = msgspec.field(default_factory=list)
    dropped: list[tuple[Block, str]] = msgspec.field(default_factory=list)
    node: Node | None = None
    coverage: float = 0.0
    purity: float = 0.0

    @property
    def is_named(self) -> bool:
        """Whether the container's name is one that themes give an article's text."""
        return self.node is not None and self.node.is_body


class Sieve:
    """Says of each block in the container whether it is the article."""

    def __init__(
        self,
        blocks: Sequence[Block],
        good: Sequence[float],
        node: Node,
        titles: Sequence[str],
        is_promo: Callable[[str, float], str | None],
    ) -> None:
        self.blocks, self.good, self.node, self.is_promo = blocks, good, node, is_promo
        self.titles = {key(title) for title in titles if title}
        self.lengths = frozenset(map(len, self.titles))
        self.longest = max(self.lengths, default=0)
        self.seen: set[str] = set()

    def sift(self) -> Found:
        """The kept blocks, and the dropped with their rules."""
        found = Found()
        texted = [at for at, good in enumerate(self.good) if good > 0]
        if sum(self.good) < 200:
            texted = [0, len(self.good) - 1]
        verdicts = [self._verdict(at, block, texted[0], texted[-1]) for at, block in enumerate(self.blocks)]
        self._drop_after_end(verdicts)
        self._drop_calls(verdicts)
        self._drop_bare_headings(verdicts)
        for block, verdict in zip(self.blocks, verdicts, strict=True):
            if verdict:
                found.dropped.append((block, verdict))
            else:
                found.blocks.append(block)
        return found

    def _verdict(self, at: int, block: Block, first: int, last: int) -> str:
        if block.rule and not (block.rule == "header" and self._is_section(at, block, first, last)):
            return block.rule
        if len(block.text) < 300 and self.titles and self._is_title(block):
            return "title"
        if promo := self.is_promo(block.text, block.link_share) or ("promo" if self._is_announced(at, block) else None):
            return promo
        length, share = len(block.text), block.link_share
        if length > 60:
            if block.text in self.seen:
                return "repeated"
            self.seen.add(block.text)
        if self.good[at] > 0:
            return "markup" if block.text[:1] == "<" and '="' in block.text else ""
        if share > 0.6 and (length < 160 or block.links > 3):
            return "links"
        return "caption" if block.kind == "caption" else self._at_the_edge(at, block, first, last)

    def _is_announced(self, at: int, block: Block) -> bool:
        """Whether the link is what the words on the line before it announce."""
        before = self.blocks[at - 1] if at and block.link_share > 0.5 else None
        return before is not None and before.node is block.node and lines.announced(before.text) == 0

    def _is_section(self, at: int, block: Block, first: int, last: int) -> bool:
        """Whether a heading in a `<header>` is one of the text's own: it stands in the midst of it."""
        return first < at < last and block.kind == "heading" and block.node.tag != "h1" and block.link_share < 0.5

    def _at_the_edge(self, at: int, block: Block, first: int, last: int) -> str:
        """What stands before the first good text or behind the last one must show that it belongs to it."""
        is_sentence = bool(SENTENCE.search(block.text))
        if at < first and block.kind != "heading" and not (self.node.is_body and (block.kind == "list" or is_sentence)):
            return "before_text"
        if at > last and not (is_sentence and len(block.text) > 20) and not self._goes_on(block, last):
            return "after_text"
        return ""

    def _drop_after_end(self, verdicts: list[str]) -> None:
        """A line that announces other articles, comments or sources ends the text, if little text follows it."""
        whole = sum(self.good)
        past = 0.0
        for at, block in enumerate(self.blocks):
            if (
                verdicts[at] in ("", "after_text")
                and len(block.text) < 60
                and past > 0.5 * whole
                and _END.match(block.text)
            ):
                behind = sum(good for good, verdict in zip(self.good[at:], verdicts[at:], strict=True) if not verdict)
                if behind < 0.12 * whole:
                    for later in range(at, len(verdicts)):
                        verdicts[later] = verdicts[later] or "after_end"
                    return
            past += self.good[at]

    def _drop_calls(self, verdicts: list[str]) -> None:
        """The last lines, where they turn to the reader and no text stands below them."""
        left = 0.4 * sum(self.good)
        for at in range(len(self.blocks) - 1, -1, -1):
            if verdicts[at]:
                continue
            text = self.blocks[at].text
            left -= self.good[at]
            if len(text) > _LONGEST_CALL or left < 0 or not _CALL.match(text):
                return
            verdicts[at] = "call"

    def _goes_on(self, block: Block, last: int) -> bool:
        """Whether a short line behind the last good one is printed just like it: a list's entries, a last question."""
        before, node = self.blocks[last].node, block.node
        if block.link_share > 0.1 or block.kind == "heading":
            return False
        alike = node.parent is before.parent and node.tag == before.tag and node.names == before.names
        return alike or (block.kind == "list" and node.parent is not None and node.parent.parent is before.parent)

    def _is_title(self, block: Block) -> bool:
        # A folded line of ASCII is as long as its key, and a longer or shorter one is no title; part of one is a heading alone.
        if block.text.isascii() and (
            len(block.text) > self.longest or (block.kind != "heading" and len(block.text) not in self.lengths)
        ):
            return False
        said = key(block.text)
        if said in self.titles:
            return True
        # `<title>` with the outlet's name before or behind: the headline is the longest part of it.
        return block.kind == "heading" and any(
            len(said) > 0.5 * len(title) > 10 and said in title for title in self.titles
        )

    def _drop_bare_headings(self, verdicts: list[str]) -> None:
        """A heading stands with the text or the lower heading below it; one that has neither is a box's."""
        below = 0  # rank of what comes next: 9 for text, 1 to 6 for a heading, 0 for nothing
        for at in range(len(self.blocks) - 1, -1, -1):
            if verdicts[at]:
                continue
            block = self.blocks[at]
            if block.kind != "heading":
                below = 9
                continue
            rank = int(block.node.tag[1]) if block.node.tag in _RANKED else 6
            if below <= rank:
                verdicts[at] = "bare_heading"
            else:
                below = rank
