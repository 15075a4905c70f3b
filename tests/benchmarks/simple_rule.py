"""A simple rule for one learner, put to general rules engines and to a function written by hand.

The rule: 30 credits awarded within five years, three quarters of them in one category and three
quarters at level 5 or above. Rules engines cannot leave a module out so that a percentage holds, so
only learners are taken for whom nothing depends on that: for them it is right to count all that has
not expired.

Everybody begins with Python objects, and what a peer needs made of them it makes within the
measured time, in the form that it reads fastest: whether a module is in the category is a truth
value by then, its day a number. What is known before any learner comes, as the first day of award
that is still valid, is compiled into the rule. Cedar has no sums over lists at all, and CEL none of
its own: CEL is given a function that adds up, and both are also asked with sums that a function by
hand has made.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve, frozen

from tests.benchmarks.instances import (
    ON,
    Instance,
    IntegerProgram,
    Rows,
    Studied,
    ask_in_all,
    award,
)
from tests.benchmarks.realistic import AREAS, studied_of, taught

CATEGORY = AREAS[:6]
IN_CATEGORY = frozenset(CATEGORY)
OLDEST = date(ON.year - 5, ON.month, ON.day)
"""Credit awarded on this day is valid on the day of the audit for the last time."""

POLICY = award(
    [
        "size 30 credits",
        "credits expire 5 years after award of the module",
        "require field: at least 75% of credits in "
        + " or ".join(f'"{area}"' for area in CATEGORY),
        "require depth: at least 75% of credits at level 5 or above",
    ]
)


def simple_instances(seed: str, number: int) -> Iterator[Instance]:
    """So many learners of 6 to 14 records for whom it does not matter that modules may be left
    out; about half of them earn the award."""
    chance = Random(seed)
    upper = [
        evolve(each, level=max(each.level, 4) if chance.random() < 0.3 else 5)
        for each in taught(chance, 80, CATEGORY, most_areas=1)
    ]
    others = [evolve(each, code=f"X{each.code}", areas=(AREAS[7],)) for each in upper[:12]]
    catalogue = (*upper, *others)
    found = 0
    while found < number:
        studied = tuple(
            evolve(each, on=ON - timedelta(days=chance.randint(30, 2600)))
            for each in studied_of(chance, catalogue, chance.randint(6, 14))
        )
        earned = by_hand(studied)
        if earned == earned_by_leaving_out(studied) and earned == (found % 2 == 0):
            found += 1
            yield Instance(POLICY, catalogue, studied, program(studied), earned)


def program(studied: Sequence[Studied]) -> IntegerProgram:
    """The rule as an integer program, in which modules may be left out."""
    rows = Rows()
    valid = [each for each in studied if each.on >= OLDEST]
    ask_in_all(rows, valid, 30)
    for wanted in ([e.among(CATEGORY) for e in valid], [e.level >= 5 for e in valid]):
        weights: dict[object, int] = {
            p: e.credits * (4 * wanted[p] - 3) for p, e in enumerate(valid)
        }
        rows.at_least(weights, 0)
    return rows.program()


def earned_by_leaving_out(studied: Sequence[Studied]) -> bool:
    """The verdict where modules may be left out, by all sums that they can reach."""
    sums = {(0, 0, 0)}
    for each in studied:
        if each.on >= OLDEST:
            worth = each.credits
            inside = worth * (4 * each.among(CATEGORY) - 3)
            upper = worth * (4 * (each.level >= 5) - 3)
            sums |= {(min(30, a + worth), b + inside, c + upper) for a, b, c in sums}
    return any(total >= 30 and b >= 0 and c >= 0 for total, b, c in sums)


def sums(studied: Sequence[Studied]) -> tuple[int, int, int]:
    """The credits that have not expired: in all, in the category, at level 5 or above."""
    total = inside = upper = 0
    for each in studied:
        if each.on >= OLDEST:
            taught = each.taught
            total += taught.credits
            if not IN_CATEGORY.isdisjoint(taught.areas):
                inside += taught.credits
            if taught.level >= 5:
                upper += taught.credits
    return total, inside, upper


def by_hand(studied: Sequence[Studied]) -> bool:
    """The rule written by hand for this one award."""
    total, inside, upper = sums(studied)
    return total >= 30 and 4 * inside >= 3 * total and 4 * upper >= 3 * total


@frozen
class Peer:
    """A rules engine, and its verdict; ``sums_given`` where it does not add up the records."""

    name: str
    earned: Callable[[Sequence[Studied]], bool]
    sums_given: bool = False


def peers() -> Iterator[Peer]:
    """Every rules engine, ready to be asked."""
    yield zen()
    yield from cel_in_cpp()
    yield from cel_in_rust()
    yield cedar()
    yield openfisca()


def mappings(studied: Sequence[Studied]) -> dict[str, list[dict[str, Any]]]:
    """The records as rules engines read them."""
    return {
        "records": [
            {
                "credits": each.taught.credits,
                "level": each.taught.level,
                "category": not IN_CATEGORY.isdisjoint(each.taught.areas),
                "awarded": each.on.toordinal(),
            }
            for each in studied
        ]
    }


def summed(studied: Sequence[Studied]) -> dict[str, int]:
    """The sums, for a rules engine that cannot make them."""
    total, inside, upper = sums(studied)
    return {"total": total, "inside": inside, "upper": upper}


def zen() -> Peer:
    """ZEN, a rules engine in Rust, which adds the credits up itself."""
    import zen

    valid = f"#.awarded >= {OLDEST.toordinal()}"
    total = f"sum(map(records, {valid} ? #.credits : 0))"
    inside = f"sum(map(records, {valid} and #.category ? #.credits : 0))"
    upper = f"sum(map(records, {valid} and #.level >= 5 ? #.credits : 0))"
    rule = f"{total} >= 30 and 4 * {inside} >= 3 * {total} and 4 * {upper} >= 3 * {total}"
    compiled = zen.compile_expression(rule)
    return Peer("ZEN (Rust)", lambda studied: bool(compiled.evaluate(mappings(studied))))


def cel_rule() -> str:
    """The rule in CEL, where ``sum`` is a function of the host's."""
    valid = f"records.filter(r, r.awarded >= {OLDEST.toordinal()})"
    total = f"sum({valid}.map(r, r.credits))"
    inside = f"sum({valid}.filter(r, r.category).map(r, r.credits))"
    upper = f"sum({valid}.filter(r, r.level >= 5).map(r, r.credits))"
    return f"{total} >= 30 && 4 * {inside} >= 3 * {total} && 4 * {upper} >= 3 * {total}"


