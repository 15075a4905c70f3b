"""What if: the verdict before is today's, and the one after is that of the changed records, day and
rules."""

import json
import pickle
from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings, strategies as st

import microcredit as mc
from microcredit.engine.audit import compile
from microcredit.model.learner import Decision, Transcript
from microcredit.model.record import Record
from tests.engine.build import FRAMEWORK, MODULES, ON, compiled, learner, record, under_way
from tests.strategies import Case, cases

UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
THEMED = (
    'size 12 credits for some theme in areas under "Science" '
    "{ require focus: at least 6 credits in theme }"
)


def what_if(ready: mc.CompiledPolicy, ada: Transcript, *changes: mc.Change) -> mc.Comparison:
    return mc.what_if(ready, ada, *changes, on=ON)


def outcomes(found: mc.Comparison) -> tuple[str, str]:
    return found.before.outcome, found.after.outcome


@settings(UNHURRIED, max_examples=25, derandomize=True)
@given(cases(), st.data())
def test_after_a_change_of_records_or_day_is_what_an_audit_says_of_them(
    case: Case, data: st.DataObject
) -> None:
    ready = compile(case.policy, catalogue=case.catalogue)
    codes = sorted(case.catalogue.modules)
    day = data.draw(st.dates(case.on, date(2030, 1, 1)))
    code = data.draw(st.sampled_from(codes))
    grade = data.draw(st.sampled_from([None, "A", "C"]))
    changes: list[mc.Change] = [mc.OnDay(day), mc.Passed(code, grade)]
    there = case.transcript
    if there.records:
        failed = data.draw(st.sampled_from(there.records))
        changes.insert(0, mc.NotPassed(failed.id))
        records = [evolve(r, status="failed") if r.id == failed.id else r for r in there.records]
        there = evolve(there, records=tuple(records))
    waits = [r for r in there.records if r.status == "in progress" and r.module == code]
    enrolled = None if "enrolled" in there.facts else day
    begun = waits[0] if waits else Record(f"{code}@what if", code, "passed", enrolled_on=enrolled)
    new = evolve(
        begun, status="passed", completed_on=day, awarded_on=day, grade=grade or begun.grade
    )
    there = evolve(there, records=(*(r for r in there.records if r not in waits[:1]), new))

    found = mc.what_if(ready, case.transcript, *changes, on=case.on)

    assert found.before == mc.audit(ready, case.transcript, on=case.on)
    assert found.after == evolve(mc.audit(ready, there, on=day), proof=None, why=())


def test_a_module_that_is_passed_and_one_that_is_failed_change_what_counts() -> None:
    ready = compiled("size 12 credits")
    ada = learner([record("P1")])
    earns = what_if(ready, ada, mc.Passed("P2"))

    assert outcomes(earns) == ("not earned", "earned")
    assert [each.record for each in earns.newly_counted] == ["P2@what if"]
    [size] = earns.requirements
    assert (size.before, size.after) == (earns.before.requirements[0], earns.after.requirements[0])
    assert size.differs
    both = learner([record("P1"), record("P2")])
    loses = what_if(ready, both, mc.NotPassed("P2", "withdrawn"))
    assert outcomes(loses) == ("earned", "not earned")
    assert [each.record for each in loses.no_longer_counted] == ["P2"]


def test_a_record_in_progress_becomes_the_pass_that_is_supposed() -> None:
    ready = compiled("size 12 credits")
    found = what_if(ready, learner([record("P1"), under_way("P2")]), mc.Passed("P2"))

    assert outcomes(found) == ("pending", "earned")
    assert [each.record for each in found.after.counted] == ["P1", "P2"]


def test_a_grade_that_decides_and_is_not_supposed_leaves_it_undetermined() -> None:
    ready = compiled("size 6 credits require average grade at least 3")

    assert outcomes(what_if(ready, learner([]), mc.Passed("P1"))) == (
        "not earned",
        "undetermined",
    )
    assert what_if(ready, learner([]), mc.Passed("P1", "A")).after.earned
    assert not what_if(ready, learner([]), mc.Passed("P1", "D")).after.earned
    with pytest.raises(mc.RecordError, match="has the grade `Z`"):
        what_if(ready, learner([]), mc.Passed("P1", "Z"))


def test_a_module_by_its_former_code_is_the_module() -> None:
    found = what_if(compiled("require all of L2"), learner([]), mc.Passed("OLD2"))

    assert found.after.earned


