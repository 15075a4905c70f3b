"""The folders of the package are floors, and no file reaches above its own."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = (
    {"errors", "source", "shipped"},
    {"wording"},
    {"language"},
    {"model"},
    {"engine"},
    {"graph"},
    {"records", "reports"},
    {"batches"},
    {"cli", "service", "editor", "__main__"},
)
TOP = len(FLOORS) - 1
APART = {("records", "reports"), ("reports", "records")}

DOORS = "microcredit"
CHECKER = "microcredit.engine.checker"
LAID = "microcredit.engine.laid"
NORMAL_FORM = "microcredit.engine.normal_form"
PROOF = "microcredit.engine.proof"

HEAVY = {
    "highspy",
    "igraph",
    "lark",
    "networkx",
    "numpy",
    "pendulum",
    "polars",
    "pyarrow",
    "pyspark",
    "rich",
}
CLOCKS = {"random", "time"}
READINGS = {"now", "today", "utcnow"}
HOMELESS = {"common", "helpers", "types", "utils"}
LONGEST = 400


class Import:
    """One name that a file imports: `from a import b` imports `a.b`."""

    def __init__(self, name: str, line: int, *, inside_function: bool) -> None:
        self.name = name
        self.line = line
        self.inside_function = inside_function

    def comes_from(self, module: str) -> bool:
        return self.name == module or self.name.startswith(f"{module}.")


class File:
    """A Python file, under the dotted name that it is imported by."""

    def __init__(self, name: str, text: str, *, folder: bool = False) -> None:
        self.name = name
        self.text = text
        self.folder = folder

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(self.walk(self.tree, inside_function=False))

    def walk(self, node: ast.AST, *, inside_function: bool) -> Iterator[Import]:
        match node:
            case ast.Import(names):
                for alias in names:
                    yield Import(alias.name, node.lineno, inside_function=inside_function)
            case ast.ImportFrom(module, names, level):
                home = [*self.package_at(level or 0), *([module] if module else [])]
                for alias in names:
                    name = ".".join([*home, alias.name])
                    yield Import(name, node.lineno, inside_function=inside_function)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                inside_function = True
        for child in ast.iter_child_nodes(node):
            yield from self.walk(child, inside_function=inside_function)

    def package_at(self, level: int) -> list[str]:
        """Where the dots of a relative import lead: nowhere, the own folder, the one above."""
        if not level:
            return []
        steps = self.name.split(".")
        return steps[: len(steps) + (1 if self.folder else 0) - level]


def files() -> Iterator[File]:
    for path in sorted((ROOT / DOORS).rglob("*.py")):
        steps = path.relative_to(ROOT).with_suffix("").parts
        folder = steps[-1] == "__init__"
        yield File(
            ".".join(steps[:-1] if folder else steps),
            path.read_text(encoding="utf-8"),
            folder=folder,
        )


FILES = tuple(files())
BEHIND_THE_DOORS = tuple(file for file in FILES if file.name != DOORS)


def floor(name: str) -> str | None:
    """The file or folder of the package that a dotted name lies in, if any."""
    steps = name.split(".")
    return steps[1] if steps[0] == DOORS and len(steps) > 1 else None


def height(name: str) -> int:
    """The number of floors below a name; what lies on no floor is behind the doors, on top."""
    return next((number for number, names in enumerate(FLOORS) if floor(name) in names), TOP)


def at(file: File, line: int, complaint: str) -> str:
    return f"{file.name}:{line} {complaint}"


# Each rule gives what is wrong with a file.

Rule = Callable[[File], Iterator[str]]


def imports_climb(file: File) -> Iterator[str]:
    for imported in file.imports:
        if not imported.comes_from(DOORS):
            continue
        if height(imported.name) > height(file.name):
            yield at(file, imported.line, f"climbs to {imported.name}")
        if (floor(file.name), floor(imported.name)) in APART:
            yield at(file, imported.line, f"crosses over to {imported.name}")


def checker_trusts_others(file: File) -> Iterator[str]:
    for imported in file.imports if file.name in (CHECKER, LAID) else ():
        trusted = any(map(imported.comes_from, (NORMAL_FORM, PROOF, LAID)))
        if imported.comes_from(DOORS) and not trusted:
            yield at(file, imported.line, f"imports {imported.name}")


def libraries_are_out_of_their_folders(file: File) -> Iterator[str]:
    for imported in file.imports:
        for library, home in ("lark", "language"), ("networkx", "graph"):
            if imported.comes_from(library) and floor(file.name) != home:
                yield at(file, imported.line, f"imports {imported.name}, which belongs in {home}")


def imports_hide_in_functions(file: File) -> Iterator[str]:
    for imported in file.imports:
        if imported.inside_function and imported.name.split(".")[0] not in HEAVY:
            yield at(file, imported.line, f"imports {imported.name} inside a function")


def looks_at_the_clock(file: File) -> Iterator[str]:
    if height(file.name) == TOP:
        return
    for imported in file.imports:
        library, *_, last = imported.name.split(".") * 2
        if library in CLOCKS or (library == "pendulum" and last in READINGS):
            yield at(file, imported.line, f"imports {imported.name}")
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr in READINGS:
            yield at(file, node.lineno, f"asks for {node.attr}")


def name_says_nothing(file: File) -> Iterator[str]:
    if HOMELESS.intersection(file.name.split(".")):
        yield file.name


def too_long(file: File) -> Iterator[str]:
    lines = file.text.count("\n")
    if lines > LONGEST:
        yield f"{file.name} has {lines} lines"


def folder_holds_code(file: File) -> Iterator[str]:
    if file.folder and file.text.strip():
        yield f"{file.name}/__init__.py is not empty"


def complaints(rule: Rule, among: tuple[File, ...] = BEHIND_THE_DOORS) -> list[str]:
    return [complaint for file in among for complaint in rule(file)]


def test_every_file_of_the_package_stands_on_a_floor() -> None:
    known = set().union(*FLOORS)

    assert [file.name for file in BEHIND_THE_DOORS if floor(file.name) not in known] == []


def test_no_import_climbs_and_records_and_reports_leave_each_other_alone() -> None:
    assert complaints(imports_climb) == []


def test_the_checker_of_proofs_imports_only_the_normal_form_and_proofs_as_data() -> None:
    assert complaints(checker_trusts_others) == []


def test_only_the_language_knows_lark_and_only_the_graph_knows_networkx() -> None:
    assert complaints(libraries_are_out_of_their_folders, FILES) == []


def test_only_heavy_libraries_are_imported_inside_functions() -> None:
    assert complaints(imports_hide_in_functions) == []


def test_nothing_below_the_command_line_looks_at_the_clock_or_rolls_dice() -> None:
    assert complaints(looks_at_the_clock) == []


def test_every_file_is_named_after_the_thing_in_it() -> None:
    assert complaints(name_says_nothing, FILES) == []


def test_no_file_is_above_400_lines() -> None:
    assert complaints(too_long, FILES) == []


def test_every_init_file_below_the_doors_is_empty() -> None:
    assert complaints(folder_holds_code) == []


def test_importing_the_package_loads_no_heavy_library() -> None:
    asked = f"import sys, {DOORS}; print(*sorted({HEAVY} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.split() == []


BREACHES: list[tuple[Rule, str, str, str]] = [
    (
        imports_climb,
        "microcredit.model.credit",
        "from microcredit.engine.audit import audit",
        "microcredit.model.credit:1 climbs to microcredit.engine.audit.audit",
    ),
    (
        imports_climb,
        "microcredit.language.check",
        "\nfrom microcredit import model",
        "microcredit.language.check:2 climbs to microcredit.model",
    ),
    (
        imports_climb,
        "microcredit.language.check",
        "from ..model.area import Area",
        "microcredit.language.check:1 climbs to microcredit.model.area.Area",
    ),
    (
        imports_climb,
        "microcredit.engine.audit",
        "from microcredit import load_policies",
        "microcredit.engine.audit:1 climbs to microcredit.load_policies",
    ),
    (
        imports_climb,
        "microcredit.engine.audit",
        "import microcredit",
        "microcredit.engine.audit:1 climbs to microcredit",
    ),
    (
        imports_climb,
        "microcredit.errors",
        "if TYPE_CHECKING:\n    from microcredit.language.syntax import Node",
        "microcredit.errors:2 climbs to microcredit.language.syntax.Node",
    ),
    (
        imports_climb,
        "microcredit.records.csv",
        "import microcredit.reports.text",
        "microcredit.records.csv:1 crosses over to microcredit.reports.text",
    ),
    (
        checker_trusts_others,
        "microcredit.engine.checker",
        "from microcredit.engine.search import search",
        "microcredit.engine.checker:1 imports microcredit.engine.search.search",
    ),
    (
        checker_trusts_others,
        "microcredit.engine.laid",
        "from microcredit.engine.table import Table",
        "microcredit.engine.laid:1 imports microcredit.engine.table.Table",
    ),
    (
        checker_trusts_others,
        "microcredit.engine.checker",
        "from . import search",
        "microcredit.engine.checker:1 imports microcredit.engine.search",
    ),
    (
        libraries_are_out_of_their_folders,
        "microcredit.engine.compile",
        "from lark import Tree",
        "microcredit.engine.compile:1 imports lark.Tree, which belongs in language",
    ),
    (
        libraries_are_out_of_their_folders,
        "microcredit.reports.diagram",
        "def draw():\n    import networkx as nx",
        "microcredit.reports.diagram:2 imports networkx, which belongs in graph",
    ),
    (
        imports_hide_in_functions,
        "microcredit.engine.audit",
        "class Audit:\n    def decide(self):\n        if self:\n            import json",
        "microcredit.engine.audit:4 imports json inside a function",
    ),
    (
        looks_at_the_clock,
        "microcredit.engine.audit",
        "import datetime as dt\nday = dt.date.today()",
        "microcredit.engine.audit:2 asks for today",
    ),
    (
        looks_at_the_clock,
        "microcredit.model.validity",
        "from time import monotonic",
        "microcredit.model.validity:1 imports time.monotonic",
    ),
    (
        looks_at_the_clock,
        "microcredit.model.validity",
        "from pendulum import today",
        "microcredit.model.validity:1 imports pendulum.today",
    ),
    (name_says_nothing, "microcredit.engine.utils", "", "microcredit.engine.utils"),
    (too_long, "microcredit.engine.search", "\n" * 401, "microcredit.engine.search has 401 lines"),
]


@pytest.mark.parametrize(("rule", "name", "text", "complaint"), BREACHES)
def test_a_breach_is_noticed(rule: Rule, name: str, text: str, complaint: str) -> None:
    assert list(rule(File(name, text))) == [complaint]


def test_an_init_file_with_code_in_it_is_noticed() -> None:
    file = File("microcredit.engine", "from .audit import audit\n", folder=True)

    assert list(folder_holds_code(file)) == ["microcredit.engine/__init__.py is not empty"]
    assert [imported.name for imported in file.imports] == ["microcredit.engine.audit.audit"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("microcredit.engine.audit", "from microcredit.language.syntax import Award"),
        ("microcredit.engine.audit", "from .verdict import Verdict"),
        ("microcredit.engine.audit", "from microcredit.shipped import shipped"),
        ("microcredit.cli.main", "from microcredit.reports.text import report"),
        ("microcredit.engine.checker", "from microcredit.engine.normal_form import Row"),
        ("microcredit.graph.stacking", "def order():\n    import networkx"),
        ("microcredit.language.parse", "def parser():\n    from lark import Lark"),
        ("microcredit.cli.main", "from datetime import date\ntoday = date.today()"),
    ],
)
def test_an_import_that_keeps_to_its_floor_is_left_alone(name: str, text: str) -> None:
    rules = (
        imports_climb,
        checker_trusts_others,
        libraries_are_out_of_their_folders,
        imports_hide_in_functions,
        looks_at_the_clock,
    )

    assert [complaint for rule in rules for complaint in rule(File(name, text))] == []
