"""Random awards of the everyday kind, with learners: what is decided from looks and kernels.

Unlike the other random cases these leave out what only the whole engine decides, and draw amounts
near what the learner has, so that most questions are close."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve
from hypothesis import reject, strategies as st

from microcredit.errors import PolicyError
from microcredit.language.load import policies_from_text
from microcredit.model.record import Record
from tests.strategies import FRAMEWORK, Case
from tests.strategies_conditions import decimal
from tests.strategies_learners import ON, Chance, catalogues, transcripts

GRADES = "  grades marks { no points M }"
SELECTIONS = (
    'under "Arts"',
    'under "Science"',
    'in "Music"',
    'in "Biology"',
    "at level 4 or above",
    "at level 5",
    'tagged "project"',
    'in "Music", at level 5',
    'graded "B+" or better on "letters"',
)


@st.composite
def plain_cases(draw: st.DrawFn) -> Case:
    """One award of everyday lines, perhaps with another that it needs, and a learner."""
    chance = Chance(draw)
    catalogue = draw(catalogues(known=True))
    drawn = draw(transcripts(catalogue, most=9))
    learner = evolve(drawn, conferred=(), facts={}, attestations=())
    passed = [record for record in learner.records if record.status == "passed"]
    lines = [f"size {_amount(chance, passed)} credits"]
    if chance.one_in(3):
        lines.append("for the highest level of 3 to 5")
        share = chance.pick((50, 60, 75))
        lines.append(f"require depth: at least {share}% of credits at that level or above")
    if chance.one_in(3):
        share = chance.pick((40, 50, 75))
        lines.append(
            'optionally for some theme in areas under "Arts" { '
            f"require focus: at least {share}% of credits in theme }}"
        )
    if chance.one_in(2):
        event = chance.pick(("completion", "award of the module"))
        lines.append(f"credits expire {chance.pick((1, 3, 5))} years after {event}")
    if chance.one_in(4):
        lines.append(f"count only modules passed, not {chance.pick(SELECTIONS[:6])}")
    if chance.one_in(6):
        lines.append(f"repeats count {chance.pick(('best', 'first', 'latest'))}")
    lines += [f"require {_condition(chance, passed)}" for _ in range(draw(st.integers(0, 2)))]
    if chance.one_in(3):
        lines += _parts(chance, passed)
    if chance.one_in(4):
        lines.append("effective " + chance.pick(("2020-01-01 onwards", "2027-01-01 onwards")))
    extra = ""
    if chance.one_in(4):
        lines.append(f"require {chance.pick(('', 'not '))}award base")
        extra = f'award base "Base" {{\n  size {_amount(chance, passed)} credits\n}}\n'
    body = "".join(f"  {line}\n" for line in lines)
    text = FRAMEWORK.replace("SCALES", GRADES) + extra + f'award main "Main" {{\n{body}}}\n'
    try:
        policies = policies_from_text(text, vocabulary=catalogue.vocabulary)
    except PolicyError:
        reject()
    return Case(text, policies, "main", learner, catalogue, ON)


def _amount(chance: Chance, records: Sequence[Record]) -> str:
    """What some of the records come to, or a little more; as a policy writes it."""
    some = chance.some(records, 0, len(records)) if records else []
    total = sum((record.credits or Fraction(0) for record in some), Fraction(0))
    total = max(Fraction(1), total + chance.pick((0, 0, 0, 1)))
    return decimal(total)


def _condition(chance: Chance, records: Sequence[Record]) -> str:
    picked = chance.pick(SELECTIONS)
    match chance.pick(("least", "most", "share", "modules", "areas", "either", "average", "any")):
        case "least":
            return f"at least {_amount(chance, records)} credits {picked}"
        case "most":
            return f"at most {_amount(chance, records)} credits {picked}"
        case "share":
            side = chance.pick(("least", "most"))
            return f"at {side} {chance.pick((25, 50, 60))}% of credits {picked}"
        case "modules":
            return f"at least {chance.pick((1, 2, 3))} modules {picked}"
        case "areas":
            side = chance.pick(("least", "most"))
            return f"at {side} {chance.pick((1, 2, 3))} areas"
        case "average":
            return f"average grade at least {chance.pick((2, 3))} {picked}"
        case "any":
            side = chance.pick(("least", "most"))
            one = chance.pick(("area", "level"))
            return f"at {side} {_amount(chance, records)} credits in any one {one}"
        case _:
            other = chance.pick(SELECTIONS)
            return (
                f"either {{ require at least {_amount(chance, records)} credits {picked} }} "
                f"or {{ require at least {_amount(chance, records)} credits {other} }}"
            )


def _parts(chance: Chance, records: Sequence[Record]) -> list[str]:
    first, second = chance.pick(SELECTIONS[:6]), chance.pick(SELECTIONS[:6])
    lines = [
        f"part core {{ require at least {_amount(chance, records)} credits {first} }}",
        f"part rest {{ require at least {_amount(chance, records)} credits {second} }}",
    ]
    if chance.one_in(2):
        limit = chance.pick(("1 module", "3 credits", "6 credits"))
        lines.append(f"share at most {limit} between core and rest")
    if chance.one_in(3):
        return ["part inside choose 1 {", *(f"  {line}" for line in lines), "}"]
    return lines