def test_another_day_is_the_day_of_everything_else_that_is_supposed() -> None:
    ready = compiled("size 6 credits credits expire 5 years after completion")
    later = date(2032, 1, 1)
    gone = what_if(ready, learner([record("P1")]), mc.OnDay(later))
    anew = what_if(ready, learner([record("P1")]), mc.Passed("P1"), mc.OnDay(later))

    assert outcomes(gone) == ("earned", "not earned")
    assert (gone.before.on, gone.after.on) == (ON, later)
    assert anew.after.earned
    assert anew.after.claimable is not None
    assert anew.after.claimable.until == date(2037, 1, 1)


def test_a_waiver_and_another_amount_are_decisions_that_are_not_on_record() -> None:
    ready = compiled('size 12 credits require law: at least 6 credits in "Law"')
    ada = learner([record("P1"), record("P2")])

    assert outcomes(what_if(ready, ada, mc.Granted("law"))) == ("not earned", "earned")
    less = what_if(ready, ada, mc.Granted("law", Fraction(0)))
    assert less.after.earned
    assert [(each.decision.by, each.status) for each in less.after.decisions] == [
        ("nobody", "used")
    ]
    assert less.before.decisions == ()


def test_a_decision_on_record_keeps_its_name_beside_one_that_is_supposed() -> None:
    ready = compiled('size 12 credits require law: at least 6 credits in "Law"')
    there = Decision("what if law", "override", "law", ON, "Dean", "so", amount=Fraction(3))
    ada = evolve(learner([record("P1"), record("P2")]), decisions=(there,))
    found = what_if(ready, ada, mc.Granted("law"))

    assert found.after.earned
    assert [each.decision.id for each in found.after.decisions] == ["what if law", "what if law 2"]


def test_the_theme_has_to_be_the_one_that_is_supposed() -> None:
    ready = compiled(THEMED)
    ada = learner([record("P1"), record("P2"), record("B1")])
    assert what_if(ready, ada).before.variant == {"theme": "Physics"}

    found = what_if(ready, ada, mc.WithTheme("Biology"))
    assert found.after.earned
    assert found.after.variant == {"theme": "Biology"}
    none = what_if(ready, learner([record("P1"), record("P2")]), mc.WithTheme("Biology"))
    assert outcomes(none) == ("earned", "not earned")


def test_an_optional_theme_becomes_one_that_is_asked_for() -> None:
    ready = compiled(f"{THEMED.replace('for some', 'optionally for some')}")
    ada = learner([record("L1"), record("L2")])

    assert outcomes(what_if(ready, ada, mc.WithTheme("Physics"))) == ("earned", "not earned")


EDITIONS = FRAMEWORK + (
    'award main "Main" { size 6 credits effective 2020-01-01 to 2026-12-31 }\n'
    'award main "Main" { size 12 credits effective 2027-01-01 onwards }\n'
)


def test_another_edition_decides_whether_it_is_in_force_or_not() -> None:
    ready = compile(mc.policies_from_text(EDITIONS)["main"], catalogue=MODULES)
    ada = learner([record("P1")])
    found = what_if(ready, ada, mc.ByEdition("2027-01-01 onwards"))

    assert outcomes(found) == ("earned", "not earned")
    assert (found.before.edition, found.after.edition) == (
        "2020-01-01 to 2026-12-31",
        "2027-01-01 onwards",
    )
    assert what_if(ready, ada, mc.ByEdition("2027")).after == found.after
    old = what_if(ready, ada, mc.ByEdition("2020"), mc.OnDay(date(2028, 1, 1)))
    assert old.after.earned


def test_a_fact_about_the_learner_is_supposed() -> None:
    ready = compiled('size 6 credits require mode: learner mode is "part-time"')
    ada = evolve(learner([record("P1")]), facts={"mode": "full-time"})

    assert outcomes(what_if(ready, ada, mc.FactGiven("mode", "part-time"))) == (
        "not earned",
        "earned",
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (mc.Passed("P9"), "there is no module `P9`: there is `B1`, `B2`, `L1`, `L2`, `P1`"),
        (mc.NotPassed("P2"), "there is no record or module on record `P2`: there is `P1`"),
        (mc.WithTheme("Physic"), "there is no theme `Physic`: did you mean `Physics`?"),
        (mc.Granted("focos"), "there is no line that a decision could be about `focos`: did you"),
        (mc.ByEdition("2030"), "there is no edition `2030`: there is `always`"),
        (mc.FactGiven("x", "y"), "there is no fact `x`: there is `admitted`, `enrolled`"),
        (mc.FactGiven("admitted", "soon"), "the fact `admitted` is a day, as in 2026-03-01"),
        (mc.Passed("P2", None, date(2027, 1, 1)), "`P2` is passed on 2027-01-01, and the question"),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_with_what_was_probably_meant(
    change: mc.Change, says: str
) -> None:
    with pytest.raises(mc.ChangeError) as caught:
        what_if(compiled(THEMED), learner([record("P1")]), change)

    assert str(caught.value).startswith(says)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.message, again.of_learner) == (caught.value.message, caught.value.of_learner)


