"""A plan as the page that an adviser hands over."""

from collections.abc import Iterator
from fractions import Fraction

from microcredit.graph.limits import Goal, Limit
from microcredit.graph.plan import CountingOn, Lapse, Plan, Planned, Relief, Route
from microcredit.graph.terms import ComingTerm
from microcredit.model.credit import amount_text
from microcredit.wording.page import Block, Gap, Heading, Line, Row, Table, Tone, section
from microcredit.wording.said import Said, counted, listing, named, said


def plan_page(plan: Plan) -> Iterator[Block]:
    """The plan in blocks: what to take when, what it costs, and what it rests on."""
    if plan.institution is not None:
        yield Line(plan.institution, "quiet")
    yield Heading(said("Plan for {title}", title=named(plan.title, plan.titles)), 1)
    yield Line(
        said(
            "Learner {learner}, award {award}, as of {day}",
            learner=plan.learner,
            award=plan.award,
            day=plan.on,
        )
    )
    yield Gap()
    yield from _headline(plan)
    yield Gap()
    if plan.route is not None:
        yield from _route(plan.route)
    yield from section(said("Counting on"), map(_counting, plan.counting_on))
    yield from section(said("Lapses meanwhile"), map(_lapse, plan.lapses))
    yield from _start(plan)
    for number, route in enumerate(plan.alternatives, 1):
        yield Heading(said("Alternative {n}", n=number))
        yield Line(_totals(route))
        yield _modules(route)
        yield Gap()


def _headline(plan: Plan) -> Iterator[Block]:
    route = plan.route
    match plan.status:
        case "planned":
            assert route is not None
            yield Line(_totals(route), "good")
            yield Line(_proof(plan, route), "quiet" if route.proven else "unsure")
        case "earned" if plan.claimable_until is not None:
            text = said(
                "Nothing to plan: it is earned already, and can be claimed until {day}.",
                day=plan.claimable_until,
            )
            yield Line(text, "good")
        case "earned":
            yield Line(said("Nothing to plan: it is earned already."), "good")
        case "held":
            yield Line(said("Nothing to plan: the learner holds it."), "good")
        case "barred":
            yield Line(said("It cannot be had: {because}.", because=plan.because), "bad")
        case "under way":
            yield Line(said("Nothing further to take: what is under way will earn it."), "waiting")
        case "unknown":
            yield Line(said("No plan is known: {because}.", because=plan.because), "unsure")
        case "impossible":
            yield from _impossible(plan)


def _impossible(plan: Plan) -> Iterator[Block]:
    last = plan.terms[-1]
    yield Line(
        said("It is proven that it cannot be done by the end of {term}.", term=_term(last)), "bad"
    )
    if plan.because is not None:
        yield Line(said("{because}.", because=plan.because))
    for relief in plan.reliefs:
        yield Line(_relief(plan, relief))
    if plan.lapses_decide:
        yield Line(said("It could be done if no credits lapsed meanwhile."))
    if plan.timetable_decides:
        text = said("It could be done if every module were offered in every term.")
        yield Line(text)
    elif not plan.reliefs and plan.because is None and not plan.lapses_decide:
        yield Line(said("Nothing in the catalogue would earn it."))


def _relief(plan: Plan, relief: Relief) -> Said:
    if relief.budget is not None and plan.limits.budget is not None and len(relief.limits) == 1:
        return said(
            "With a budget of {enough} instead of {budget} it can be done.",
            enough=amount_text(relief.budget),
            budget=amount_text(plan.limits.budget),
        )
    what = listing([_limit(plan, each) for each in relief.limits], "and")
    return said("Without {limits} it can be done.", limits=what)


def _limit(plan: Plan, limit: Limit) -> Said:
    match limit:
        case "budget":
            return said(
                "the budget of {amount}", amount=amount_text(plan.limits.budget or Fraction(0))
            )
        case "load":
            return said("the load of a term")
        case "cef":
            return said("the condition that the Continuing Education Fund pays")
        case "refuse":
            return said("refusing {modules}", modules=listing(plan.limits.refuse, "and"))
        case "want":
            return said("wanting {modules}", modules=listing(plan.limits.want, "and"))