CEL_OF_SUMS = "total >= 30 && 4 * inside >= 3 * total && 4 * upper >= 3 * total"


def cel_in_cpp() -> Iterator[Peer]:
    """CEL by its makers' runtime in C++."""
    from cel_expr_python import cel

    kind = cel.Type
    adding = cel.Overload(
        "sum_list",
        return_type=kind.INT,
        parameters=[kind.List(kind.DYN)],
        is_member=False,
        impl=sum,
    )
    env = cel.NewEnv(
        variables={"records": kind.List(kind.Map(kind.STRING, kind.DYN))},
        functions=[cel.FunctionDecl("sum", [adding])],
    )
    whole = env.compile(cel_rule())
    yield Peer("CEL (C++)", lambda studied: bool(whole.eval(data=mappings(studied)).value()))
    env = cel.NewEnv(variables=dict.fromkeys(("total", "inside", "upper"), kind.INT))
    short = env.compile(CEL_OF_SUMS)
    yield Peer(
        "CEL (C++), given sums",
        lambda studied: bool(short.eval(data=summed(studied)).value()),
        sums_given=True,
    )


def cel_in_rust() -> Iterator[Peer]:
    """CEL in Rust."""
    import cel

    whole, short = cel.compile(cel_rule()), cel.compile(CEL_OF_SUMS)

    def earned(studied: Sequence[Studied]) -> bool:
        context = cel.Context()
        context.add_function("sum", sum)
        context.add_variable("records", mappings(studied)["records"])
        return bool(whole.execute(context))

    yield Peer("CEL (Rust)", earned)
    yield Peer(
        "CEL (Rust), given sums",
        lambda studied: bool(short.execute(summed(studied))),
        sums_given=True,
    )


def cedar() -> Peer:
    """Cedar, an engine for access rules in Rust."""
    import cedarpy

    policies = cedarpy.PolicySet.from_str(
        """permit(principal, action, resource) when {
          context.total >= 30
          && 4 * context.inside >= 3 * context.total
          && 4 * context.upper >= 3 * context.total
        };"""
    )
    nobody = cedarpy.Entities.from_json_str("[]")

    def earned(studied: Sequence[Studied]) -> bool:
        request = {
            "principal": 'Learner::"ada"',
            "action": 'Action::"earn"',
            "resource": 'Award::"main"',
            "context": summed(studied),
        }
        return bool(cedarpy.is_authorized(request, policies, nobody).allowed)

    return Peer("Cedar (Rust), given sums", earned, sums_given=True)


def openfisca() -> Peer:
    """OpenFisca, made for whole populations: here one learner at a time, as NumPy arrays."""
    import numpy as np
    from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

    record = entities.Entity("record", "records", "A record", "")
    learner = entities.GroupEntity(
        "learner", "learners", "A learner", "", roles=[{"key": "held", "plural": "holds"}]
    )
    system = taxbenefitsystems.TaxBenefitSystem([record, learner])

    given = {"credits": int, "grade_level": int, "category": bool, "awarded": int}
    for name, kind in given.items():
        said = {
            "value_type": kind,
            "entity": record,
            "definition_period": periods.DateUnit.ETERNITY,
        }
        system.add_variable(type(name, (variables.Variable,), said))

    def formula(learners: Any, period: Any) -> Any:
        valid = learners.members("awarded", period) >= OLDEST.toordinal()
        credits = learners.members("credits", period) * valid
        total = learners.sum(credits)
        inside = learners.sum(credits * learners.members("category", period))
        upper = learners.sum(credits * (learners.members("grade_level", period) >= 5))
        return (total >= 30) * (4 * inside >= 3 * total) * (4 * upper >= 3 * total)

    members = {
        "value_type": bool,
        "entity": learner,
        "definition_period": periods.DateUnit.DAY,
        "formula": formula,
    }
    system.add_variable(type("earned", (variables.Variable,), members))

    def decided(studied: Sequence[Studied]) -> bool:
        columns = {
            "credits": np.array([each.taught.credits for each in studied]),
            "grade_level": np.array([each.taught.level for each in studied]),
            "category": np.array([each.among(IN_CATEGORY) for each in studied]),
            "awarded": np.array([each.on.toordinal() for each in studied]),
        }
        builder = simulations.SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("record", [str(place) for place in range(len(studied))])
        group = builder.declare_entity("learner", ["ada"])
        builder.join_with_persons(group, ["ada"] * len(studied), ["held"] * len(studied))
        simulation = builder.build(system)
        for name, values in columns.items():
            simulation.set_input(name, periods.DateUnit.ETERNITY, values)
        return bool(simulation.calculate("earned", ON.isoformat())[0])

    return Peer("OpenFisca (NumPy)", decided)
