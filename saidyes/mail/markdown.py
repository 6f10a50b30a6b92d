"""What a mail says is written in Markdown. HTML and pictures typed into it are taken out, and can be named.

A link that stands alone in its paragraph becomes a button, a code in backticks that does is shown large. Headings
begin at the second level: the first is the subject. A link may lead to a slot whose name ends in `url`, since such
values are made by us, and to no other slot.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from unicodedata import bidirectional

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from saidyes.mail.looks import look_of
from saidyes.mail.slots import SLOT, names_in

LINKS_TO = {"http", "https", "mailto", "tel"}
TAGS = {"p", "br", "hr", "h2", "h3", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
ALONE = "alone"
FROM_THE_RIGHT = {"R", "AL"}  # Hebrew and its kin, Arabic and its kin
TYPED_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)|<(!--)")
NOT_WORDS = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)


class _Parser(MarkdownIt):
    """CommonMark with tables, in which a line break is one. Links are judged in one place, below."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"breaks": True, "html": True})
        self.enable(["table", "strikethrough"])

    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it calls it so)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        if names_in(url):
            return url
        return super().normalizeLink(f"https://{url}" if url.startswith("www.") else url)


PARSER = _Parser()


def parsed(source: str) -> list[Token]:
    """The blocks of a text without its HTML and pictures, ready to be written as HTML or as plain text."""
    tokens = [kept for token in PARSER.parse(source) for kept in _kept(token)]
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and token.level == 1:
            _mark_what_stands_alone(token.children or [])
    return _without_empty_heads(tokens)


def to_html(tokens: list[Token]) -> str:
    """Clean HTML, with the look of our mails on each tag, since many mail programs know no style sheet.

    Where some of it is written from right to left, each block runs as its first word does.
    """
    both_ways = _runs_both_ways(tokens)
    for token in _with_children(tokens):
        if both_ways and token.block and token.nesting == 1:
            token.attrSet("dir", "auto")
        look = look_of(token.tag, alone=ALONE in token.meta)
        if look and token.nesting >= 0:
            token.attrSet("style", ";".join(filter(None, [look, str(token.attrGet("style") or "")])))
    return nh3.clean(
        PARSER.renderer.render(tokens, PARSER.options, {}),
        tags=TAGS | TABLE_TAGS,
        attributes={"*": {"style", "dir"}, "a": {"href", "class"}, "ol": {"start"}},
        url_schemes=LINKS_TO,
        link_rel=None,
    )


def _runs_both_ways(tokens: list[Token]) -> bool:
    return any(bidirectional(letter) in FROM_THE_RIGHT for token in tokens for letter in token.content)


def removed(source: str) -> list[str]:
    """What is taken out of the text before it is sent, each once, in words for whoever typed it."""
    tokens = _with_children(PARSER.parse(source))
    return list(dict.fromkeys(words for token in tokens for words in _taken_out(token)))


def _with_children(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _taken_out(token: Token) -> Iterator[str]:
    if token.type in ("html_block", "html_inline"):
        for tag, comment in TYPED_TAG.findall(token.content):
            yield "a comment" if comment else f"<{tag.lower()}>"
    elif token.type == "image":
        yield f"the picture “{token.content}”" if token.content else "a picture"
    elif token.type == "link_open" and not _may_lead_to(str(token.attrGet("href"))):
        yield "a link that does not begin with https://"


def _kept(token: Token) -> list[Token]:
    if token.type == "html_block":
        return _paragraph(unescape(NOT_WORDS.sub("", token.content)).strip())
    if token.type in ("heading_open", "heading_close"):
        token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
    if token.children is not None:
        token.children = _kept_inline(token.children)
    return [token]


def _paragraph(words: str) -> list[Token]:
    if not words:
        return []
    inline = Token("inline", "", 0, content=words, children=[Token("text", "", 0, content=words)])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1)]


def _kept_inline(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    in_a_bad_link = False
    for child in children:
        if child.type == "link_open":
            in_a_bad_link = not _may_lead_to(str(child.attrGet("href")))
        if child.type == "image":
            kept.append(Token("text", "", 0, content=child.content))
        elif child.type != "html_inline" and not (in_a_bad_link and child.tag == "a"):
            kept.append(child)
    return kept


def _without_empty_heads(tokens: list[Token]) -> list[Token]:
    """A table needs a head in Markdown; where its cells are empty, none was meant."""
    kept: list[Token] = []
    start = 0
    for token in tokens:
        if token.type == "thead_open":
            start = len(kept)
        kept.append(token)
        if token.type == "thead_close" and not any(other.content for other in kept[start:]):
            del kept[start:]
    return kept


def _may_lead_to(url: str) -> bool:
    if names_in(url):
        whole = SLOT.fullmatch(url)
        return whole is not None and whole[1].endswith("url")
    return url.partition(":")[0].lower() in LINKS_TO


def _mark_what_stands_alone(children: list[Token]) -> None:
    tags = [child.tag for child in children]
    if tags == ["code"]:
        children[0].meta[ALONE] = True
    elif tags[:1] == tags[-1:] == ["a"] and tags.count("a") == 2 and children[0].markup != "autolink":
        children[0].meta[ALONE] = True
        children[0].attrSet("class", "button")
