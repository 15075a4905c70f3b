"""Columns of every type say what the same cells of a CSV file would say."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from microcredit.batches.arrow_columns import as_cells, cell, check_schema, normalised
from microcredit.batches.audited import audited
from microcredit.batches.plan import Plan
from microcredit.errors import RecordError


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["a", None]), ["a", None]),
        (pa.array(["a", None], pa.large_string()), ["a", None]),
        (pa.array(["a", None], pa.string_view()), ["a", None]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([4, None]), ["4", None]),
        (pa.array([True, False, None]), ["yes", "no", None]),
        (
            pa.array([Decimal("22.500"), Decimal("6.000"), Decimal("0.001"), None]),
            ["22.5", "6", "0.001", None],
        ),
        (pa.array([Decimal("100")]), ["100"]),
        (pa.array([date(2024, 2, 29)]), ["2024-02-29"]),
        (pa.array([date(2024, 2, 29)], pa.date64()), ["2024-02-29"]),
        (pa.array([datetime(2024, 2, 29), None]), ["2024-02-29", None]),
        (pa.array([datetime(2024, 2, 29, 12)]), ["2024-02-29 12:00:00"]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_a_column_says_what_a_csv_file_would(column: Any, texts: list[str | None]) -> None:
    assert as_cells(column, day=False).to_pylist() == texts


@pytest.mark.parametrize("kind", [pa.list_(pa.string()), pa.large_list(pa.large_string())])
def test_a_list_is_a_list_and_no_text_with_semicolons(kind: Any) -> None:
    column = pa.array([["a;b", "c"], [], None], kind)

    assert [cell(text) for text in as_cells(column, day=False).to_pylist()] == [
        ["a;b", "c"],
        "",
        None,
    ]


def test_text_that_starts_like_a_list_is_made_unreadable(plan: Plan) -> None:
    rows = {"learner": ["a"], "module": ["AI101"], "status": ["passed"]}
    rows |= {"completed_on": ["2025-01-01"], "areas": ["\x1fArtificial Intelligence"]}

    found = audited(pa.RecordBatch.from_pydict(rows), plan).to_pylist()

    assert found[0]["award"] is None
    assert "expected no control characters" in found[0]["problems"][0]["problem"]


def test_typed_columns_and_text_give_the_same_verdicts(plan: Plan) -> None:
    typed = pa.table(
        {
            "learner": [17] * 5,
            "module": pa.array(["AI101", "AI102", "AI103", "AI104", "TEA01"]).dictionary_encode(),
            "completed_on": [date(2024, month, 1) for month in range(1, 6)],
            "status": ["passed"] * 5,
            "credits": pa.array([Decimal("6.00")] * 5),
            "level": pa.array([4, 4, 4, 4, None], pa.int8()),
            "recognised": [False] * 5,
            "used_for": pa.array([[]] * 4 + [None], pa.list_(pa.string())),
        }
    )
    text = pa.table(
        {
            "learner": ["17"] * 5,
            "module": ["AI101", "AI102", "AI103", "AI104", "TEA01"],
            "completed_on": [f"2024-0{month}-01" for month in range(1, 6)],
            "status": ["passed"] * 5,
            "credits": ["6"] * 5,
            "level": ["4", "4", "4", "4", ""],
            "recognised": ["no"] * 5,
            "used_for": [""] * 5,
        }
    )

    found = audited(typed.to_batches()[0], plan).to_pylist()

    assert found == audited(text.to_batches()[0], plan).to_pylist()
    assert [row["outcome"] for row in found if row["award"] == "certificate-pp"] == ["earned"]


@pytest.mark.parametrize("kind", [pa.float64(), pa.binary(), pa.time32("s"), pa.struct([])])
def test_a_column_that_cannot_be_exact_is_refused(kind: Any) -> None:
    names = [(name, pa.string()) for name in ("learner", "module", "status")]

    with pytest.raises(RecordError, match=r"column `credits`: the column is of .*cannot be read"):
        check_schema(pa.schema([*names, ("credits", kind)]), "records")


@pytest.mark.parametrize("blank", [" ada ", "ada\u3000", "\tada\n", "\x1cada"])
def test_blanks_around_a_learners_id_are_no_part_of_it(blank: str) -> None:
    batch = pa.RecordBatch.from_pydict(
        {"learner": ["ada", blank], "module": ["A", "B"], "status": ["passed"] * 2}
    )

    assert normalised(batch).column("learner").to_pylist() == ["ada", "ada"]
