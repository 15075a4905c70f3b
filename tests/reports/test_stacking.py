"""Answers of the stacking graph as JSON, and diagrams as SVG and Mermaid."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from microcredit.errors import MicrocreditError
from microcredit.graph.answer import Answer, answer_diagram
from microcredit.graph.diagram import Arrow, Box, Diagram
from microcredit.graph.stacking import Stacking
from microcredit.reports.schema import schema
from microcredit.reports.stacking_json import QUESTIONS, stacking_json
from microcredit.reports.stacking_layout import laid_out, wrapped
from microcredit.reports.stacking_mermaid import mermaid
from microcredit.reports.stacking_svg import svg
from tests.graph.build import catalogue, graph_of, module

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script>"]; click n0 "javascript:x" %%{init}%% \x1b[31m\u202e'


def answers(stacking: Stacking) -> list[Answer]:
    return [
        stacking.overview(),
        stacking.counts_toward("S1"),
        stacking.built_from("diploma"),
        stacking.pathways("S1", "upper"),
        stacking.bottlenecks(),
        stacking.without("S1"),
        stacking.renamed("Law", "Legal"),
        stacking.unreachable(),
    ]


def faults(value: object) -> list[str]:
    validator = Draft202012Validator(schema("graph-1"), format_checker=FormatChecker())
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]


def overview() -> Diagram:
    stacking = graph_of()
    diagram = answer_diagram(stacking.overview(), stacking)
    assert diagram is not None
    return diagram


@pytest.mark.parametrize("place", range(8))
def test_every_answer_keeps_to_the_schema(place: int) -> None:
    stacking = graph_of()
    found = stacking_json(answers(stacking)[place], stacking)

    assert faults(found) == []
    assert found["question"] == list(QUESTIONS.values())[place]
    assert faults({**found, "more_of_it": 1}) != []


def test_a_loop_keeps_to_the_schema() -> None:
    text = 'award a "A" { size 6 credits builds on b } award b "B" { size 6 credits builds on a }'
    stacking = graph_of(text)
    found: Any = stacking_json(stacking.overview(), stacking)

    assert faults(found) == []
    assert found["loops"][0]["links"] == ["a", "b", "a"]


def test_sets_of_modules_are_listed_once_and_named_by_the_lines_that_ask_for_them() -> None:
    stacking = graph_of()
    found: Any = stacking_json(stacking.built_from("certificate"), stacking)

    assert found["modules"] == found["supplies"][0]["modules"] == "set 1"
    assert found["module_sets"] == {
        "set 1": ["S1", "S2", "D1", "L1", "L2"],
        "set 2": ["S1", "D1"],
        "set 3": ["S1", "S2"],
    }


def test_an_svg_has_a_box_for_each_award_and_a_legend_of_its_relations() -> None:
    drawn = ElementTree.fromstring(svg(overview()))
    texts = [text.text for text in drawn.iter(f"{SVG}text")]

    assert {"Certificate", "Short", "Diploma", "Higher diploma", "Never", "A degree"} <= {*texts}
    assert {"is a part of", "is absorbed by", "is built on by"} <= {*texts}
    assert drawn.find(f"{SVG}title") is not None
    markers = {marker.get("id") for marker in drawn.iter(f"{SVG}marker")}
    used = {path.get("marker-end") for path in drawn.iter(f"{SVG}path")} - {None}
    assert used == {f"url(#{name})" for name in markers}


def test_nothing_in_a_diagram_lies_outside_it_and_no_two_boxes_overlap() -> None:
    layout = laid_out(overview())
    boxes = list(layout.boxes.values())

    assert all(box.x >= 0 and box.x + 230 <= layout.width for box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= layout.height for box in boxes)
    assert all(0 <= y <= layout.height for course in layout.courses for _, y in course)
    apart = [
        one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y
        for place, one in enumerate(boxes)
        for other in boxes[:place]
    ]
    assert all(apart)


def test_names_with_markup_and_control_characters_stay_names() -> None:
    hostile = Diagram(
        HOSTILE,
        (Box(HOSTILE, "award", HOSTILE, (HOSTILE,)), Box("b", "part", "B")),
        (Arrow(HOSTILE, "b", "needs", HOSTILE), Arrow("b", HOSTILE, "bars")),
    )
    drawn = ElementTree.fromstring(svg(hostile))
    written = mermaid(hostile)

    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} <= {
        *("svg", "title", "defs", "marker", "path", "rect", "text", "g")
    }
    assert all(
        "on" not in name[:2] and "href" not in name for e in drawn.iter() for name in e.attrib
    )
    for text in (svg(hostile), written):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "<script" not in text
    names = [line for line in written.splitlines() if "alert" in line]
    assert names
    for line in names:
        assert re.sub(r"#\d+;", "", line).count('"') in (0, 2)
        assert "%%" not in line.removeprefix("  %%")


def test_a_catalogue_and_policy_with_markup_in_their_names_are_drawn_with_it_escaped() -> None:
    modules = catalogue(module("<b>1", "Law"), module("S1"), module("D1"))
    stacking = graph_of('award a "A & <i>B</i>" { size 6 credits }', modules)
    diagram = answer_diagram(stacking.overview(), stacking)
    assert diagram is not None

    texts = [text.text for text in ElementTree.fromstring(svg(diagram)).iter(f"{SVG}text")]
    assert "A & <i>B</i>" in texts
    assert any("<b>1" in (text or "") for text in texts)
    assert "A #38; #60;i#62;B#60;/i#62;" in mermaid(diagram)


def test_a_diagram_is_drawn_alike_each_time() -> None:
    assert svg(overview()) == svg(overview())
    assert mermaid(overview()) == mermaid(overview())


def test_a_mermaid_flowchart_has_a_line_for_each_box_and_arrow() -> None:
    diagram = overview()
    lines = mermaid(diagram).splitlines()

    assert lines[0] == "flowchart LR"
    assert sum(":::" in line for line in lines) == len(diagram.boxes)
    assert sum("-->" in line or "-.->" in line for line in lines) == len(diagram.arrows)


def test_many_modules_are_summed_up_unless_all_are_asked_for() -> None:
    many = catalogue(*(module(f"M{n}", "Law") for n in range(30)))
    stacking = graph_of('award a "A" { size 6 credits }', many)
    found = stacking.overview()
    few, every = (
        answer_diagram(found, stacking, every_module=every_module) for every_module in (False, True)
    )
    assert few is not None
    assert every is not None

    assert [box.title for box in few.boxes] == ["A", "any of 30 modules"]
    assert "M29" not in mermaid(few)
    assert "M29" in mermaid(every)


def test_the_modules_of_a_box_are_named_by_the_areas_that_all_stand_under() -> None:
    boxes = {box.title: box.lines for box in overview().boxes}

    assert boxes["2 modules"][0] in ("Data", "Law")


def test_an_empty_diagram_is_an_svg_all_the_same() -> None:
    drawn = ElementTree.fromstring(svg(Diagram("Nothing", (), ())))

    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["Nothing"]


def test_texts_are_broken_at_blanks_and_wide_letters_count_twice() -> None:
    assert wrapped("one two three", 7) == ("one two", "three")
    assert wrapped("abcdefghij", 4) == ("abcd", "efgh", "ij")
    assert wrapped("專業實踐證書", 4) == ("專業", "實踐", "證書")
    assert wrapped("", 4) == ("",)


def test_without_the_library_that_lays_out_a_diagram_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "igraph", None)

    with pytest.raises(MicrocreditError, match=r"microcredit\[diagrams\]"):
        svg(overview())


def test_json_is_json() -> None:
    stacking = graph_of()

    assert json.loads(json.dumps(stacking_json(stacking.overview(), stacking)))["areas"] == 3
