"""Diagrams of the stacking graph as Mermaid, which many wikis and editors draw."""

import re
from collections.abc import Iterator

from microcredit.graph.diagram import Diagram, arrow_words, in_language
from microcredit.wording.plain import clean
from microcredit.wording.said import Language, translated

_PLAIN = re.compile(r"[^\w .,:/+-]")
_SHAPES = {
    "award": ("[", "]"),
    "outside": ("[/", "/]"),
    "part": ("(", ")"),
    "modules": ("([", "])"),
    "module": ("([", "])"),
}
_DASHED = ("needs not", "bars", "shares", "asks about", "counts again in", "prerequisite")


def mermaid(diagram: Diagram, language: Language = "en") -> str:
    """The diagram as a Mermaid flowchart, from left to right.

    Names are written so that nothing in them is taken for Mermaid or HTML."""
    return "\n".join(_lines(in_language(diagram, language), language)) + "\n"


def _lines(diagram: Diagram, language: Language) -> Iterator[str]:
    numbers = {box.id: f"n{number}" for number, box in enumerate(diagram.boxes)}
    yield "flowchart LR"
    yield f"  accTitle: {_text(diagram.title)}"
    for box in diagram.boxes:
        opening, closing = _SHAPES[box.kind]
        text = "<br>".join(map(_text, (box.title, *box.lines)))
        yield f'  {numbers[box.id]}{opening}"{text}"{closing}:::{box.kind}'
    for arrow in diagram.arrows:
        line = "-.->" if arrow.relation in _DASHED else "-->"
        words = _text(arrow.words or translated(arrow_words(arrow.relation), language))
        yield f'  {numbers[arrow.source]} {line}|"{words}"| {numbers[arrow.target]}'
    yield "  classDef award fill:#dbe9f6,stroke:#1f4e79,color:#10243a"
    yield "  classDef outside fill:#ffffff,stroke:#1f4e79,color:#10243a"
    yield "  classDef part fill:#eef3e2,stroke:#5b7a1f,color:#26330d"
    yield "  classDef modules fill:#fdf3dc,stroke:#9a6b00,color:#3d2b00"
    yield "  classDef module fill:#fdf3dc,stroke:#9a6b00,color:#3d2b00"


def _text(text: str) -> str:
    """The text with whatever is not plain as a number that Mermaid puts back."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", clean(text))
