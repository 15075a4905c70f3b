"""A small college, which does not exist, for tests of the stacking graph."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from microcredit.graph.stacking import Stacking, stacking
from microcredit.language.load import policies_from_text
from microcredit.model.area import Area
from microcredit.model.catalogue import Catalogue
from microcredit.model.module import Module

ON = date(2026, 3, 1)

COLLEGE = """
external award degree "A degree"
award certificate "Certificate" {
  kind lower
  size 12 credits
  part core "Core" { require all of S1, D1 }
  part more { require theory: at least 6 credits in "Statistics" }
  share at most 1 module between core and more
}
award short "Short" { kind lower size 6 credits count only modules in "Law" }
award diploma "Diploma" {
  kind upper
  size 18 credits
  absorbs certificate
  require award certificate
  require law: at least 6 credits under "Law"
  require at most 6 credits in "Law"
}
award higher "Higher diploma" {
  kind upper
  size 18 credits
  builds on diploma
  require award diploma held
  require either { award degree held } or { learner entry is "experienced" }
}
award never "Never" { size 100 credits }
"""


def module(
    code: str,
    *areas: str,
    terms: tuple[str, ...] = (),
    prerequisites: tuple[str, ...] = (),
    formerly: tuple[str, ...] = (),
) -> Module:
    """A module of six credits at level 4."""
    return Module(
        code,
        f"Module {code}",
        Fraction(6),
        4,
        areas,
        terms=terms,
        prerequisites=prerequisites,
        formerly=formerly,
    )


def catalogue(*modules: Module, areas: Iterable[Area] = ()) -> Catalogue:
    """A catalogue of the modules; statistics are under data."""
    known = [Area("Data"), Area("Statistics", "Data"), Area("Law"), *areas]
    return Catalogue({one.code: one for one in modules}, {area.name: area for area in known})


MODULES = catalogue(
    module("S1", "Statistics", terms=("autumn",)),
    module("S2", "Statistics", terms=("autumn",), prerequisites=("S1",)),
    module("D1", "Data", terms=("autumn",), formerly=("D0",)),
    module("L1", "Law", terms=("autumn",)),
    module("L2", "Law"),
)


def graph_of(text: str = COLLEGE, modules: Catalogue = MODULES, *, on: date = ON) -> Stacking:
    """The stacking graph of a policy file."""
    return stacking(policies_from_text(text, "college.policy"), catalogue=modules, on=on)
