"""What an element's class, id and tag say of it: part of the article, or of what stands around it.

Words of publishing systems the world over, not of single sites. Two grades: `rule(...)` names what an element is by its
class; `IS_BODY` knows the containers that themes give the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from crawler.clean.patterns import alternatives, by_letter, heads, spellings

# Order matters: the first rule that matches names the element. Each is matched against ` class id ` in lower case with
# camelCase parted, so that `_` `-` and space all bound a word.
_B = r"(?:^|[\s_-])"
_E = r"(?:$|[\s_\-\d])"
_RULES: tuple[tuple[str, str], ...] = (
    ("cookie", _B + r"(?:cookies?|cookie-?\w+|consent|gdpr|privacy-?\w+|cmp|onetrust|cc-window)" + _E),
    ("comments", _B + (r"(?:comments?|commentary|commentlist|commentform|disqus|komentar|kommentare?|comentarios?|respond|repl(?:y|ies)|livefyre|"
     r"discussion|coral|spot-?im|openweb|fb-comments|trackbacks?|pingbacks?|wpdiscuz|reader-?responses?|guestbook)") + _E),
    ("caption", _B + r"(?:caption|captions|wp-caption-text|foto-?(?:desc|deskripsi|ket|keterangan|teks)|gambar-?(?:desc|deskripsi|ket|keterangan|teks)|photo-?(?:desc|text)|ket-?gambar|keterangan-?gambar|figcaption|photo-?credit|image-?credit|img-?credit|image-?caption|photo-?caption|"
     r"img-?caption|pic-?caption|img-?desc|image-?desc|photographer|foto-?credit|bildunterschrift|bildnachweis|caption-text|media-?caption|credit|"
     r"credits|keterangan-?foto|ket-?foto|teks-?foto|foto-?caption|caption-?foto|photo-?by|imagecredits?|picture-?credit|slide-?caption|detail__media-caption)" + _E),
    ("related", (r"(?:relat(?:ed|ion)[\s_-]?(?:$|[\s_-]|posts?|articles?|stor|content|links?|news|topics?|items?|videos?|box|coverage)|terkait|recommend|rekomendasi|recirc|yarpp|jp-?relatedposts|outbrain|taboola|zergnet|mgid|revcontent|"
     r"also-?(?:read|like|on)|read-?(?:more|also|next)|more-?(?:stories|news|from|articles|on|posts|like|in|links|reading|to)|baca-?juga|bacajuga|lihat-?juga|bacaan|artikel-?lain|berita-?lain|"
     r"popular|terpopuler|populer|most-?(?:read|viewed|shared|popular|recent)|trending|top-?stories|latest|recent-?(?:posts|news|articles|stories)|terkini|terbaru|similar|suggest|you-?(?:may|might)|"
     r"up-?next|next-?(?:up|post|article|story)|prev-?(?:next|post)|post-?nav|article-?nav|read-?on|weiterlesen|mehr-?zum|verwandte|linkliste|teaser-?(?:list|block|box|group|wrap)|"
     r"pilihan|editor-?s?-?pick|must-?read|don-?t-?miss|in-?case-?you|inline-?(?:link|promo|related|article)|internal-?link|linked-?article|cross-?link|further-?reading|see-?also)")),
    ("share", _B + r"(?:share|shares|sharing|sharers?|share-?(?:bar|box|buttons?|links?|tools?|this|post|widget|icons?)|sharedaddy|social\w*|sosmed|medsos|addtoany|addthis|a2a|bagikan|"
     r"follow|follow-?us|shariff|ssba|essb|tweet-?this|click-?to-?tweet|sharethis|heateor|mashsb|socials|jetpack-likes|wp_rp|sd-block|facebook-share|tweetmeme|likes?)" + _E),
    ("newsletter", _B + r"(?:newsletters?|subscri(?:be|ption|bers?)|sign-?up|signup|mailing|mailchimp|mc4wp|optin|opt-?in|paywall|regwall|registration|email-?form|"
     r"call-?to-?action|cta|donat(?:e|ion)|membership|piano|restricted-?(?:content|text|story)\w*|leadgen|lead-?magnet|convertkit|join-?us|support-?us|hubspot|push-?notif\w*)" + _E),
    ("author_box", _B + r"(?:author-?(?:bio|box|info|card|desc\w*|profile|about|block|details?|section|content|footer|end|area|widget)|about-?(?:the-?)?author|bio|biography|authorbox|post-?author-?(?:bio|box)|saboxplugin|"
     r"writer-?(?:bio|info)|profile-?(?:card|box)|abh_box|autor-?(?:box|info)|user-?bio|contributor-?bio)" + _E),
    ("promo", _B + r"(?:ad|ads|adv|advert\w*|adsense|adslot|ad-?(?:slot|unit|box|wrapper|container|label|block|banner|place\w*)|adsbygoogle|dfp|gpt|banner|banners|iklan|sponsor(?:ed)?|promo(?:s|tion|tions|ted|box)?|billboard|"
     r"commercial|affiliate-?\w*|werbung|anzeige|publicidad|publicite|skyscraper|leaderboard|mpu|teads|inread|partner-?(?:box|content)|shop-?(?:box|links?)|product-?(?:box|card|promo|list)|deals?|coupon|native-?ad)" + _E),
    ("nav", _B + r"(?:nav|navi|navbar|navigation|navigasi|nav-?\w+|menus?|menu-?(?:item|bar|main|top|list)|sub-?menu|breadcrumbs?|crumbs?|breadcrumb\w*|topbar|top-?bar|masthead|toolbar|tool-?bar|skip-?(?:link|to)|pagination|pager|paginator|paging|page-?(?:links|numbers|nav)|"
     r"site-?header|global-?header|main-?header|header-?(?:top|main|menu|wrap)|hamburger|offcanvas|off-?canvas|drawer|tabs?-?(?:nav|list)|accessibility|sitemap|language-?switch\w*|langs?|utility|dropdown|"
     r"table-?of-?contents|toc(?=$|\s|-(?:list|container|wrap|box|title|nav))|ez-toc\w*|lwptoc|toc_container|jump-?links?|anchor-?links?|quick-?links?|ticker|marquee|news-?ticker|jeg_pagelinks)" + _E),
    ("aside", _B + r"(?:sidebar|side-?bar|sidebars?|sidenav|side-?(?:nav|col|column|rail|box)|right-?(?:rail|col|column|bar|side)|rail|secondary|aside|sticky-?sidebar|td-ss-sidebar|jeg_sidebar|widget-?area|widgettitle|complementary)" + _E),
    ("widget", _B + r"widgets?" + _E),
    ("footer", _B + r"(?:footer|foot|colophon|copyright|copyrights|site-?info|legal|imprint|impressum|disclaimer|site-?footer|page-?footer|bottom-?(?:bar|nav|links)|credits-?footer|post-?footer|entry-?footer|article-?footer|story-?footer|entry-?utility)" + _E),
    ("tags", _B + r"(?:tags?|tag-?(?:list|links?|cloud|box|wrap\w*)|taglist|post-?tags?|article-?tags?|entry-?tags|tagging|tagcloud|keywords?|topics?|topic-?(?:list|tags)|labels?|categor(?:y|ies)|cat-?links?|post-?categor\w+|schlagworte?|stichworte?|filed-?(?:under|in)|jeg_post_tags)" + _E),
    ("meta", _B + r"(?:by-?line|bylines|byline-?\w+|dateline|post-?meta\w*|entry-?meta\w*|article-?meta\w*|story-?meta|meta-?(?:info|data|line|single|author|date)|metadata|meta|postmeta\w*|post-?info|article-?info|article-?details|info-?(?:bar|line)|timestamp|time-?stamp|pub-?date|publish-?\w+|published|"
     r"tanggal|tgl|waktu|pewarta|redaktur|wartawan|dilihat|dibaca|post-?date|entry-?date|article-?date|post-?author|entry-?author|article-?author|author-?(?:name|line|meta|link|byline|date)|authors?|posted-?(?:on|by)|vcard|date|datetime|time|reading-?time|read-?time|reading-?duration|views?-?count|view-?counter|post-?views|hits|createdby|article-?source|penulis|reporter|"
     r"source|sumber|updated|last-?modified|modified|kicker|rubrik|eyebrow|section-?name|overline|readingtime|reads|wordcount)" + _E),
    ("popup", _B + r"(?:modal|modals|popup|pop-?up|popover|lightbox|overlay|tooltip|toast|snackbar|dialog|alert-?box|notification|screen-?reader\w*|sr-?only|visually-?hidden|visuallyhidden|element-?invisible|hidden-?(?:print|text)|print-?only|printonly|a11y|assistive)" + _E),
    ("extra", _B + r"(?:rating|ratings|star-?rating|poll|polls|quiz|survey|vote|votes|feedback|print|printfriendly|pf-content-x|report-?(?:error|typo)|correction-?form|search|search-?(?:form|box|bar)|searchform|login|login-?form|user-?menu|calendar|weather|"
     r"stock-?(?:ticker|quotes?)|video-?(?:playlist|list|player|controls|meta)|player|playlist|jwplayer|vjs|audio-?player|podcast-?player|slideshow-?nav|thumbs|thumbnails|gallery-?(?:nav|thumbs)|embed-?(?:code|error)|"
     r"app-?(?:download|promo|banner)|download-?app|whatsapp|telegram|google-?news|gnews|icons?|btn|button|buttons|buttonset|disclosure|loading|loader|spinner|placeholder|noprint|no-?print|donotprint|job-?(?:ads?|listing)|event-?list|ticket|"
     r"edit-?link|edit-?section|mw-editsection|reflist|navbox|infobox-x|catlinks|hatnote|printfooter|jump-to-nav|addcomment|bookmark\w*|feedburner|rss|rss-?link|permalink|backlink|back-?to-?top|backtotop|scroll-?top|gotop)" + _E),
)  # fmt: skip


def _bare(pattern: str) -> str:
    """A rule's words without the bounds and the group around them."""
    inner = pattern.removeprefix(_B).removesuffix(_E)
    return inner[3:-1] if inner.startswith("(?:") else inner


