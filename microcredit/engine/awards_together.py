"""Awards together: what can be conferred at once, as a frozen value and as an adviser reads it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import field, frozen

from microcredit.engine.verdict import WIDTH
from microcredit.wording.plain import clean, columns


@frozen
class Placed:
    """An award of the set, with its title and, for each counted record, the parts that hold it."""

    award: str
    edition: str
    title: str
    allocation: Mapping[str, tuple[str, ...]]


@frozen
class LeftOut:
    """An award that is earned by itself and not of the set, and why.

    ``beside`` are the awards of the set beside which it cannot stand; none where it is not they
    that keep it out."""

    award: str
    because: str
    beside: tuple[str, ...] = ()


@frozen
class Together:
    """The best set of awards that can be conferred at once, highest rank first; ``print`` gives
    the report.

    ``absorbed`` are awards that the set rests on and that are not conferred beside those that
    absorb them; ``held`` those that the learner holds already, which are not of the set;
    ``decisions`` the ids of those that it rests on. ``bounds`` says which limit of the search was
    reached, if one was: where ``awards`` is empty, nothing is said of the set then."""

    learner: str
    on: date
    awards: tuple[Placed, ...]
    absorbed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    decisions: tuple[str, ...] = ()
    bounds: str | None = None
    held: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def conferred(self) -> tuple[str, ...]:
        """The ids of the awards to confer, highest rank first."""
        return tuple(each.award for each in self.awards if each.award not in self.absorbed)

    def __str__(self) -> str:
        return report(self)


def report(together: Together) -> str:
    """The whole report: what to confer, what each award counts, what is left out and why."""
    lines = [*_heading(together), *_counted(together), *_left_out(together), *_rest(together)]
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def summary(together: Together) -> Iterator[str]:
    """What to confer on one line, and on one more each what is left out and what is to know."""
    awards = ", ".join(together.conferred) or ("not known" if together.bounds else "no award")
    yield clean(f"Together: {awards}{_resting(together.decisions)}")
    for each in together.left_out:
        yield clean(f"  without {each.award}: {each.because}")
    if together.absorbed:
        yield clean(f"  absorbed: {', '.join(together.absorbed)}")
    if together.bounds is not None:
        yield clean(f"  limit reached: {together.bounds}")


def _resting(decisions: Sequence[str]) -> str:
    noun = "decision" if len(decisions) == 1 else "decisions"
    return f" (rests on {noun} {', '.join(decisions)})" if decisions else ""


def _heading(together: Together) -> Iterator[str]:
    yield "Together"
    yield "=" * WIDTH
    yield clean(f"Learner {together.learner}, as of {together.on}")
    yield ""
    yield _gist(together)
    yield from columns(
        [(each.award, each.title) for each in together.awards if each.award in together.conferred]
    )
    yield ""


def _gist(together: Together) -> str:
    match together.conferred:
        case () if together.bounds is not None:
            return "Which awards can be conferred at once is not known."
        case () if together.left_out:
            return "None of the awards that are earned can be conferred."
        case () if together.held:
            return "No award is earned that is not held already."
        case ():
            return "No award is earned, so there is none to confer."
        case (_,):
            return "This award can be conferred:"
        case _:
            return "These awards can be conferred at once, highest rank first:"


def _counted(together: Together) -> Iterator[str]:
    for each in together.awards:
        yield clean(f"Counted for {each.award}")
        yield from columns(
            [
                (record, _where(record, parts, each, together.awards))
                for record, parts in each.allocation.items()
            ]
        )
        yield ""


def _where(record: str, parts: Sequence[str], counting: Placed, awards: Sequence[Placed]) -> str:
    """The parts of the award that hold the record, and the other awards that count it."""
    others = [each.award for each in awards if each is not counting and record in each.allocation]
    words = [f"in {', '.join(parts)}"] if parts else []
    words += [f"also for {', '.join(others)}"] if others else []
    return "; ".join(words)


def _left_out(together: Together) -> Iterator[str]:
    if together.absorbed:
        yield "Absorbed: earned, and not conferred beside the award that absorbs it"
        titles = {each.award: each.title for each in together.awards}
        yield from columns([(award, titles[award]) for award in together.absorbed])
        yield ""
    if together.left_out:
        yield "Left out, though earned"
        yield from columns([(each.award, each.because) for each in together.left_out])
        yield ""


def _rest(together: Together) -> Iterator[str]:
    if together.held:
        yield clean(f"Already held: {', '.join(together.held)}.")
    if together.decisions:
        noun = "decision" if len(together.decisions) == 1 else "decisions"
        yield clean(f"Rests on {noun}: {', '.join(together.decisions)}.")
    if together.bounds is not None:
        yield clean(f"Limit reached: {together.bounds}.")
