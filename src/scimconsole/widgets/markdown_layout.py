"""Markdown laid out as lines for the width there is, with the places of its headings and links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from textual.content import Content
from textual.style import Style

from scimconsole.domain.terminal_text import escape_text
from scimconsole.manual import slug_of

_CODE = "$foreground on $panel"
_LINK = "underline $accent"
_NARROWEST_CELL = 3
_GAP = 2
_BULLETS = "•◦"
_GOES_ON = "     "
"""Before the rest of a line of code that is longer than the room."""


class Link(NamedTuple):
    """A piece of a line that leads somewhere; a link broken over two lines has two pieces."""

    line: int
    start: int
    end: int
    target: str


@dataclass
class Layout:
    """The lines, where each heading stands, the pieces of the links, and the blocks of code."""

    lines: list[Content] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    code: list[tuple[int, str]] = field(default_factory=list)
    """The first line of each block of code, and its text."""


def lay_out(markdown: str, width: int) -> Layout:
    """Lay a page out in `width` cells."""
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    page = Layout()
    for block in tree.children:
        if page.lines:
            page.lines.append(Content(""))
        _block(page, block, width, "", "")
    page.links = list(_links(page.lines))
    return page


def _block(page: Layout, node: SyntaxTreeNode, width: int, first: str, others: str) -> None:
    """Add a block; `first` stands before its first line, `others` before the rest."""
    room = max(width - len(others), _NARROWEST_CELL)
    match node.type:
        case "heading":
            level = int(node.tag[1])
            text = _inline(node.children[0])
            page.anchors.setdefault(slug_of(text.plain), len(page.lines))
            page.lines += _broken(text.stylize_before("bold $accent"), room)
            if level == 1:
                page.lines.append(Content.styled("═" * min(room, text.cell_length), "$accent"))
        case "bullet_list" | "ordered_list":
            _list(page, node, width, others)
        case "fence" | "code_block":
            page.code.append((len(page.lines), node.content.rstrip("\n")))
            _prefixed(page, _code_lines(node.content, room), first, others)
        case "table":
            _prefixed(page, _table(node, room), first, others)
        case "hr":
            page.lines.append(Content.styled("─" * room, "$border-blurred"))
        case "blockquote":
            for number, child in enumerate(node.children):
                _block(page, child, width, f"{others}│ " if number else f"{first}│ ", f"{others}│ ")
        case "html_block":
            return
        case _:
            content = node.children[0] if node.children else None
            if content is not None:
                lines = [line for part in _inline(content).split("\n") for line in _broken(part, room)]
                _prefixed(page, lines, first, others)


def _list(page: Layout, node: SyntaxTreeNode, width: int, before: str) -> None:
    start = int(node.attrs.get("start", 1))
    depth = sum(1 for above in _above(node) if above.type == "bullet_list")
    for number, item in enumerate(node.children, start=start):
        bullet = f"{number}. " if node.type == "ordered_list" else f"{_BULLETS[min(depth, 1)]} "
        others = before + " " * len(bullet)
        for place, child in enumerate(item.children):
            loose = place and child.type not in ("bullet_list", "ordered_list")
            if loose:
                page.lines.append(Content(""))
            _block(page, child, width, others if place else before + bullet, others)


def _above(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _prefixed(page: Layout, lines: Sequence[Content], first: str, others: str) -> None:
    for number, line in enumerate(lines):
        page.lines.append(Content.assemble((others if number else first, "$foreground-muted"), line))


def _code_lines(code: str, room: int) -> list[Content]:
    lines: list[Content] = []
    for line in code.rstrip("\n").split("\n"):
        text = Content(" " + escape_text(line.replace("\t", "    ")))
        parts = [text] if text.cell_length <= room else _broken(text, room - len(_GOES_ON))
        for number, part in enumerate(parts):
            part = Content.assemble(_GOES_ON, part) if number else part
            lines.append(_padded(part, room).stylize_before(_CODE))
    return lines


def _table(node: SyntaxTreeNode, room: int) -> list[Content]:
    rows = [
        [_inline(cell.children[0]) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    widths = [max(row[column].cell_length for row in rows) for column in range(len(rows[0]))]
    while sum(widths) + _GAP * (len(widths) - 1) > room and max(widths) > _NARROWEST_CELL:
        widths[widths.index(max(widths))] -= 1
    cut = [[_broken(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    # Where a row goes on over several lines, an empty line tells the next one from it.
    apart = [Content("")] if any(len(cell) > 1 for row in cut[1:] for cell in row) else []
    lines: list[Content] = []
    for number, row in enumerate(cut):
        if number == 0:
            if any(cell.plain for cell in rows[0]):
                lines += [line.stylize_before("bold") for line in _beside(row, widths)]
                rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
                lines.append(Content.styled(rule, "$border-blurred"))
            continue
        if number > 1:
            lines += apart
        lines += _beside(row, widths)
    return lines


def _beside(row: Sequence[Sequence[Content]], widths: Sequence[int]) -> list[Content]:
    """The cells of one row beside each other."""
    empty = Content("")
    return [
        Content(" " * _GAP).join(
            _padded(cell[line] if line < len(cell) else empty, width)
            for cell, width in zip(row, widths, strict=True)
        )
        for line in range(max(len(cell) for cell in row))
    ]


def _broken(text: Content, room: int) -> list[Content]:
    """Lines broken between words, and within those that are longer than a line; one at least."""
    return [
        part for line in text.wrap(room) for part in (line.fold(room) if line.cell_length > room else [line])
    ] or [Content("")]


def _padded(text: Content, width: int) -> Content:
    return text.pad_right(max(width - text.cell_length, 0))


def _inline(node: SyntaxTreeNode) -> Content:
    return Content("").join(_piece(child) for child in node.children)


def _piece(node: SyntaxTreeNode) -> Content:
    match node.type:
        case "text":
            return Content(escape_text(node.content))
        case "softbreak":
            return Content(" ")
        case "hardbreak":
            return Content("\n")
        case "code_inline":
            return Content.styled(escape_text(node.content), _CODE)
        case "strong":
            return _inline(node).stylize_before("bold")
        case "em":
            return _inline(node).stylize_before("italic")
        case "image":
            return Content.styled(f"(picture: {escape_text(node.content)})", "$foreground-muted")
        case "link":
            return _link(_inline(node), str(node.attrs.get("href", "")))
        case _:
            return Content("")


def _link(words: Content, target: str) -> Content:
    if target.startswith("#") or (target.partition("#")[0].endswith(".md") and "/" not in target):
        return words.stylize(_LINK).stylize(Style.from_meta({"link": target}))
    # Nothing is opened outside the console: where it leads is told.
    told = "" if words.plain == target else f" <{escape_text(target)}>"
    return Content.assemble(words, (told, "$foreground-muted"))


def _links(lines: Sequence[Content]) -> Iterator[Link]:
    for number, line in enumerate(lines):
        for span in line.spans:
            if isinstance(span.style, Style) and "link" in span.style.meta:
                yield Link(number, span.start, span.end, str(span.style.meta["link"]))
