"""A Markdown text as plain text: every link with its whole address, no signs that only mean a look."""

from collections.abc import Iterable
from textwrap import indent

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode


def to_text(tokens: list[Token]) -> str:
    """The same words for those whose mail program shows no HTML."""
    return _blocks(SyntaxTreeNode(tokens).children)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "\n\n".join(filter(None, map(_block, nodes)))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            return indent(_blocks(node.children), "> ", lambda _: True)
        case "table":
            between = " | " if node.children[0].type == "thead" else ": "
            return "\n".join(_row(row, between) for part in node.children for row in part.children)
        case "code_block" | "fence":
            return node.content.rstrip("\n")
        case "hr":
            return "* * *"
        case _:
            return _words(node.children)


def _list(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    numbered = node.type == "ordered_list"
    return "\n".join(
        _item(f"{number}. " if numbered else "- ", item) for number, item in enumerate(node.children, first)
    )


def _item(mark: str, item: SyntaxTreeNode) -> str:
    tight = all(child.type != "paragraph" or child.hidden for child in item.children)
    inside = ("\n" if tight else "\n\n").join(filter(None, map(_block, item.children)))
    return mark + indent(inside, " " * len(mark)).lstrip(" ")


def _row(row: SyntaxTreeNode, between: str) -> str:
    return between.join(_words(cell.children) for cell in row.children)


def _words(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "".join(map(_word, nodes))


def _word(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline" | "text_special":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _link(_words(node.children), str(node.attrs["href"]))
        case _:
            return _words(node.children)


def _link(words: str, address: str) -> str:
    said = words in (address, address.removeprefix("mailto:"), address.removeprefix("tel:"))
    return words if said else f"{words}: {address}"