def test_what_cannot_be_supposed_is_refused() -> None:
    ada = learner([record("P1")])
    with pytest.raises(mc.ChangeError, match="two days at once: 2026-05-01, 2027-01-01"):
        what_if(compiled(THEMED), ada, mc.OnDay(date(2026, 5, 1)), mc.OnDay(date(2027, 1, 1)))
    with pytest.raises(mc.ChangeError, match="no award looks for a theme"):
        what_if(compiled("size 6 credits"), ada, mc.WithTheme("Physics"))
    ready = compile(mc.policies_from_text(EDITIONS)["main"], catalogue=MODULES)
    with pytest.raises(mc.ChangeError, match="which edition is `01-01`"):
        what_if(ready, ada, mc.ByEdition("01-01"))
    with pytest.raises(mc.ChangeError, match="has no amount that could be another"):
        what_if(compiled("require law: all of L1"), ada, mc.Granted("law", Fraction(3)))


def test_a_comparison_says_that_it_is_hypothetical_and_carries_no_proof() -> None:
    found = what_if(compiled("size 12 credits"), learner([record("P1")]), mc.Passed("P2"))
    text = str(found)

    assert "HYPOTHETICAL. This is no verdict" in text
    assert "P2 were passed and awarded" in text
    assert found.after.earned
    assert found.after.proof is None
    written = mc.comparison_json(found)
    assert written["hypothetical"] is True
    assert "proof" not in json.dumps(written)


def test_a_comparison_of_nothing_says_that_nothing_differs() -> None:
    found = what_if(compiled("size 12 credits"), learner([record("P1")]), mc.Passed("P1"))

    assert found.before.requirements == found.after.requirements
    assert str(found).endswith("It would make no difference.")


def test_the_least_further_study_is_told_for_both_sides_where_it_is_asked_for() -> None:
    ready, ada = compiled("size 18 credits"), learner([record("P1")])
    found = mc.what_if(ready, ada, mc.Passed("P2"), on=ON, further=True)

    assert found.before.further is not None
    assert found.before.further.credits == 12
    assert found.after.further is not None
    assert found.after.further.credits == 6
    assert what_if(ready, ada, mc.Passed("P2")).after.further is None


def test_nothing_that_a_terminal_would_obey_comes_into_a_comparison() -> None:
    ada = evolve(learner([record("P1", "\x1b[31mred")]), learner="ada\x1b[2J")
    found = what_if(compiled("size 6 credits"), ada, mc.NotPassed("P1"))

    assert all(line.isprintable() for line in str(found).splitlines())


STACK = FRAMEWORK + (
    'award small "Small" { size 12 credits }\n'
    'award large "Large" { size 18 credits require award small }\n'
)


def test_all_awards_are_compared_as_their_progress_is() -> None:
    policies = mc.policies_from_text(STACK)
    ada = learner([record("P1")])
    found = mc.progress_if(policies, ada, mc.Passed("P2"), on=ON, catalogue=MODULES)
    then = evolve(ada, records=(*ada.records, record("P2", "P2@what if", on=ON, enrolled=ON)))
    after = mc.progress(policies, then, on=ON, catalogue=MODULES)

    assert found.before == mc.progress(policies, ada, on=ON, catalogue=MODULES)
    assert (found.after.nearest, found.after.together) == (after.nearest, after.together)
    assert [each.verdict.outcome for each in found.after.awards] == ["earned", "not earned"]
    assert [each.verdict.proof for each in found.after.awards] == [None, None]
    assert [outcomes(each) for each in found.awards] == [
        ("not earned", "earned"),
        ("not earned", "not earned"),
    ]
    text = str(found)
    assert "HYPOTHETICAL" in text
    assert "  small  not earned, 6 credits to go   earned\n" in text
    assert "  large  not earned, 12 credits to go  not earned, 6 credits to go\n" in text
    assert text.endswith("Can be conferred at once, what if: small")