_NO_RULE = len(_RULES)
# What parts the words of a class: marks, and figures.
_END, _FIGURE, _MARK = re.compile(r"[_-]|(?<!\d)\d"), re.compile(r"\d"), re.compile(r"[_-]")

_BODY = (
    r"(?:full-?)?article-?(?:body|text|content|copy|main|story|full|detail|textwrap|paragraphs?)|(?:the-?)?(?:entry|post|story|news|blog|single|body|page|text|rich|main|wysiwyg|berita|konten|isi|baca|detail)-?(?:content|body|text|copy|entry|article|berita|artikel|detail|isi|konten)|"
    r"td-post-content|tdb-block-inner|content-inner|jeg_inner_content|gmr-content|side-article|txt-article|read-content|itp_bodycontent|wrap-article-detail-content|detail-media-text|"
    r"isi|konten|artikel|richtext|wysiwyg|prose|field-name-body|field-name-field-(?:body|text|content)\w*|"
    r"content-(?:body|text|article|detail|news|post|main|inner)|theme-post-content|caas-body|c-body|mw-parser-output|"
    r"artikel-?(?:isi|text|body|content)|texto|cuerpo|corps|contenu|nota-?cuerpo|storytext|storybody|articlebody|newsbody|bodytext"
)
# What themes add to such a name: `entry-content-wrap`.
_BODY_ENDINGS = "single|text|inner|wrapper|wrap|container|main|area|block|blk|module|content|detail|full|section|column|col|box|element|field"
_BODY_ENDS = rf"(?:-(?:{_BODY_ENDINGS}))?(?:$|--|[_-]?\d)"
_REST = re.compile(_BODY_ENDS)
_SUBTITLE = re.compile(
    r"sub-?_?(?:title|headline|judul|head)|standfirst|\bdek\b|deck|strapline|article-?(?:summary|intro)|entry-?sub|excerpt|ringkasan|sinopsis|teras",
    re.IGNORECASE,
)
_BUILDERS = re.compile(
    r"(?<!\S)(?:(?:[a-z]{2,5}-){0,3}(?:bg|text|border|stroke|fill|btn|ring|fonts?|colou?r)--?(?:[a-z]{1,12}-){0,2}secondary(?:-\d{2,3})?$|elementor-(?:widget-(?=\S)|\S*)|(?:so-|sow-|textwidget)\S*|widget_(?:text|sow)\S*|cmp-|wp-block-|wp-|et_pb_|vc_|k[tb]-\S*|kadence-|fusion-|brxe-|jet-|aem-\S*|panel-\S*|post-\d+\S*|"
    r"field-*label\S*|label-(?:hidden|above|inline)\S*|node-*(?:promoted|sticky|type\S*|view-mode\S*|unpublished)|promoted|view-mode\S*|paragraph-*type\S*|js-\S*|is-\S*|has-\S*|no-sidebar\S*|hide-if-no-js|clearfix|"
    # Names that a program made of figures: `css-ad1k3f`.
    r"(?:css|sc|jsx|svelte)-(?=[a-z]{0,9}\d)[a-z0-9]{5,10}(?=$|-)-?)(?:(?=\s)|$)?"
)
# `block-a3176285-d6c8-4ea8-ad6d-29ea116ea2c1` is nobody's advertisement.
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{6,12}")
_POST_MARKS, _POST_TYPE = ("hentry", "status-publish"), "type-"
_POST_CLASSES = ("category-", "tag-", "format-", "has-", "author-", "topic-", "keyword-", "newstopic-", "series-")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


