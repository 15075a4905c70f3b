"""Refutations in words: why an award is not earned, and cannot be with these records."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from microcredit.engine.checker import Board, Choice, Demands
from microcredit.engine.normal_form import Binding, Met, NormalForm
from microcredit.engine.proof import ByChoice, ByRecord, Refutation, Settled, Sum
from microcredit.model.credit import amount_text
from microcredit.wording.plain import clean

MOST_LINES = 24
"""Lines for one refutation, before the rest is left to the JSON."""


@frozen
class Said:
    """A refutation in words: of an edition, with these decisions made use of, under a binding that
    stands for all with the same refutation; ``passed`` with everything under way taken as
    passed."""

    form: NormalForm
    decisions: tuple[str, ...]
    passed: bool
    binding: Binding
    lines: tuple[str, ...]


def explained(said: Sequence[Said]) -> tuple[str, ...]:
    """Why an award is not earned, a line each: for every edition, decision and binding."""
    lines: list[str] = []
    for (form, decisions, passed), group in groupby(said, _about):
        each = list(group)
        about = [f"edition {form.edition}"] * (len({one.form.edition for one in said}) > 1)
        about += [f"with {_listed(decisions)} made use of"] * bool(decisions)
        about += ["even if all that is under way is passed"] * passed
        if about:
            lines.append(clean(f"{', '.join(about)}:"))
        for one in each:
            named = _bound(form, one.binding) if len(each) > 1 else ""
            mark = f"  {named}: " if named and len(one.lines) == 1 else "  "
            if named and len(one.lines) > 1:
                lines.append(clean(f"  {named}:"))
            lines += [f"{mark}{line}" for line in one.lines]
    return tuple(lines)


def _about(said: Said) -> tuple[NormalForm, tuple[str, ...], bool]:
    return said.form, said.decisions, said.passed


def _bound(form: NormalForm, binding: Binding) -> str:
    """What the names stand for, where the award has any to find."""
    pairs = zip(form.variables, binding, strict=True)
    return ", ".join(f"{v.name} {value}" if value else f"no {v.name}" for v, value in pairs)


def sentences(board: Board, refutation: Refutation) -> tuple[str, ...]:
    """The refutation of a case in sentences, a line each; cases within it are indented."""
    lines = list(_sentences(board, refutation))
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        return (*lines[:MOST_LINES], f"and {rest} more lines, which the JSON has")
    return tuple(lines)


def _sentences(board: Board, refutation: Refutation) -> Iterator[str]:
    match refutation:
        case Sum(rows):
            yield _sum(board, dict(rows))
        case Settled(requirements):
            names = _listed(requirements) if requirements else "what is asked"
            verb = "are" if len(requirements) > 1 else "is"
            yield clean(f"{names} {verb} not met, whatever counts")
        case ByChoice(choice, of):
            cases = board.cases(choice)
            yield clean(f"each way to meet `{choice}` fails:")
            for number, (case, each) in enumerate(zip(cases, of, strict=True), 1):
                yield from _under(f"{number}. ", _sentences(case, each))
        case ByRecord(record, part, stands, otherwise):
            there, elsewhere = board.parted(record, part)
            yield clean(f"where `{record}` counts in `{part}`:")
            yield from _under("", _sentences(there, stands))
            yield "where it does not:"
            yield from _under("", _sentences(elsewhere, otherwise))
        case _:
            yield f"a search of {refutation.steps} steps found nothing"


def _under(mark: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  {mark if not number else ' ' * len(mark)}{line}"


def _sum(board: Board, times: Mapping[int, int]) -> str:
    """What the requirements ask for together, and what there is; in credits or modules where every
    record counts alike for each of them."""
    asked, there = board.sum(times)
    by_row = {row: tuple(dict.fromkeys(_names(board.demands, row))) for row in times}
    names = tuple(dict.fromkeys(name for each in by_row.values() for name in each))
    listed, count = _listed(names), len(names)
    one, unit = _unit(board, times)
    written = sum(many * board.laid.row(row)[1] for row, many in times.items())
    if one is not None and there < written <= asked:
        need, have = amount_text(written / one), amount_text(there / one)
        if count == 1:
            return clean(f"{listed} needs {need} {unit}; {have} can serve it")
        return clean(
            f"{listed}: these {count} requirements need {need} {unit} together; {have} of the "
            "learner's can serve any of them"
        )
    if count == 1:
        return clean(f"{listed} asks for more than there is, whatever counts: {asked} to {there}")
    each = ", ".join(
        f"{many} times {_listed(by_row[row])}" if many > 1 else _listed(by_row[row])
        for row, many in times.items()
    )
    return clean(
        f"{listed} cannot all be met: added up ({each}), in the least whole numbers, they ask for "
        f"{asked}, and {there} is the most there is"
    )


def _unit(board: Board, times: Mapping[int, int]) -> tuple[Fraction | None, str | None]:
    """How much one credit (or module) is in the sum, where it is the same in all rows."""
    found: set[tuple[Fraction, str]] = set()
    for row, many in times.items():
        form_row = board.laid.form.rows[row]
        values = {term.value for term in form_row.terms}
        if form_row.unit not in ("credits", "modules") or values != {form_row.unit}:
            return None, None
        if form_row.need <= 0 or any(term.coefficient <= 0 for term in form_row.terms):
            return None, None
        _, need = board.laid.row(row)
        found.add((many * need / form_row.need, form_row.unit))
    return found.pop() if len(found) == 1 else (None, None)


def _names(demands: Demands, row: int) -> Iterator[str]:
    """The ids under which the row is asked for."""
    for name, demand in demands:
        if isinstance(demand, Met) and demand.row == row:
            yield name
        elif isinstance(demand, Choice):
            inside = [each for _, one in demand.of for each in _names(one, row)]
            yield from inside


def _listed(names: Sequence[str]) -> str:
    ticked = [f"`{name}`" if " " not in name else name for name in names]
    return f"{', '.join(ticked[:-1])} and {ticked[-1]}" if len(ticked) > 1 else "".join(ticked)