def _totals(route: Route) -> Said:
    modules = counted("{n} module", "{n} modules", len(route.modules))
    credits = said("{n} credits", n=amount_text(route.credits))
    return said(
        "{modules}, {credits}, for {fee}: earned on {day}, at the end of {term}.",
        modules=modules,
        credits=credits,
        fee=_fee(route),
        day=route.finish,
        term=_term(route.term),
    )


def _fee(route: Route) -> Said:
    fee = amount_text(route.fee)
    if not route.unpriced:
        return said("a fee of {fee}", fee=fee)
    return said(
        "a fee of {fee} and what {modules} cost, which is not known",
        fee=fee,
        modules=listing(route.unpriced, "and"),
    )


def _proof(plan: Plan, route: Route) -> Said:
    goals = listing([_goal(goal) for goal in plan.prefer])
    if route.proven:
        return said("Proven: nothing is better by {goals}, in this order.", goals=goals)
    return said("The best that was found by {goals}, in this order; not proven.", goals=goals)


def _goal(goal: Goal) -> Said:
    match goal:
        case "credits":
            return said("fewest credits")
        case "fee":
            return said("lowest fee")
        case "finish":
            return said("earliest finish")


def _route(route: Route) -> Iterator[Block]:
    for term, modules in route.terms:
        yield Heading(
            said(
                "{term}, {first} to {last}",
                term=_term(term),
                first=term.first,
                last=term.last,
            )
        )
        yield Table(tuple(map(_planned, modules)))
        load = amount_text(sum((each.credits for each in modules), Fraction(0)))
        yield Line(said("{credits} credits in this term", credits=load), "quiet", 2)
        yield Gap()


def _planned(each: Planned) -> Row:
    fee = said("fee not known") if each.fee is None else amount_text(each.fee)
    level = "" if each.level is None else said("level {level}", level=each.level)
    below: list[str] = []
    if each.serves:
        below.append(said("for {requirements}", requirements=listing(each.serves)))
    if each.because is not None:
        below.append(each.because)
    if each.grade is not None:
        below.append(said("with {grade} or better", grade=each.grade))
    cells = (
        each.module,
        named(each.title, each.titles),
        amount_text(each.credits),
        fee,
        level,
        listing(each.areas),
    )
    return Row(cells, below=tuple(below))


def _modules(route: Route) -> Table:
    return Table(
        tuple(
            Row(
                (
                    _term(each.term),
                    each.module,
                    named(each.title, each.titles),
                    amount_text(each.credits),
                )
            )
            for each in route.modules
        )
    )


def _counting(each: CountingOn) -> Line:
    tone: Tone = "waiting"
    if each.requirement is not None:
        text = said(
            "{requirement} is signed off by {by}", requirement=each.requirement, by=each.signed_by
        )
    elif each.grade is not None:
        text = said(
            "{module} is passed by {day}, with {grade} or better",
            module=each.module,
            day=each.by,
            grade=each.grade,
        )
    else:
        text = said("{module} is passed by {day}", module=each.module, day=each.by)
    return Line(text, tone, 2)


def _lapse(each: Lapse) -> Line:
    if each.term is None:
        text = said("{module} lapses {day}", module=each.module, day=each.until)
    else:
        text = said(
            "{module} lapses {day}: it no longer counts at the end of {term}",
            module=each.module,
            day=each.until,
            term=_term(each.term),
        )
    return Line(text, "waiting", 2)


def _start(plan: Plan) -> Iterator[Block]:
    if plan.latest_start is None or not plan.later_is_worse:
        return
    text = said(
        "Begin in {term} at the latest: after {day} it takes more credits or cannot be done.",
        term=_term(plan.latest_start),
        day=plan.latest_start.first,
    )
    yield from section(said("Latest start"), [Line(text, "waiting", 2)])


def _term(term: ComingTerm) -> Said:
    return said("{term} {year}", term=term.name, year=term.first.year)
