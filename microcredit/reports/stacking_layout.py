"""Where the boxes of a diagram stand, and through which points its arrows run.

Boxes stand in columns, each to the right of what flows into it, in an order with few crossings
(Sugiyama, Tagawa and Toda, *Methods for visual understanding of hierarchical system structures*,
1981), as igraph finds it."""

from collections.abc import Mapping, Sequence
from itertools import chain

from attrs import frozen

from microcredit.errors import MicrocreditError
from microcredit.graph.diagram import FLOW, Box, Diagram
from microcredit.wording.plain import clean, width

BOX = 230
GAP, CHANNEL, BESIDE = 26, 150, 60
TITLE, LINE, PADDING = 18, 15, 12
TITLE_PLACES, LINE_PLACES = 24, 33
"""How many letters fit into a line of a box; a wide one counts twice."""

Point = tuple[float, float]


@frozen
class PlacedBox:
    """A box with its upper left corner, its height, and its texts broken into lines."""

    box: Box
    x: float
    y: float
    height: float
    title: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@frozen
class Layout:
    """The boxes by their ids, and for each arrow the points through which it runs."""

    boxes: dict[str, PlacedBox]
    courses: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def laid_out(diagram: Diagram) -> Layout:
    """The diagram with a place for everything; raises ``MicrocreditError`` where igraph, which the
    extra ``diagrams`` brings, is not installed."""
    try:
        import igraph
    except ImportError:
        said = (
            "to lay out a diagram, install the extra `diagrams`: pip install microcredit[diagrams]"
        )
        raise MicrocreditError(said) from None
    texts = [_texts(box) for box in diagram.boxes]
    heights = [_height(*each) for each in texts]
    numbers = {box.id: number for number, box in enumerate(diagram.boxes)}
    flowing = [place for place, arrow in enumerate(diagram.arrows) if arrow.relation in FLOW]
    arrows = [diagram.arrows[place] for place in flowing]
    edges = [(numbers[arrow.source], numbers[arrow.target]) for arrow in arrows]
    graph = igraph.Graph(n=len(numbers), edges=edges, directed=True)
    found = graph.layout_sugiyama()
    slot = max(heights, default=0) + GAP

    def point(pair: Sequence[float]) -> Point:
        return pair[1] * (BOX + CHANNEL), pair[0] * slot

    routes: list[list[Point]] = [[] for _ in diagram.arrows]
    for place, routing in zip(flowing, found.edge_routing, strict=True):
        routes[place] = [point(pair) for pair in routing]
    corners = [point(pair) for pair in found]
    top = min((y for _, y in (*corners, *chain(*routes))), default=0.0)
    boxes = {
        box.id: PlacedBox(box, x, y - top + (slot - height) / 2, height, *text)
        for box, (x, y), height, text in zip(diagram.boxes, corners, heights, texts, strict=True)
    }
    bends = [[(x, y - top + slot / 2) for x, y in route] for route in routes]
    courses = _courses(diagram, boxes, bends)
    ends = [x for course in courses for x, _ in course]
    beside = any(course[0][0] == course[-1][0] for course in courses)
    return Layout(
        boxes,
        courses,
        max([each.x + BOX for each in boxes.values()] + ends, default=0)
        + (BESIDE if beside else 0),
        max(
            [y for _, y in chain(*bends)] + [each.y + each.height for each in boxes.values()],
            default=0,
        ),
    )


def _courses(
    diagram: Diagram, boxes: Mapping[str, PlacedBox], bends: Sequence[Sequence[Point]]
) -> tuple[tuple[Point, ...], ...]:
    """For each arrow its points: it leaves and enters boxes at places of its own, in the order in
    which the arrows come and go, so that few cross."""
    ends: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for place, arrow in enumerate(diagram.arrows):
        source, target = boxes[arrow.source], boxes[arrow.target]
        seen = [(source.x, source.middle), *bends[place], (target.x, target.middle)]
        sides = (
            "left" if target.x < source.x else "right",
            "right" if target.x <= source.x else "left",
        )
        ends.setdefault((arrow.source, sides[0]), []).append((seen[1][1], place, 0))
        ends.setdefault((arrow.target, sides[1]), []).append((seen[-2][1], place, 1))
    found: dict[tuple[int, int], Point] = {}
    for (id, side), there in ends.items():
        box = boxes[id]
        for number, (_, place, end) in enumerate(sorted(there), 1):
            y = box.y + box.height * number / (len(there) + 1)
            found[place, end] = box.x + (BOX if side == "right" else 0), y
    return tuple(
        (found[place, 0], *_through(bends[place], found[place, 0]), found[place, 1])
        for place in range(len(diagram.arrows))
    )


def _through(bends: Sequence[Point], start: Point) -> list[Point]:
    """The points where an arrow enters and leaves each column that it runs through."""
    found: list[Point] = []
    forward = not bends or bends[0][0] >= start[0]
    for x, y in bends:
        pair = [(x, y), (x + BOX, y)]
        found += pair if forward else pair[::-1]
    return found


def _texts(box: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lines = [line for text in box.lines for line in wrapped(text, LINE_PLACES)]
    return wrapped(box.title, TITLE_PLACES), tuple(lines)


def _height(title: Sequence[str], lines: Sequence[str]) -> float:
    return 2 * PADDING + TITLE * len(title) + LINE * len(lines)


def wrapped(text: str, places: int) -> tuple[str, ...]:
    """The text in lines of at most so many places, broken at blanks where there are any."""
    found = [""]
    for word in clean(text).split(" "):
        rest = word
        if found[-1] and width(found[-1]) + 1 + width(rest) <= places:
            found[-1] += f" {rest}"
            continue
        if found[-1]:
            found.append("")
        while width(rest) > places:
            head = _head(rest, places)
            found[-1] = head
            found.append("")
            rest = rest[len(head) :]
        found[-1] = rest
    return tuple(found)


def _head(text: str, places: int) -> str:
    taken = 0
    for number, char in enumerate(text):
        taken += width(char)
        if taken > places:
            return text[: max(number, 1)]
    return text
