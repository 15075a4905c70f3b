"""A plan as JSON: the format ``microcredit.plan/1``."""

from datetime import date
from fractions import Fraction

from microcredit.graph.plan import Plan, Planned, Route
from microcredit.graph.terms import ComingTerm
from microcredit.model.credit import amount_text
from microcredit.reports.json import Json


def plan_json(plan: Plan) -> dict[str, Json]:
    """The plan as JSON values, its keys in the order of the format."""
    return {
        "format": "microcredit.plan/1",
        "learner": plan.learner,
        "award": plan.award,
        "title": plan.title,
        "titles": dict(plan.titles),
        "on": plan.on.isoformat(),
        "institution": plan.institution,
        "prefer": list(plan.prefer),
        "limits": _limits(plan),
        "terms": [_term(term) for term in plan.terms],
        "status": plan.status,
        "because": plan.because,
        "proven": plan.proven,
        "claimable_until": _day(plan.claimable_until),
        "route": None if plan.route is None else _route(plan.route),
        "alternatives": [_route(route) for route in plan.alternatives],
        "counting_on": [
            {
                "by": each.by.isoformat(),
                "record": each.record,
                "module": each.module,
                "grade": each.grade,
                "requirement": each.requirement,
                "signed_by": each.signed_by,
            }
            for each in plan.counting_on
        ],
        "lapses": [
            {
                "record": each.record,
                "module": each.module,
                "until": each.until.isoformat(),
                "lost_at_the_end_of": None if each.term is None else _term(each.term),
            }
            for each in plan.lapses
        ],
        "latest_start": None if plan.latest_start is None else _term(plan.latest_start),
        "later_is_worse": plan.later_is_worse,
        "reliefs": [
            {"limits": list(each.limits), "budget": _amount(each.budget)} for each in plan.reliefs
        ],
        "lapses_decide": plan.lapses_decide,
        "timetable_decides": plan.timetable_decides,
    }


def _limits(plan: Plan) -> dict[str, Json]:
    limits = plan.limits
    return {
        "credits": _amount(limits.credits),
        "modules": limits.modules,
        "budget": _amount(limits.budget),
        "cef_only": limits.cef_only,
        "want": list(limits.want),
        "refuse": list(limits.refuse),
    }


def _route(route: Route) -> dict[str, Json]:
    return {
        "modules": [_planned(each) for each in route.modules],
        "credits": amount_text(route.credits),
        "fee": amount_text(route.fee),
        "unpriced": list(route.unpriced),
        "finish": route.finish.isoformat(),
        "term": _term(route.term),
        "proven": route.proven,
        "at_least": {goal: amount_text(amount) for goal, amount in route.at_least},
    }


def _planned(each: Planned) -> dict[str, Json]:
    return {
        "module": each.module,
        "title": each.title,
        "titles": dict(each.titles),
        "credits": amount_text(each.credits),
        "level": each.level,
        "areas": list(each.areas),
        "fee": _amount(each.fee),
        "term": _term(each.term),
        "serves": list(each.serves),
        "grade": each.grade,
        "scale": each.scale,
        "because": each.because,
    }


def _term(term: ComingTerm) -> dict[str, Json]:
    return {"name": term.name, "first": term.first.isoformat(), "last": term.last.isoformat()}


def _amount(amount: Fraction | None) -> str | None:
    return None if amount is None else amount_text(amount)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
