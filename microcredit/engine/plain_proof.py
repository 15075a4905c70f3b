"""Refutations in words: why an award is not earned, and cannot be with these records."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from attrs import frozen

from microcredit.engine.checker import Board, Choice, Demands
from microcredit.engine.normal_form import Binding, Met, NormalForm
from microcredit.engine.proof import ByChoice, ByRecord, Refutation, Settled, Sum
from microcredit.engine.readings import Unit
from microcredit.model.credit import amount_text
from microcredit.wording.measured import measured
from microcredit.wording.said import counted, listing, said, ticked

MOST_LINES = 24
"""Lines for one refutation, before the rest is left to the JSON."""


@frozen
class Worded:
    """A refutation in words: of an edition, with these decisions made use of, under a binding that
    stands for all with the same refutation; ``passed`` with everything under way taken as
    passed."""

    form: NormalForm
    decisions: tuple[str, ...]
    passed: bool
    binding: Binding
    lines: tuple[str, ...]


def explained(worded: Sequence[Worded]) -> tuple[str, ...]:
    """Why an award is not earned, a line each: for every edition, decision and binding."""
    lines: list[str] = []
    several = len({one.form.edition for one in worded}) > 1
    for (form, decisions, passed), group in groupby(worded, _about):
        each = list(group)
        about = [said("edition {edition}", edition=form.edition)] if several else []
        if decisions:
            about.append(said("with {decisions} made use of", decisions=_listed(decisions)))
        if passed:
            about.append(said("even if all that is under way is passed"))
        if about:
            lines.append(said("{about}:", about=listing(about)))
        for one in each:
            named = _bound(form, one.binding) if len(each) > 1 else ""
            if named and len(one.lines) == 1:
                lines.append(_under("  ", said("{case}: {why}", case=named, why=one.lines[0])))
                continue
            if named:
                lines.append(_under("  ", said("{about}:", about=named)))
            lines += [_under("  ", line) for line in one.lines]
    return tuple(lines)


def _about(worded: Worded) -> tuple[NormalForm, tuple[str, ...], bool]:
    return worded.form, worded.decisions, worded.passed


def _bound(form: NormalForm, binding: Binding) -> str:
    """What the names stand for, where the award has any to find."""
    pairs = zip(form.variables, binding, strict=True)
    return listing(
        said("{name} {value}", context="variable", name=v.name, value=value)
        if value
        else said("no {name}", context="variable", name=v.name)
        for v, value in pairs
    )


def sentences(board: Board, refutation: Refutation) -> tuple[str, ...]:
    """The refutation of a case in sentences, a line each; cases within it are indented."""
    lines = list(_sentences(board, refutation))
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        more = counted(
            "and {n} more line, which the JSON has",
            "and {n} more lines, which the JSON has",
            rest,
        )
        return (*lines[:MOST_LINES], more)
    return tuple(lines)


def _sentences(board: Board, refutation: Refutation) -> Iterator[str]:
    match refutation:
        case Sum(rows):
            yield _sum(board, dict(rows))
        case Settled(()):
            yield said("what is asked is not met, whatever counts")
        case Settled(requirements):
            yield counted(
                "{requirements} is not met, whatever counts",
                "{requirements} are not met, whatever counts",
                len(requirements),
                requirements=_listed(requirements),
            )
        case ByChoice(choice, of):
            cases = board.cases(choice)
            yield said("each way to meet {requirement} fails:", requirement=ticked(choice))
            for number, (case, each) in enumerate(zip(cases, of, strict=True), 1):
                yield from _list(f"{number}. ", _sentences(case, each))
        case ByRecord(record, part, stands, otherwise):
            there, elsewhere = board.parted(record, part)
            yield said("where {record} counts in {part}:", record=ticked(record), part=ticked(part))
            yield from _list("", _sentences(there, stands))
            yield said("where it does not:")
            yield from _list("", _sentences(elsewhere, otherwise))
        case _:
            yield counted(
                "a search of {n} step found nothing",
                "a search of {n} steps found nothing",
                refutation.steps,
            )


def _list(mark: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield _under(f"  {mark if not number else ' ' * len(mark)}", line)


def _under(mark: str, line: str) -> str:
    return said("{mark}{line}", mark=mark, line=line)


def _sum(board: Board, times: Mapping[int, int]) -> str:
    """What the requirements ask for together, and what there is; in credits or modules where every
    record counts alike for each of them."""
    asked, there = board.sum(times)
    by_row = {row: tuple(dict.fromkeys(_names(board.demands, row))) for row in times}
    names = tuple(dict.fromkeys(name for each in by_row.values() for name in each))
    listed, count = _listed(names), len(names)
    one, unit = _unit(board, times)
    written = sum(many * board.laid.row(row)[1] for row, many in times.items())
    if one is not None and unit is not None and there < written <= asked:
        need, have = written / one, amount_text(there / one)
        amount = measured(amount_text(need), unit, need)
        if count == 1:
            return said(
                "{requirement} needs {amount}; {have} can serve it",
                requirement=listed,
                amount=amount,
                have=have,
            )
        return said(
            "{requirements}: these {count} requirements need {amount} together; {have} of the "
            "learner's can serve any of them",
            requirements=listed,
            count=count,
            amount=amount,
            have=have,
        )
    if count == 1:
        return said(
            "{requirement} asks for more than there is, whatever counts: {asked} to {there}",
            requirement=listed,
            asked=asked,
            there=there,
        )
    each = listing(
        said("{n} times {requirements}", n=many, requirements=_listed(by_row[row]))
        if many > 1
        else _listed(by_row[row])
        for row, many in times.items()
    )
    return said(
        "{requirements} cannot all be met: added up ({sum}), in the least whole numbers, they ask "
        "for {asked}, and {there} is the most there is",
        requirements=listed,
        sum=each,
        asked=asked,
        there=there,
    )


def _unit(board: Board, times: Mapping[int, int]) -> tuple[Fraction | None, Unit | None]:
    """How much one credit (or module) is in the sum, where it is the same in all rows."""
    found: set[tuple[Fraction, Unit]] = set()
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
    return listing((name if " " in name else ticked(name) for name in names), "and")