class Look(NamedTuple):
    """Everything that a class and id say."""

    rule: str
    is_body: bool
    is_byline: bool


# What one word of a class says: the place of its rule in the order of rules, and these.
_BODY_WORD, _BYLINE_WORD, _ARTICLE_WORD, _TOPIC_WORD = 1 << 8, 1 << 9, 1 << 10, 1 << 11
_ORDER = _BODY_WORD - 1
# What a piece of a word says: that it is one, that a longer one begins with it, that another may begin in it; and its length.
_IS_KNOWN, _GOES_ON, _MAY_BEGIN, _SIZE = 1 << 12, 1 << 13, 1 << 14, 16
_MAX = 300
_LITERAL = re.compile(r"[\w -]*(?![?*{])")
_NO_LOOK = Look("", is_body=False, is_byline=False)


class Named:
    """Patterns of words that are looked for in classes and ids, each as a whole word."""

    __slots__ = ("_begins", "_pattern")

    def __init__(self, words: Sequence[str]) -> None:
        self._begins = tuple(dict.fromkeys(_LITERAL.match(word)[0] for word in words))  # type: ignore[index]
        self._pattern = re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)")

    def is_in(self, names: str) -> bool:
        """Whether one of the words is among them. `in` tells it of most at a tenth of the pattern's time."""
        return any(begun in names for begun in self._begins) and self._pattern.search(names) is not None


