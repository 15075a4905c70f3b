"""Plugins in a program: what they offer, what is refused, and what their predicates may say."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import evolve

import microcredit as mc
from microcredit.engine.judged import hearing
from microcredit.engine.registry import registry
from microcredit.language.vocabulary import PredicateSignature
from tests.engine.build import DONE, FRAMEWORK, MODULES, ON, award, learner, record
from tests.plugins import install

Judge = Callable[..., bool]


def offering(judge: Judge, *parameters: mc.Parameter | tuple[str, object]) -> mc.Registry:
    """A registry with one predicate, `odd`."""
    predicate = mc.Predicate("odd", parameters, judge)  # type: ignore[arg-type] # some are wrong
    return mc.Registry.of(predicate, distribution="oddities", version="3")


def checked(lines: str, plugins: mc.Registry) -> mc.CheckedPolicy:
    text = FRAMEWORK + award(lines)
    return mc.policies_from_text(text, vocabulary=MODULES.vocabulary, plugins=plugins)["main"]


def verdict(lines: str, plugins: mc.Registry, *records: mc.Record) -> mc.Verdict:
    return mc.audit(checked(lines, plugins), learner(records), catalogue=MODULES, on=ON)


def said(judge: Judge) -> str:
    """What is wrong with a predicate, once it is asked about a record."""
    with pytest.raises(mc.PluginError) as raised:
        verdict("require at least 1 module where odd()", offering(judge), record("P1"))
    (problem,) = raised.value.problems
    assert problem.learner == "ada"
    return str(problem)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which plugins of the test are found."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


GOOD = """
    from microcredit import Predicate
    ODD = Predicate("odd", [], lambda _: True)
