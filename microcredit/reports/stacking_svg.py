"""Diagrams of the stacking graph as SVG, to be looked at, printed, or put on a page."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from attrs import frozen

from microcredit.graph.diagram import Arrow, Diagram, arrow_words, in_language, used
from microcredit.reports.stacking_layout import (
    BOX,
    LINE,
    PADDING,
    TITLE,
    Layout,
    PlacedBox,
    Point,
    laid_out,
)
from microcredit.wording.plain import clean, width
from microcredit.wording.said import Language, translated

MARGIN, HEAD, LEGEND = 30, 56, 24
WORDS = 21
"""How many letters are written beside an arrow; the rest is in its title."""
FONT = "Helvetica, Arial, 'Noto Sans', 'Noto Sans CJK TC', sans-serif"


@frozen
class _Pen:
    """How arrows of a relation are drawn."""

    colour: str
    dashes: str = ""
    thick: float = 1.6


_PENS: Mapping[str, _Pen] = {
    "counts toward": _Pen("#8a6d1f"),
    "part of": _Pen("#5b7a1f", thick=2.2),
    "needs": _Pen("#1f4e79", thick=2.4),
    "needs held": _Pen("#1f4e79", "9 4", 2.4),
    "includes": _Pen("#1f4e79", "2 3", 2.4),
    "builds on": _Pen("#00796b", thick=2.2),
    "absorbs": _Pen("#6a1b9a", thick=2.2),
    "surrenders": _Pen("#6a1b9a", "9 4", 2.2),
    "counts again in": _Pen("#00796b", "3 4"),
    "prerequisite": _Pen("#555555", "6 3"),
    "needs not": _Pen("#b3261e", "8 4", 2),
    "asks about": _Pen("#555555", "2 4"),
    "bars": _Pen("#b3261e", "", 2.4),
    "shares": _Pen("#b3261e", "2 3"),
}
_BOXES: Mapping[str, tuple[str, str, int]] = {
    "award": ("#dbe9f6", "#1f4e79", 6),
    "outside": ("#ffffff", "#1f4e79", 6),
    "part": ("#eef3e2", "#5b7a1f", 6),
    "modules": ("#fdf3dc", "#9a6b00", 18),
    "module": ("#fdf3dc", "#9a6b00", 18),
}


def svg(diagram: Diagram, language: Language = "en") -> str:
    """The diagram as an SVG file that stands by itself: no scripts, nothing loaded.

    Raises ``MicrocreditError`` where the extra ``diagrams`` is not installed."""
    diagram = in_language(diagram, language)
    layout = laid_out(diagram)
    return "\n".join(_lines(diagram, layout, language)) + "\n"


def _lines(diagram: Diagram, layout: Layout, language: Language) -> Iterator[str]:
    relations = list(used(diagram))
    legend = [clean(translated(arrow_words(relation), language)) for relation in relations]
    columns = max(1, int(max(layout.width, 560) // 250))
    rows = -(-len(legend) // columns)
    wide = max(layout.width, 560) + 2 * MARGIN
    high = HEAD + layout.height + 2 * MARGIN + (rows + bool(rows)) * LEGEND
    title = clean(diagram.title)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" '
        f'viewBox="0 0 {wide:g} {high:g}" font-family={quoteattr(FONT)} role="img" '
        'aria-labelledby="title">'
    )
    yield f'<title id="title">{escape(title)}</title>'
    yield "<defs>"
    for relation in relations:
        yield (
            f'<marker id="{_name(relation)}" viewBox="0 0 10 10" refX="9" refY="5" '
            'markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto">'
            f'<path d="M0 0.5 L10 5 L0 9.5 Z" fill="{_PENS[relation].colour}"/></marker>'
        )
    yield "</defs>"
    yield f'<rect width="{wide:g}" height="{high:g}" fill="#ffffff"/>'
    yield _text(title, MARGIN, MARGIN + 12, 20, "#10243a", bold=True)
    yield f'<g transform="translate({MARGIN} {HEAD + MARGIN / 2:g})">'
    labels: list[str] = []
    for arrow, points in zip(diagram.arrows, layout.courses, strict=True):
        yield _arrow(arrow, points, diagram, language)
        labels += _label(arrow, points)
    yield from labels
    for placed in layout.boxes.values():
        yield from _box(placed)
    yield "</g>"
    top = HEAD + MARGIN + layout.height + LEGEND
    for place, (relation, words) in enumerate(zip(relations, legend, strict=True)):
        x = MARGIN + place % columns * 250
        y = top + place // columns * LEGEND
        yield _path(relation, f"M{x:g} {y - 4:g} h38")
        yield _text(words, x + 46, y, 12, "#333333")
    yield "</svg>"


def _name(relation: str) -> str:
    return relation.replace(" ", "-")


def _path(relation: str, course: str, title: str = "") -> str:
    pen = _PENS[relation]
    dashes = f' stroke-dasharray="{pen.dashes}"' if pen.dashes else ""
    return (
        f'<path d="{course}" fill="none" stroke="{pen.colour}" stroke-width="{pen.thick:g}"'
        f'{dashes} marker-end="url(#{_name(relation)})">{title}</path>'
    )


def _arrow(arrow: Arrow, points: tuple[Point, ...], diagram: Diagram, language: Language) -> str:
    titles = {box.id: box.title for box in diagram.boxes}
    words = translated(arrow_words(arrow.relation), language)
    told = clean(f"{titles[arrow.source]} {words} {titles[arrow.target]}")
    beside = f" ({clean(arrow.words)})" if arrow.words else ""
    (x, y), *rest = points
    course = [f"M{x:g} {y:g}"]
    for next_x, next_y in rest:
        if next_y == y:
            course.append(f"H{next_x:g}")
        elif len(rest) == 1 and next_x == x:
            reach = x + 46
            course.append(f"C{reach:g} {y:g} {reach:g} {next_y:g} {next_x:g} {next_y:g}")
        else:
            half = (x + next_x) / 2
            course.append(f"C{half:g} {y:g} {half:g} {next_y:g} {next_x:g} {next_y:g}")
        x, y = next_x, next_y
    return _path(arrow.relation, " ".join(course), f"<title>{escape(told + beside)}</title>")


def _label(arrow: Arrow, points: tuple[Point, ...]) -> Iterator[str]:
    """The words beside an arrow, near where it starts."""
    if not arrow.words:
        return
    (x, y), (next_x, next_y) = points[-2:]
    words = clean(arrow.words)
    words = words if width(words) <= WORDS else words[: WORDS - 2] + "…"
    at_x, at_y = (x + next_x) / 2, (y + next_y) / 2
    wide = 6.2 * width(words) + 6
    yield (
        f'<rect x="{at_x - wide / 2:g}" y="{at_y - 9:g}" width="{wide:g}" height="15" rx="3" '
        'fill="#ffffff" fill-opacity="0.85"/>'
    )
    colour = _PENS[arrow.relation].colour
    yield (
        f'<text x="{at_x:g}" y="{at_y + 2.5:g}" font-size="11" fill="{colour}" '
        f'text-anchor="middle">{escape(words)}</text>'
    )


def _box(placed: PlacedBox) -> Iterator[str]:
    fill, stroke, round_ = _BOXES[placed.box.kind]
    dashes = ' stroke-dasharray="6 3"' if placed.box.kind == "outside" else ""
    yield "<g>"
    yield f"<title>{escape(clean(', '.join((placed.box.title, *placed.box.lines))))}</title>"
    yield (
        f'<rect x="{placed.x:g}" y="{placed.y:g}" width="{BOX}" height="{placed.height:g}" '
        f'rx="{round_}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dashes}/>'
    )
    y = placed.y + PADDING + TITLE - 5
    for line in placed.title:
        yield _text(line, placed.x + PADDING, y, 14, "#10243a", bold=True)
        y += TITLE
    for line in placed.lines:
        yield _text(line, placed.x + PADDING, y - 2, 12, "#333333")
        y += LINE
    yield "</g>"


def _text(text: str, x: float, y: float, size: int, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}>'
        f"{escape(clean(text))}</text>"
    )