@lru_cache(maxsize=20_000)
def look(names: str) -> Look:
    """All of it at once: what the class and id `names` say of their element."""
    words = set(map(_word, names[:_MAX].split()))
    words.discard(_NO_RULE)
    if not words and len(names) <= _MAX:
        return _NO_LOOK
    order, flags = _NO_RULE, 0
    for word in words:
        flags |= word
    if flags & _ARTICLE_WORD and flags & _TOPIC_WORD:
        # WordPress puts an article's categories and tags among its classes: they are no boxes.
        is_byline = flags & _BYLINE_WORD
        words = {word for word in words if not word & _TOPIC_WORD}
        flags = is_byline | sum({word & _BODY_WORD for word in words})
    for word in words:
        order = min(order, word & _ORDER)
    if len(names) > _MAX and _says_byline(names.lower()):
        flags |= _BYLINE_WORD
    return _looks(order, flags & (_BODY_WORD | _BYLINE_WORD))


@cache
def _looks(order: int, flags: int) -> Look:
    """Few differ: each is made once."""
    rule = _RULES[order][0] if order < _NO_RULE else ""
    return Look(rule, bool(flags & _BODY_WORD), bool(flags & _BYLINE_WORD))


@lru_cache(maxsize=50_000)
def _word(word: str) -> int:
    """No rule spans white space, so each word is judged once, wherever it stands."""
    lower = word.lower()
    key = (lower if lower == word else _CAMEL.sub("-", word).lower()).replace("__", "-").replace(":", "-")
    # What page builders and WordPress call everything says nothing: only what they add to it does.
    if builder := _BUILDERS.match(key):
        key = key[builder.end() :]
    if len(key) > 30 and key.count("-") > 3:
        key = _UUID.sub("", key)
    order, is_body = _named(key) if key else (_NO_RULE, False)
    said = order | _BODY_WORD if is_body else order
    if _says_byline(lower):
        said |= _BYLINE_WORD
    if key in _POST_MARKS or (key.startswith(_POST_TYPE) and key != _POST_TYPE):
        said |= _ARTICLE_WORD
    return said | _TOPIC_WORD if "-" in key and key.startswith(_POST_CLASSES) else said


class _Table(NamedTuple):
    """The rules' words as a dict: looking a word up costs a fifth of trying patterns of hundreds of words.

    `known` has each word up to each of its marks and figures, with its rule's place and whether it names a text; `opens` are the patterns
    of words that end in any way, with the letters that each begins with, `loose` of those that need no bounds. `may` finds each of both, and
    more; `heads` finds what may begin one within a piece between marks.
    """

    known: dict[str, int]
    opens: tuple[tuple[int, str, re.Pattern[str]], ...]
    loose: tuple[tuple[int, str, re.Pattern[str]], ...]
    may: re.Pattern[str]
    heads: re.Pattern[str]


