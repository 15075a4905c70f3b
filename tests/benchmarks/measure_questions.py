"""Rows about one learner: the engine beside solvers, rules engines, and auditors that try
everything."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from math import log
from statistics import linear_regression
from time import perf_counter

from attrs import frozen

import microcredit as mc
from tests.benchmarks import adversaries, hard, realistic, simple_rule
from tests.benchmarks.instances import ON, Instance, IntegerProgram, Rows, Studied
from tests.benchmarks.questions import Question, question
from tests.benchmarks.report import Line, Row, Target, at_least, at_most, milliseconds, shown
from tests.benchmarks.solvers import Solved, cp_sat, highs
from tests.benchmarks.timing import WARM, Times, paired, passes

SOLVERS = {"HiGHS": highs, "CP-SAT": cp_sat}
Awards = Sequence[Sequence[Instance]]
"""For each award its learners"""


def everyday_awards(seed: str, awards: int, learners: int) -> dict[str, Awards]:
    """The everyday questions, by family."""
    families = (realistic.totals, realistic.ratios, realistic.sharing)
    return {
        each.__name__: list(
            realistic.instances(each, f"{seed} {each.__name__}", awards, WARM + learners)
        )
        for each in families
    }


def everyday(seed: str, awards: int, learners: int) -> Iterator[Row]:
    """Totals, ratios for which modules are left out, and parts that share; each, and all of it."""
    whole: list[Found] = []
    for name, family in everyday_awards(seed, awards, learners).items():
        found = beside_solvers(family)
        whole.append(found)
        yield Row(f"One audit: {name}", found.questions, tuple(solver_lines(found.times)))
    times = {
        name: Times(tuple(value for found in whole for value in found.times[name].seconds))
        for name in whole[0].times
    }
    engine = times["microcredit"]
    yield Row(
        "One audit: totals, ratios with dropping, sharing",
        f"{len(engine.seconds)} learners of 10 to 30 records: the three rows before as one",
        tuple(solver_lines(times)),
        (
            at_most("p50", engine.p50 * 1000, 0.15, "ms"),
            at_most("p99", engine.p99 * 1000, 1.5, "ms"),
            at_least("HiGHS / microcredit at p50", times["HiGHS"].p50 / engine.p50, 5, "×"),
            at_least("CP-SAT / microcredit at p50", times["CP-SAT"].p50 / engine.p50, 10, "×"),
            at_most("undetermined", sum(found.undetermined for found in whole), 0, "learners"),
        ),
    )


@frozen
class Found:
    """The times of engine and solvers for the same questions, and how many of these the engine left
    undetermined."""

    questions: str
    times: Mapping[str, Times]
    undetermined: int


def beside_solvers(awards: Awards, warm: int = WARM) -> Found:
    """Engine and solvers on the same questions, with their answers compared; the first learners of
    each award are only to warm it."""
    for learners in awards:
        for each in learners[:warm]:
            question(each).outcome()
    instances = [each for learners in awards for each in learners[warm:]]
    solved: dict[str, list[Solved]] = {name: [] for name in SOLVERS}
    said_by_engine: list[object] = []

    def by_solver(name: str, program: IntegerProgram | None) -> bool | None:
        assert program is not None
        solved[name].append(SOLVERS[name](program))
        return solved[name][-1].feasible

    def same(_: int, answers: Mapping[str, object]) -> bool:
        said = {answers[name] for name in SOLVERS} - {None}
        said_by_engine.append(answers["microcredit"])
        if answers["microcredit"] == "undetermined":
            return len(said) <= 1
        return said <= {answers["microcredit"] == "earned"}

    asked: dict[str, Sequence[Callable[[], object]]] = {
        "microcredit": [question(each).outcome for each in instances],
        **{
            name: [partial(by_solver, name, each.program) for each in instances] for name in SOLVERS
        },
    }
    times = paired(asked, same)
    for name, found in solved.items():
        times[f"{name}, solving alone"] = Times(tuple(one.solve for one in found))
    sizes = [len(each.studied) for each in instances]
    low, high = min(sizes), max(sizes)
    records = str(low) if low == high else f"{low} to {high}"
    earned, unsettled = (said_by_engine.count(each) for each in ("earned", "undetermined"))
    told = f"{len(instances)} learners of {records} records, {earned} of whom earn the award"
    return Found(told, times, unsettled)


def solver_lines(times: Mapping[str, Times]) -> Iterator[Line]:
    """The engine's times, the solvers' beside them, and how many times as long these are."""
    engine = times["microcredit"]
    for name, each in times.items():
        figures = {"p50 ms": milliseconds(each.p50), "p99 ms": milliseconds(each.p99)}
        if name != "microcredit":
            figures["× at p50"] = shown(each.p50 / engine.p50)
            figures["× at p99"] = shown(each.p99 / engine.p99)
        yield Line(name, figures)


def compared(title: str, awards: Awards, p50: float, p99: float | None) -> Row:
    """Instances of one family beside the solvers, with limits in milliseconds."""
    found = beside_solvers(awards)
    engine = found.times["microcredit"]
    targets = [at_most("p50", engine.p50 * 1000, p50, "ms")]
    if p99 is not None:
        targets.append(at_most("p99", engine.p99 * 1000, p99, "ms"))
    targets.append(at_most("undetermined", found.undetermined, 0, "learners"))
    return Row(title, found.questions, tuple(solver_lines(found.times)), tuple(targets))


def degree(seed: str, awards: int, learners: int) -> Row:
    """A degree of twelve requirements."""
    family = list(realistic.degrees(f"{seed} degree", awards, WARM + learners))
    return compared("One audit: degree of 12 requirements", family, 0.5, 4)


def averages(seed: str, awards: int, learners: int) -> Row:
    """An average, and a number of areas."""
    named = f"{seed} averages"
    family = list(realistic.instances(realistic.averages, named, awards, WARM + learners))
    return compared("One audit: averages and spread", family, 0.5, 4)


def large(seed: str, awards: int, learners: int) -> Row:
    """Forty requirements and two hundred records."""
    named = f"{seed} large"
    family = list(realistic.degrees(named, awards, WARM + learners, requirements=40, records=200))
    return compared("One audit: 40 requirements × 200 records", family, 5, None)


def growth(seed: str, learners: int) -> Row:
    """How the time grows with the records, and with the requirements."""
    sizes = [(20, n) for n in (50, 100, 200, 400)] + [(r, 200) for r in (10, 40, 80)]
    lines, points, undetermined = [], [], 0
    for requirements, records in sorted(sizes, key=lambda size: (size[0] * size[1], size)):
        named = f"{seed} growth"
        family = realistic.degrees(
            named, 3, WARM + learners, requirements=requirements, records=records, alike=True
        )
        times, said = alone(list(family))
        undetermined += said.count("undetermined")
        points.append((log(requirements * records), log(times.p50)))
        lines.append(
            Line(
                f"{requirements} requirements, {records} records",
                {
                    "p50 ms": milliseconds(times.p50),
                    "p99 ms": milliseconds(times.p99),
                    "earned": f"{said.count('earned')} of {len(said)}",
                },
            )
        )
    slope = linear_regression(*zip(*points, strict=True)).slope
    aim = "p50 grows with (records × requirements) to the power ≤ 1"
    return Row(
        "Growth with records and requirements",
        f"{3 * learners} learners each",
        tuple(lines),
        (
            Target(aim, shown(slope), slope <= 1),
            at_most("undetermined", undetermined, 0, "learners"),
        ),
    )


def alone(awards: Awards) -> tuple[Times, list[str]]:
    """The engine's times without a peer, and the outcomes."""
    for learners in awards:
        for each in learners[:WARM]:
            question(each).outcome()
    asked = [question(each).outcome for learners in awards for each in learners[WARM:]]
    said: list[str] = []

    def noted(_: int, answers: Mapping[str, str]) -> bool:
        said.append(answers["microcredit"])
        return True

    times = paired({"microcredit": asked}, noted)["microcredit"]
    return times, said


