"""Adversaries: awards whose parts ask for a three-partition of the learner's records.

To split three times as many numbers as there are parts into triples of one sum is NP-hard in the
strong sense (Garey and Johnson, *Computers and Intractability*, 1979, SP15). Every part asks the
same, each number lies between a quarter and half of the sum, and the numbers come to exactly what
is needed: each row looks as if it could be met until nearly all records are placed.
"""

from datetime import date
from fractions import Fraction
from random import Random

import microcredit as mc
from microcredit.model.area import Area
from microcredit.model.module import Module

SUM = 200
"""Credits that each part asks for."""

AREA = "Anything"

FRAMEWORK = """language 1
framework steps "Steps" {
  levels 1 to 7
  credits "step"
}
"""


def three_partition(
    parts: int, seed: int, feasible: bool
) -> tuple[str, mc.Catalogue, mc.Transcript]:
    """The policy's text (its award is `main`), the catalogue, and the learner's records: three for
    each part. Earned if and only if ``feasible``."""
    sizes = three_partition_sizes(parts, seed, feasible)
    lines = [
        f'  part p{part} {{ require exactly {SUM} credits in "{AREA}" }}\n' for part in range(parts)
    ]
    text = FRAMEWORK + 'award main "Main" {\n' + "".join(lines) + "}\n"
    codes = [f"M{place:03}" for place in range(len(sizes))]
    modules = {
        code: Module(code, code, Fraction(size), 5, (AREA,), scheme="step")
        for code, size in zip(codes, sizes, strict=True)
    }
    day = date(2025, 1, 31)
    records = tuple(
        mc.Record(id=code, module=code, status="passed", completed_on=day, awarded_on=day)
        for code in codes
    )
    return text, mc.Catalogue(modules, {AREA: Area(AREA)}), mc.Transcript("learner", records)


def three_partition_sizes(parts: int, seed: int, feasible: bool) -> list[int]:
    """Numbers above a quarter and below half of ``SUM`` that come to ``parts`` times it.

    The numbers are even and split into triples; where it is not to be feasible, the two largest of
    different triples become odd, one up and one down. An odd number can then only stand with the
    other one, and beside these two there is no room for a third.
    """
    random = Random(f"{parts} {seed}")
    while True:
        triples = [_triple(random) for _ in range(parts)]
        first, second = sorted(range(parts), key=lambda place: max(triples[place]))[-2:]
        if feasible or max(triples[first]) + max(triples[second]) > SUM * 3 // 4:
            break
    if not feasible:
        for triple, change in ((triples[first], -1), (triples[second], 1)):
            triple[triple.index(max(triple))] += change
    sizes = [size for triple in triples for size in triple]
    random.shuffle(sizes)
    return sizes


def _triple(random: Random) -> list[int]:
    """Three even numbers in range that come to ``SUM``."""
    inside = range(SUM // 4 + 2, SUM // 2 - 2, 2)
    while True:
        first, second = random.choice(inside), random.choice(inside)
        if SUM - first - second in inside:
            return [first, second, SUM - first - second]