_IS_BODY = -1


@cache
def _table() -> _Table:
    """Made when first needed: most processes read no page."""
    bound = [(order, _bare(pattern), _E) for order, (_, pattern) in enumerate(_RULES) if pattern.startswith(_B)]
    loose = [(order, _bare(pattern)) for order, (_, pattern) in enumerate(_RULES) if not pattern.startswith(_B)]
    orders: dict[str, int] = {}
    bodies: set[str] = set()
    opens: list[tuple[int, str, re.Pattern[str]]] = []
    may = [pattern for _, pattern in loose]
    holds = {head for pattern in may for head in heads(pattern)}
    for order, words, ends in (*bound, (_IS_BODY, _BODY, _BODY_ENDS)):
        for one in alternatives(words):
            spelled = spellings(one)
            for spelling in spelled:
                if spelling.is_open:
                    may.append(re.escape(spelling.letters))
                    holds.add(_MARK.split(spelling.letters)[0])
                elif order == _IS_BODY:
                    bodies.add(spelling.letters)
                else:
                    orders.setdefault(spelling.letters, order)
            if any(spelling.is_open for spelling in spelled):
                opens += [(order, head, re.compile(f"{_B}(?:{one}){ends}")) for head in heads(one)]
    begun = {one[: end.start()] for one in (*orders, *bodies) for end in _END.finditer(one)}
    known = {
        one: orders.get(one, _NO_RULE) | _IS_KNOWN | _BODY_WORD * (one in bodies) | _GOES_ON * (one in begun)
        for one in (*orders, *bodies, *begun)
    }
    return _Table(
        known=known, opens=tuple(opens), loose=tuple((order, "", re.compile(by_letter([pattern]))) for order, pattern in loose),
        may=re.compile(by_letter(may)), heads=re.compile(by_letter(holds)),
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _piece(piece: str) -> int:
    """What stands between two marks: how much of it is a word, or may be the beginning of one; 0 where neither is."""
    table, size = _table(), len(piece)
    code = table.known.get(piece, 0)
    # A word ends before a mark or a figure.
    if not code and not piece.isalpha() and (figure := _FIGURE.search(piece)):
        size = figure.start()
        code = table.known.get(piece[:size], 0)
    return code | size << _SIZE | (_MAY_BEGIN if table.heads.search(piece) else 0)


def _named(key: str) -> tuple[int, bool]:
    """The place of the rule that a word of a class falls under, and whether it names an article's text."""
    known = _table().known
    order, is_body = _NO_RULE, False
    start = seen = 0
    for piece in key.replace("_", "-").split("-"):
        # Words share their pieces: most are known from another word.
        code = _piece(piece)
        seen |= code
        to = start + (code >> _SIZE)
        while code & _IS_KNOWN:
            order = min(order, code & _ORDER)
            if code & _BODY_WORD and _REST.match(key, to):
                is_body = True
            if not code & _GOES_ON or to == len(key):
                break
            following = _END.search(key, to + 1)
            to = following.start() if following else len(key)
            code = known.get(key[start:to], 0)
        start += len(piece) + 1
    return _open_word(key, order, is_body=is_body) if seen & _MAY_BEGIN else (order, is_body)


def _open_word(key: str, order: int, *, is_body: bool) -> tuple[int, bool]:
    """The same, where a word that ends in any way or needs no bounds may say more."""
    _, opens, loose, may, _ = _table()
    if may.search(key):
        for number, head, pattern in (*loose, *opens):
            if head in key and (number < order or number == _IS_BODY) and pattern.search(key):
                order, is_body = (order, True) if number == _IS_BODY else (number, is_body)
    return order, is_body


def _says_byline(lower: str) -> bool:
    """Whether the words are those of a byline, or of an icon that stands before a name."""
    # Each by itself: a tenth of the time of `any`.
    return (
        "author" in lower or "penulis" in lower or "bi-person" in lower
        or ("by" in lower and ("byline" in lower or "createdby" in lower))
        or ("user" in lower and ("fa-user" in lower or "icon-user" in lower or "ti-user" in lower))
        or ("fn" in lower and "fn" in lower.split())
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def is_subtitle(names: str) -> bool:
    """Whether the class and id `names` are those of the line under a headline."""
    return bool(_SUBTITLE.search(names))