def pools() -> Row:
    """Three requirements of three modules from one pool."""
    lines, slowest = [], 0.0
    for number in (8, 16, 32, 64):
        times, line = beside_auditors(hard.pooled(number), [1] * number, [3, 3, 3])
        slowest = max(slowest, times)
        lines.append(line)
    return Row(
        "Three requirements of 3 modules from one pool",
        "pools of 8, 16, 32 and 64 modules",
        tuple(lines),
        (at_most("slowest pool", slowest * 1000, 1, "ms"),),
        AUDITORS,
    )


def short_by_one() -> Row:
    """Two credit sums that are one credit short."""
    lines, slowest = [], 0.0
    for number in (16, 32, 64):
        instance = hard.short_by_one(number, 1)
        worth = [each.credits for each in instance.studied]
        least = [(sum(worth) + 1) // 2, sum(worth) + 1 - (sum(worth) + 1) // 2]
        times, line = beside_auditors(instance, worth, least)
        slowest = max(slowest, times)
        lines.append(line)
    return Row(
        "Two credit-sum requirements, one credit short",
        "pools of 16, 32 and 64 modules",
        tuple(lines),
        (at_most("slowest pool", slowest * 1000, 2, "ms"),),
        AUDITORS,
    )


PATIENCE = 5.0
"""Seconds after which an auditor that tries everything is stopped"""

AUDITORS = (
    "The first auditor tries every set of modules for every requirement and then looks whether the "
    "sets are disjoint; the second gives each requirement only what those before it have left. "
    f"Both are plain Python, written for these rows, and stopped after {PATIENCE:g} s."
)


def beside_auditors(
    instance: Instance, worth: Sequence[int], least: Sequence[int]
) -> tuple[float, Line]:
    """The engine beside the solvers and two auditors that try everything, on one question."""
    found = beside_solvers([[instance] * 8], warm=3)
    times = found.times
    assert not found.undetermined
    figures = {"microcredit ms": milliseconds(times["microcredit"].p50)}
    for name in SOLVERS:
        figures[f"{name} ms"] = milliseconds(times[name].p50)
    for name, auditor in (("every set", hard.enumerated), ("in turn", hard.backtracked)):
        began = perf_counter()
        try:
            answer = auditor(worth, least, PATIENCE)
        except hard.OutOfTime:
            figures[f"tries {name}, ms"] = f"none in {PATIENCE * 1000:,.0f}"
        else:
            assert answer == instance.earned
            figures[f"tries {name}, ms"] = milliseconds(perf_counter() - began)
    return times["microcredit"].p50, Line(f"{len(worth)} modules", figures)


def three_partitions(seeds: int) -> Row:
    """Packings that are NP-hard in the strong sense."""
    lines, slowest, undecided = [], 0.0, 0
    for parts, feasible in product((4, 8, 12), (True, False)):
        figures: dict[str, list[float]] = {"microcredit": [], **{name: [] for name in SOLVERS}}
        for seed in range(seeds):
            text, catalogue, transcript = adversaries.three_partition(parts, seed, feasible)
            policies = mc.policies_from_text(text, vocabulary=catalogue.vocabulary)
            compiled = mc.compile(policies["main"], catalogue=catalogue)
            began = perf_counter()
            outcome = mc.outcome(compiled, transcript, on=ON)
            figures["microcredit"].append(perf_counter() - began)
            undecided += outcome == "undetermined"
            assert outcome in ("undetermined", "earned" if feasible else "not earned")
            program = partition_program(parts, seed, feasible)
            for name, solver in SOLVERS.items():
                found = solver(program)
                assert found.feasible in (None, feasible)
                figures[name].append(found.build + found.solve)
        slowest = max(slowest, *figures["microcredit"])
        line = {f"{name}, slowest ms": milliseconds(max(each)) for name, each in figures.items()}
        kind = "can be split" if feasible else "cannot be split"
        lines.append(Line(f"{parts} parts, {3 * parts} records, {kind}", line))
    return Row(
        "Adversarial: 3-partition",
        f"{6 * seeds} learners, with the `solver` extra",
        tuple(lines),
        (
            at_most("slowest", slowest, 0.5, "s"),
            at_most("undetermined", undecided, 0, "learners"),
        ),
    )


def partition_program(parts: int, seed: int, feasible: bool) -> IntegerProgram:
    """The same as an integer program: each record in one part at most, each part exactly full."""
    sizes = adversaries.three_partition_sizes(parts, seed, feasible)
    rows = Rows()
    for place in range(len(sizes)):
        rows.at_most({(place, part): 1 for part in range(parts)}, 1)
    for part in range(parts):
        weights: dict[object, int] = {(place, part): size for place, size in enumerate(sizes)}
        rows.at_least(weights, adversaries.SUM)
        rows.at_most(weights, adversaries.SUM)
    return rows.program()


def simple(seed: str, learners: int) -> Row:
    """The simple rule beside rules engines."""
    instances = list(simple_rule.simple_instances(f"{seed} simple", learners))
    engine = [question(each) for each in instances]
    peers = list(simple_rule.peers())
    asked: dict[str, Callable[[], list[bool]]] = {
        "microcredit": lambda: [each.outcome() == "earned" for each in engine],
        "a function written by hand": partial(all_of, simple_rule.by_hand, instances),
    }
    for peer in peers:
        asked[peer.name] = partial(all_of, peer.earned, instances)
    right = [each.earned for each in instances]
    took = passes(asked, lambda answers: all(each == right for each in answers.values()))
    each_alone: dict[str, Sequence[Callable[[], bool]]] = {
        "microcredit": [partial(is_earned, each) for each in engine],
        "a function written by hand": [partial(simple_rule.by_hand, e.studied) for e in instances],
        **{peer.name: [partial(peer.earned, e.studied) for e in instances] for peer in peers},
    }
    times = paired(each_alone, lambda place, said: set(said.values()) == {right[place]})
    own = took["microcredit"]
    lines = [
        Line(
            name,
            {
                "learners/s": shown(learners / seconds),
                "p50 µs": shown(times[name].p50 * 1e6),
                "p99 µs": shown(times[name].p99 * 1e6),
                "microcredit is × as fast": "" if name == "microcredit" else shown(seconds / own),
            },
        )
        for name, seconds in took.items()
    ]
    fastest = min((p.name for p in peers if not p.sums_given), key=took.__getitem__)
    return Row(
        "Simple rule: expiry, a total, two ratios; from Python objects, verdict only",
        f"{learners} learners of 6 to 14 records, half of whom earn the award",
        tuple(lines),
        (at_least(f"{fastest} / microcredit", took[fastest] / own, 3, "×"),),
        "Where a rules engine is given sums, a function written by hand reads the records and adds "
        "up the credits, and the engine compares three numbers; that is no rules engine at work, "
        "and the target is about those that read the records.",
    )


def is_earned(asked: Question) -> bool:
    """Whether the engine says that the award is earned."""
    return asked.outcome() == "earned"


def all_of(
    earned: Callable[[Sequence[Studied]], bool], instances: Iterable[Instance]
) -> list[bool]:
    """What a peer says of each learner."""
    return [earned(each.studied) for each in instances]
