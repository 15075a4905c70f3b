"""Catalogues that read, and every fault of one that does not."""

import hashlib
import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from microcredit.errors import CatalogueError, StackingCycleError
from microcredit.records.catalogue import read_catalogue

Write = Callable[[str, str | bytes], str]
MODULES = "code,title,credits,level,areas,prerequisites,formerly\n"
AREAS = "area,under\nData,\nStatistics,Data\n"


def complaints(name: str) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(name)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_of_two_tables_is_a_catalogue_in_its_own_order(write: Write) -> None:
    modules = (
        "code,title,title_zh_hant,credits,scheme,level,areas,contact_hours,cef,fee,terms,"
        "prerequisites,tags,formerly,title_zh_hans\n"
        "B1,Second,二,7.5,ECTS,5,Statistics,22.5,yes,4950,autumn;spring,A1,core,Z9,二\n"
        "A1,First,,6,,,,,,,,,,,\n"
    )
    write("c/modules.csv", modules)
    write("c/areas.csv", AREAS)

    catalogue = read_catalogue("c")
    second = catalogue.modules["B1"]

    assert (list(catalogue.modules), list(catalogue.areas)) == (
        ["B1", "A1"],
        ["Data", "Statistics"],
    )
    assert (second.credits, second.scheme, second.level) == (Fraction(15, 2), "ECTS", 5)
    assert (second.areas, second.prerequisites, second.tags) == (
        ("Statistics",),
        ("A1",),
        ("core",),
    )
    assert (second.contact_hours, second.cef, second.fee) == (
        Fraction(45, 2),
        True,
        Fraction(4950),
    )
    assert (second.title_zh_hant, second.terms, second.formerly) == (
        "二",
        ("autumn", "spring"),
        ("Z9",),
    )
    assert second.facts == {"title_zh_hans": "二"}
    assert catalogue.columns == ("title_zh_hans",)
    assert (catalogue.modules["A1"].areas, catalogue.modules["A1"].level) == ((), None)
    assert catalogue.areas["Statistics"].under == "Data"
    assert catalogue.sources == (
        ("c/modules.csv", hashlib.sha256(modules.encode()).hexdigest()),
        ("c/areas.csv", hashlib.sha256(AREAS.encode()).hexdigest()),
    )


def test_a_document_is_the_same_catalogue(write: Write) -> None:
    write("c/modules.csv", MODULES + "A1,First,7.5,4,Statistics;Data,,Z8;Z9\n")
    write("c/areas.csv", AREAS)
    module = {
        "code": "A1",
        "title": "First",
        "credits": 7.5,
        "level": 4,
        "areas": ["Statistics", "Data"],
        "formerly": ["Z8", "Z9"],
    }
    areas = [{"area": "Data"}, {"area": "Statistics", "under": "Data"}]
    document = {"format": "microcredit.catalogue/1", "modules": [module], "areas": areas}

    assert read_catalogue("c") == read_catalogue(write("c.json", json.dumps(document)))


def test_columns_of_its_own_are_named_once_and_their_cells_are_text(write: Write) -> None:
    module = {"code": "A", "title": "A", "credits": 6, "provider": "Alpha", "online": True}
    other = {"code": "B", "title": "B", "credits": 6, "seats": 12.5, "provider": None}
    document = {
        "format": "microcredit.catalogue/1",
        "modules": [module, other],
        "areas": [{"area": "Data", "head": "Eve"}],
    }

    catalogue = read_catalogue(write("c.json", json.dumps(document)))

    assert catalogue.columns == ("provider", "online", "seats", "head")
    assert catalogue.modules["A"].facts == {"provider": "Alpha", "online": "yes"}
    assert catalogue.modules["B"].facts == {"seats": "12.5"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A1,,6,4,,,", "column `title`: expected a value"),
        ("A1,T,,4,,,", "column `credits`: expected a value"),
        ("A1,T,0,4,,,", "column `credits`: expected credits above 0 and up to 1,000, not `0`"),
        ("A1,T,6,IV,,,", "column `level`: expected a whole number from 0 to 99999, not `IV`"),
        ("M1,T,6,4,,,", "column `code`: the module `M1` is already at line 2"),
        (
            "A1,T,6,4,,,M1",
            "column `formerly`: the former code `M1` is the present code of the module at line 2",
        ),
        (
            "A1,T,6,4,,,M0",
            "column `formerly`: the former code `M0` is also that of the module at line 2",
        ),
        (
            "A1,T,6,4,Statistcs,,",
            "column `areas`: unknown area `Statistcs` (did you mean `Statistics`?)",
        ),
        ("A1,T,6,4,Zoo,,", "column `areas`: unknown area `Zoo`"),
        (
            "A1,T,6,4,,m1,",
            "column `prerequisites`: unknown module `m1` (did you mean `M1`?)",
        ),
        (
            "A1,T,6,4,,A1,",
            "column `prerequisites`: the module `A1` is a prerequisite of itself",
        ),
        ("A1,T,6,4", "expected 7 cells, as in the header, not 4"),
    ],
)
def test_a_bad_module_is_named_with_its_line_and_column(
    write: Write, row: str, message: str
) -> None:
    write("c/modules.csv", MODULES + f"M1,Sound,6,4,Statistics,,M0\n{row}\n")
    write("c/areas.csv", AREAS)
    separator = ": " if message.startswith("expected") else ", "

    assert complaints("c") == [f"c/modules.csv:3{separator}{message}"]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("contact_hours", "30h", "expected a number like `4950` or `7.5`, not `30h`"),
        ("fee", "HK$5280", "expected a number like `4950` or `7.5`, not `HK$5280`"),
        ("fee", "-1", "expected a number like `4950` or `7.5`, not `-1`"),
        ("cef", "Y", "expected `yes` or `no`, not `Y`"),
    ],
)
def test_bad_hours_fees_and_marks_are_named(
    write: Write, column: str, cell: str, message: str
) -> None:
    write("c/modules.csv", f"code,title,credits,{column}\nA1,T,6,{cell}\n")
    write("c/areas.csv", AREAS)

    assert complaints("c") == [f"c/modules.csv:2, column `{column}`: {message}"]