"""


def test_a_predicate_decides_which_records_count_and_the_verdict_names_its_plugin() -> None:
    plugins = offering(lambda record: record.module == "P2")

    found = verdict("require at least 1 module where odd()", plugins, record("P1"), record("P2"))

    (reason,) = found.requirements
    assert (reason.met, reason.counted) == (True, ("P2",))
    assert found.plugins == (("odd", "oddities", "3"),)
    assert mc.verdict_json(found)["plugins"] == [
        {"name": "odd", "distribution": "oddities", "version": "3"}
    ]
    assert "With the plugin oddities 3: odd" in str(found)


def test_a_policy_that_names_no_predicate_names_no_plugin() -> None:
    found = verdict("require at least 1 module", offering(lambda _: True), record("P1"))

    assert found.plugins == ()
    assert "With the plugin" not in str(found)


def test_a_predicate_is_given_exact_values_and_the_record_with_what_the_catalogue_knows() -> None:
    seen: list[tuple[object, ...]] = []

    def judge(record: mc.Record, *arguments: object) -> bool:
        seen.append((record.id, record.credits, record.areas, *arguments))
        return True

    plugins = offering(
        judge, ("word", "text"), ("least", "number"), ("day", "date"), ("code", "module")
    )
    lines = 'require at least 1 module where odd("a b", 2.5, 2024-09-01, "OLD2")'

    assert verdict(lines, plugins, record("P1")).earned
    assert set(seen) == {("P1", 6, ("Physics",), "a b", Fraction(5, 2), date(2024, 9, 1), "L2")}


def test_a_predicate_is_asked_once_about_a_record_in_an_audit_and_again_in_the_next() -> None:
    asked: list[mc.Record] = []

    def judge(record: mc.Record) -> bool:
        asked.append(record)
        return True

    policy = checked(
        'require at least 1 module where odd()\nrequire at most 2 modules where odd(), in "Law"',
        offering(judge),
    )
    records = learner([record("P1", grade="A"), record("L1")])

    mc.audit(policy, records, catalogue=MODULES, on=ON)
    once = len(asked)
    assert {each.id for each in asked} == {"P1", "L1"}
    assert once == len(set(asked))
    mc.audit(policy, records, catalogue=MODULES, on=ON)
    assert len(asked) == 2 * once


def test_a_predicate_is_asked_once_about_a_record_for_all_awards_in_one_hearing() -> None:
    asked: list[mc.Record] = []

    def judge(record: mc.Record) -> bool:
        asked.append(record)
        return True

    policy = checked("require at least 1 module where odd()", offering(judge))
    ada = learner([record("P1", grade="A")])
    with hearing("ada"):
        mc.audit(policy, ada, catalogue=MODULES, on=ON)
        mc.audit(policy, ada, catalogue=MODULES, on=ON)

    assert asked
    assert len(asked) == len(set(asked))


def test_records_of_two_learners_that_look_alike_are_asked_about_each() -> None:
    policy = checked(
        "require at least 1 module where odd()",
        offering(lambda record: record.facts.get("mark") == "70"),
    )
    outcomes = [
        mc.outcome(
            policy,
            learner([evolve(record("P1"), facts={"mark": mark})]),
            catalogue=MODULES,
            on=ON,
        )
        for mark in ("70", "30")
    ]

    assert outcomes == ["earned", "not earned"]


def test_an_outcome_hangs_on_a_missing_grade_only_if_the_predicate_tells_grades_apart() -> None:
    lines = "require at least 1 module where odd()"
    ungraded = record("P1", grade=None)

    assert verdict(lines, offering(lambda _: True), ungraded).outcome == "earned"
    strict = offering(lambda record: record.grade == "A")
    assert verdict(lines, strict, ungraded).outcome == "undetermined"


def test_an_outcome_hangs_on_a_missing_level_where_the_predicate_tells_levels_apart() -> None:
    unlevelled = evolve(MODULES, modules={"P1": evolve(MODULES.modules["P1"], level=None)})
    outcomes = [
        mc.outcome(
            checked("require at least 1 module where odd()", offering(judge)),
            learner([record("P1", grade="A")]),
            catalogue=unlevelled,
            on=ON,
        )
        for judge in (lambda _: True, lambda record: record.level == 5)
    ]

    assert outcomes == ["earned", "undetermined"]


def raising(record: mc.Record) -> bool:
    raise ValueError(f"no mark for {record.module}\nat all")


def leaving(_: mc.Record) -> bool:
    raise SystemExit(3)


class Unspeakable:
    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("judge", "complaint"),
    [
        (raising, "failed: ValueError: no mark for P1 at all"),
        (leaving, "failed: SystemExit: 3"),
        (lambda _: "yes", "returned 'yes', not True or False"),
        (lambda _: 1, "returned 1, not True or False"),
        (lambda _: None, "returned None, not True or False"),
        (lambda _: Unspeakable(), "returned a Unspeakable, not True or False"),
        (lambda _: "x" * 999, f"returned '{'x' * 59}…, not True or False"),
        (
            lambda: True,
            "failed: TypeError: <lambda>() takes 0 positional arguments but 1 was given",
        ),
    ],
)
def test_a_predicate_that_fails_is_named_with_the_record_it_was_asked_about(
    judge: Judge, complaint: str
) -> None:
    about = "oddities 3: the predicate `odd`, asked about record `P1`"
    complaint = complaint.replace("<lambda>", judge.__qualname__)

    assert said(judge) in (f"{about}, {complaint}", f"{about}, {complaint}".replace("…", "'…"))


def test_a_predicate_cannot_change_the_record_that_it_is_asked_about() -> None:
    def judge(record: mc.Record) -> bool:
        record.facts["mark"] = "100"  # type: ignore[index] # what it must not do
        return True

    assert "TypeError: 'mappingproxy' object does not support item assignment" in said(judge)


def test_a_wrong_argument_is_found_when_the_policy_is_checked() -> None:
    with pytest.raises(mc.PolicyCheckError) as raised:
        checked(
            'require at least 1 module where odd("three")',
            offering(lambda *_: True, ("least", "number")),
        )

    (mistake,) = raised.value.diagnostics
    assert (mistake.code, mistake.span.text) == ("wrong-arguments", '"three"')


def test_a_policy_that_was_checked_with_a_signature_alone_cannot_be_compiled() -> None:
    policy = checked("require at least 1 module where odd()", offering(lambda _: True))
    offer = policy.predicates["odd"]

    bare = PredicateSignature(offer.name, offer.parameters, offer.distribution, offer.version)
    with pytest.raises(mc.PluginError, match="was checked without the plugin that offers `odd`"):
        mc.compile(evolve(policy, predicates={"odd": bare}), catalogue=MODULES)


def test_an_installed_plugin_is_loaded_by_the_name_of_its_distribution(site: Path) -> None:
    name = install(site, "odd-plugin", GOOD, {"odd": "ODD"})

    offer = registry([name, "Odd_Plugin"]).predicates["odd"]

    assert (offer.distribution, offer.version) == ("odd-plugin", "2.1")


def test_nothing_of_a_plugin_is_loaded_that_was_not_asked_for(site: Path) -> None:
    install(site, "loud-plugin", "raise RuntimeError('loaded')", {"odd": "ODD"})
    name = install(site, "odd-plugin", GOOD, {"odd": "ODD"})

    assert mc.load_policies(
        Path(__file__).parents[2] / "policies" / "hkuspace.policy", plugins=[name]
    )


def refused(*plugins: str) -> str:
    with pytest.raises(mc.PluginError) as raised:
        registry(plugins)
    return str(raised.value)


def test_a_plugin_that_is_not_installed_is_refused_with_those_that_are(site: Path) -> None:
    install(site, "odd-plugin", GOOD, {"odd": "ODD"})

    assert refused("od-plugin") == (
        "od-plugin: there is no installed plugin of this name "
        "(the plugins installed are odd-plugin)"
    )
    assert refused("").startswith(": there is no installed plugin of this name")


def test_a_distribution_that_offers_nothing_is_no_plugin() -> None:
    assert "it is installed, and is no plugin: it offers nothing" in refused("attrs")


def test_two_plugins_that_offer_one_name_are_refused(site: Path) -> None:
    plugins = [install(site, each, GOOD, {"odd": "ODD"}) for each in ("first-one", "other-one")]

    assert refused(*plugins) == (
        "other-one 2.1: it offers a predicate `odd`, and first-one 2.1 does too"
    )


def test_a_program_that_offers_one_name_twice_is_refused() -> None:
    odd = mc.Predicate("odd", [], lambda _: True)

    with pytest.raises(mc.PluginError, match="it offers a predicate `odd`, and it does so twice"):
        mc.Registry.of(odd, odd, distribution="oddities", version="3")


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("raise RuntimeError('no licence')", "`odd` cannot be loaded: RuntimeError: no licence"),
        ("import sys; sys.exit(4)", "`odd` cannot be loaded: SystemExit: 4"),
        ("", "`odd` cannot be loaded: AttributeError"),
        ("ODD = len", "`odd` is no microcredit.Predicate but a builtin_function_or_method"),
        (
            "from microcredit import RecordSource\nODD = RecordSource('odd', list)",
            "`odd` is no microcredit.Predicate but a RecordSource",
        ),
        (
            "from microcredit import Predicate\nODD = Predicate('even', [], bool)",
            "what is offered as `odd` calls itself `even`",
        ),
        (
            "from microcredit import Predicate\nODD = Predicate('odd', [], 'judge')",
            "the predicate `odd` has no function to judge with",
        ),
        (
            "from microcredit import Predicate\nODD = Predicate('odd', [('n', 'float')], bool)",
            "the parameter `n` of `odd` is of the kind `float`, not text, number, date,",
        ),
        (
            "from microcredit import Parameter, Predicate\n"
            "ODD = Predicate('odd', [Parameter('a', 'text', True), ('b', 'text')], bool)",
            "the parameter `b` of `odd` must be left out where one before it is",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_when_it_is_loaded(
    site: Path, code: str, complaint: str
) -> None:
    plugin = install(site, "odd-plugin", code, {"odd": "ODD"})

    assert refused(plugin).startswith(f"odd-plugin 2.1: {complaint}")


def test_an_offer_whose_name_no_policy_could_write_is_refused() -> None:
    with pytest.raises(mc.PluginError, match="`Odd One` is no name"):
        mc.Registry.of(mc.Predicate("Odd One", [], lambda _: True), distribution="o", version="3")


def test_the_names_of_plugins_are_a_list_and_not_one_text() -> None:
    with pytest.raises(TypeError, match="a list of names"):
        mc.load_policies(plugins="odd-plugin")


def source(read: Callable[[str], object]) -> mc.Registry:
    made = mc.RecordSource("ledger", read)  # type: ignore[arg-type] # some give nonsense
    return mc.Registry.of(made, distribution="oddities", version="3")


def test_a_record_source_gives_what_a_transcript_says_and_may_leave_dates_as_they_are() -> None:
    ada = {
        "learner": "ada",
        "records": [
            {"module": "P1", "status": "passed", "completed_on": DONE, "credits": Fraction(15, 2)}
        ],
    }

    read = mc.read_from_source("ledger", "x.db", plugins=source(lambda _: iter([ada])))

    (transcript,) = read.transcripts
    (found,) = transcript.records
    assert (found.id, found.completed_on, found.credits) == (f"P1@{DONE}", DONE, Fraction(15, 2))
    assert transcript.plugin == ("ledger", "oddities", "3")
    assert [name for name, _ in read.sources] == ["ledger:x.db"]
    policy = checked("require at least 1 module", mc.Registry())
    found_verdict = mc.audit(policy, transcript, catalogue=MODULES, on=ON)
    assert found_verdict.plugins == (("ledger", "oddities", "3"),)


def test_a_learner_of_whom_a_source_gives_nonsense_is_left_out_and_the_others_are_not() -> None:
    circle: dict[str, object] = {"learner": "circle"}
    circle["records"] = circle
    given = [
        {"learner": "good"},
        {"learner": "object", "records": [object()]},
        {"learner": "level", "records": [{"module": "P1", "status": "passed", "level": "high"}]},
        {"learner": "number", "facts": {"score": float("nan")}},
        {"learner": "twice"},
        {"learner": "twice"},
        circle,
        "nonsense",
    ]

    read = mc.read_from_source("ledger", "x.db", plugins=source(lambda _: given))

    assert [transcript.learner for transcript in read.transcripts] == ["good"]
    assert list(read.bad) == ["circle", "level", "number", "object", "twice"]
    (nameless,) = [problem for problem in read.problems if problem.learner is None]
    assert str(nameless) == (
        "ledger:x.db[7]: expected a dictionary that says what a transcript does, not 'nonsense'"
    )


def failing(_: str) -> object:
    raise OSError("no line to the registry")


@pytest.mark.parametrize(
    ("read", "complaint"),
    [
        (failing, "failed: OSError: no line to the registry"),
        (lambda _: None, "returned None, not a list of transcripts"),
        (lambda _: {"learner": "ada"}, "returned {'learner': 'ada'}, not a list"),
        (lambda _: "ada", "returned 'ada', not a list of transcripts"),
        (lambda _: (1 / 0 for _ in "x"), "failed: ZeroDivisionError: division by zero"),
    ],
)
def test_a_record_source_that_fails_is_named(read: Callable[[str], object], complaint: str) -> None:
    with pytest.raises(mc.PluginError) as raised:
        mc.read_from_source("ledger", "x.db", plugins=source(read))

    start = f"oddities 3: the record source `ledger`, asked for `x.db`, {complaint}"
    assert str(raised.value).startswith(start)


def test_a_record_source_that_nobody_offers_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(mc.PluginError) as raised:
        mc.read_from_source("leger", "x.db", plugins=source(failing))

    assert str(raised.value) == (
        "leger:x.db: no plugin offers a record source `leger` (there are ledger)"
    )
