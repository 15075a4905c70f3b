"""Apart: how an award that must not be earned stays so, whatever else is passed.

What would earn it too is no way to earn the award that asks for its absence. Each row that the
other award needs in any case is one way out: as long as all that could bring it up to its need
falls short, that award is not earned. What is left is the way in which none of these rows falls
short by itself. Where they are all that the award asks for, it is earned then, and nothing is left;
elsewhere each set that is found is looked at as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from microcredit.engine.formulas import AwardHeld, Met, Unless
from microcredit.engine.normal_form import NormalForm
from microcredit.engine.offered_ways import Edition, Way, musts
from microcredit.engine.offers import Offer, opened
from microcredit.engine.situation import Situation
from microcredit.engine.table import Options, Weights


@frozen
class Lever:
    """A row that an award needs in any case: what each module on offer could bring to it at most,
    and what is missing from its need with all that the learner has passed."""

    brings: Mapping[str, int]
    missing: int


def apart(ways: Sequence[Way], edition: Edition, offers: Sequence[Offer]) -> Iterator[Way]:
    """The ways, each once for every row by which an award that must not be earned can fall short;
    the rest of each comes last."""
    levers: list[Lever] = []
    rest = list(ways)
    for other in _unwanted(edition.form):
        if not other.earlier and edition.situation.in_force(other):
            found, all_of_it = _levers(other, edition, offers)
            levers += found
            rest = [] if all_of_it else rest
    for way in ways:
        for lever in levers:
            less = tuple(-weight for weight in _brought(lever, way))
            yield _with(way, [Weights(less, 1 - lever.missing, Fraction(1))])
    for way in rest:
        yield _with(
            way, [Weights(_brought(lever, way), lever.missing, Fraction(1)) for lever in levers]
        )


def never_apart(form: NormalForm, situation: Situation) -> bool:
    """Whether an award that must not be earned is, and stays so whatever else is passed."""
    return any(
        other.monotone and not other.earlier and situation.alone((other,))
        for other in _unwanted(form)
    )


def _with(way: Way, rows: Sequence[Weights]) -> Way:
    return evolve(way, case=evolve(way.case, rows=(*way.case.rows, *rows)))


def _brought(lever: Lever, way: Way) -> tuple[int, ...]:
    return tuple(
        0 if offer is None else lever.brings.get(offer.record.module, 0) for offer in way.offers
    )


def _unwanted(form: NormalForm) -> Iterator[NormalForm]:
    """The awards that a line of the award asks not to be earned."""
    needs = {need.award: need for need in form.needs}
    for requirement in form.requirements:
        match requirement.formula:
            case Unless(AwardHeld(award, False)) if award in needs:
                yield needs.pop(award)
            case _:
                continue


def _levers(
    form: NormalForm, edition: Edition, offers: Sequence[Offer]
) -> tuple[list[Lever], bool]:
    """The rows that the award needs under every name and in every case, and whether it is earned
    wherever none of them falls short."""
    seen = opened(form, edition.situation, offers)
    truth = edition.situation.truth(form)
    known: dict[int, tuple[Weights, Lever]] = {}
    every: list[list[Lever]] = []
    plain: list[list[Lever]] = []
    for binding in seen.view.bindings():
        question = seen.view.question(binding, truth)
        for case in question.cases():
            options = question.table.options
            rows = [*case.rows, *map(question.table.row, musts(case.formulas))]
            asking = [row for row in rows if row.need > 0 or min(row.weights, default=0) < 0]
            levers = []
            for row in asking:
                # The view keeps a row, and has another for other options.
                if id(row) not in known:
                    known[id(row)] = row, _lever(row, seen.offers, options)
                levers.append(known[id(row)][1])
            every.append(levers)
            if all(isinstance(each, Met) for each in case.formulas) and _at_once(asking, options):
                plain.append(every[-1])
    if not every:
        return [], False
    common = [each for each in every[0] if all(each in others for others in every)]
    return common, any(all(each in common for each in one) for one in plain)


def _at_once(rows: Sequence[Weights], options: Options) -> bool:
    """Whether to take all there is brings every row as far as it goes."""
    return all(
        any(
            all(row.weights[option] == max(0, *(row.weights[o] for o in group)) for row in rows)
            for option in group
        )
        for group in options.groups
    )


def _lever(row: Weights, offers: Sequence[Offer | None], options: Options) -> Lever:
    brings: dict[str, int] = {}
    missing = row.need
    for group in options.groups:
        most = max(0, *(row.weights[option] for option in group))
        offer = offers[options.records[group[0]]]
        if offer is None:
            missing -= most
        elif most:
            brings[offer.record.module] = most
    return Lever(brings, missing)