def test_a_prerequisite_by_a_former_code_is_known(write: Write) -> None:
    write("c/modules.csv", MODULES + "A1,T,6,4,,M0,\nM1,T,6,4,,,M0\n")
    write("c/areas.csv", AREAS)

    assert read_catalogue("c").modules["A1"].prerequisites == ("M0",)


def test_areas_must_be_there_once_and_under_areas_that_are_there(write: Write) -> None:
    write("c/modules.csv", MODULES)
    write("c/areas.csv", "area,under\nData,\nStatistics,Dat\nData,\n")

    assert complaints("c") == [
        "c/areas.csv:4, column `area`: the area `Data` is already at line 2",
        "c/areas.csv:3, column `under`: unknown area `Dat` (did you mean `Data`?)",
    ]


@pytest.mark.parametrize(
    ("areas", "links", "message"),
    [
        ("A,A\n", ("A", "A"), ":2, column `under`: {}`A`, which is under `A`"),
        (
            "X,B\nA,C\nB,A\nC,B\n",
            ("B", "A", "C", "B"),
            ":4, column `under`: {}`B`, which is under `A`, which is under `C`, which is under `B`",
        ),
    ],
)
def test_areas_in_a_circle_name_every_link(
    write: Write, areas: str, links: tuple[str, ...], message: str
) -> None:
    write("c/modules.csv", MODULES)
    write("c/areas.csv", "area,under\n" + areas)

    with pytest.raises(StackingCycleError) as caught:
        read_catalogue("c")

    said = message.format("areas are under one another in a circle: ")
    assert caught.value.links == links
    assert str(caught.value) == "c/areas.csv" + said


@pytest.mark.parametrize(
    ("modules", "links", "message"),
    [
        ("A,B\nB,A\n", ("A", "B", "A"), ":2"),
        ("X,A\nA,Y;C\nC,B\nB,OLD\nY,\n", ("A", "C", "B", "A"), ":3"),
    ],
)
def test_prerequisites_in_a_circle_name_every_link(
    write: Write, modules: str, links: tuple[str, ...], message: str
) -> None:
    rows = [row.split(",") for row in modules.split()]
    text = "".join(f"{code},T,6,{before},{'OLD' if code == 'A' else ''}\n" for code, before in rows)
    write("c/modules.csv", "code,title,credits,prerequisites,formerly\n" + text)
    write("c/areas.csv", "area,under\n")

    with pytest.raises(StackingCycleError) as caught:
        read_catalogue("c")

    said = ", which has the prerequisite ".join(f"`{link}`" for link in links)
    circle = f"modules are prerequisites of one another in a circle: {said}"
    assert caught.value.links == links
    assert str(caught.value) == f"c/modules.csv{message}, column `prerequisites`: {circle}"


def test_a_long_row_of_prerequisites_is_no_circle(write: Write) -> None:
    rows = "".join(f"M{n},T,6,M{n + 1}\n" for n in range(3000))
    write("c/modules.csv", f"code,title,credits,prerequisites\n{rows}M3000,T,6,\n")
    write("c/areas.csv", "area,under\n")

    assert len(read_catalogue("c").modules) == 3001


def test_everything_wrong_is_said_at_once(write: Write) -> None:
    write("c/modules.csv", MODULES + "A1,T,x,4,Nil,A1,\n")
    write("c/areas.csv", "area,under\nA,A\n")

    assert [said.split(":")[0] for said in complaints("c")] == [
        *["c/modules.csv"] * 3,
        "c/areas.csv",
    ]


def test_both_tables_are_needed_and_both_are_named(write: Write) -> None:
    write("c/README.md", "x")

    assert complaints("c") == [
        "c/modules.csv: cannot be read: no such file or directory",
        "c/areas.csv: cannot be read: no such file or directory",
    ]


@pytest.mark.parametrize(
    ("column", "meant"), [("credit", "credits"), ("Title", "title"), ("tag", "tags")]
)
def test_a_column_that_looks_like_a_known_one_is_an_error(
    write: Write, column: str, meant: str
) -> None:
    write("c/modules.csv", f"code,title,credits,{column}\n")
    write("c/areas.csv", AREAS)

    assert complaints("c") == [
        f"c/modules.csv:1: unknown column `{column}` (did you mean `{meant}`?)"
    ]


def test_a_file_of_another_kind_is_no_catalogue(write: Write) -> None:
    assert complaints(write("c.csv", "x")) == [
        "c.csv: expected a folder with `modules.csv` and `areas.csv`, "
        "or a file that ends in `.json`"
    ]


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        ("[]", [": expected an object with the format `microcredit.catalogue/1`, not a list"]),
        (
            '{"format": "microcredit.catalogue/1", "area": []}',
            [
                ": unknown key `area` (did you mean `areas`?)",
                ", column `modules`: expected a list",
            ],
        ),
        (
            '{"format": "microcredit.catalogue/1", "modules": [{"code": "A", "title": "T"}]}',
            [", modules[0], column `credits`: expected a value"],
        ),
    ],
)
def test_a_document_that_is_no_catalogue_says_why(
    write: Write, content: str, messages: list[str]
) -> None:
    assert complaints(write("c.json", content)) == ["c.json" + message for message in messages]
