"""Random conditions, written down and read again."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given, settings, strategies as st

from microcredit.language import syntax
from microcredit.language.phrase import phrase
from microcredit.source import Source, Span
from tests.language.test_phrase import condition

HERE = Span(Source("random", ""), 0, 0)
EVENTS = ("enrolment", "admission", "application")


def node(kind: type[syntax.Node], *fields: Any) -> st.SearchStrategy[Any]:
    return st.tuples(*fields).map(lambda values: kind(*values, span=HERE))


def some(of: st.SearchStrategy[Any], least: int = 1) -> st.SearchStrategy[Any]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


truth = st.booleans()
words = st.text("aZ1 {}#,.:é證", max_size=6)
texts = node(syntax.Text, words)
names = node(syntax.Name, st.sampled_from(["theme", "core-2", "x", "digital"]))
codes = node(syntax.Code, st.sampled_from(["AI101", "ST.1-2", "DS 501", "B+", "a1", "65", "065"]))
whole = st.integers(0, 99)
decimals = st.integers(0, 9999).map(lambda n: Fraction(n, 100))
numbers = st.fractions(0, 9, max_denominator=12)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
facts = node(syntax.Name, st.sampled_from(["mode", "entry_score", "admitted", "level"]))
arguments = node(syntax.Argument, words | numbers | days)

plain = st.one_of(
    node(syntax.InArea, some(texts | names)),
    node(syntax.UnderArea, some(texts | names)),
    node(
        syntax.AtLevel,
        some(
            st.tuples(whole, st.none() | whole).map(
                lambda ends: syntax.LevelRange(*ends, span=HERE)
            )
        ),
    ),
    truth.map(
        lambda above: syntax.AtLevel(
            (
                syntax.LevelRange(
                    syntax.Name("level", span=HERE),
                    None if above else syntax.Name("level", span=HERE),
                    span=HERE,
                ),
            ),
            span=HERE,
        )
    ),
    node(syntax.FromModules, some(codes)),
    node(syntax.Passed),
    node(syntax.Graded, codes, st.none() | texts),
    node(syntax.GradedOn, texts),
    node(syntax.Recognised),
    node(syntax.AtInstitution),
    node(syntax.Completed, st.sampled_from(["before", "after"]), days, st.none()),
    node(syntax.Completed, st.just("between"), days, days),
    node(
        syntax.CompletedWithin,
        whole,
        st.sampled_from(["of", "before", "after"]),
        st.sampled_from(EVENTS),
        truth,
    ),
    node(
        syntax.CompletedWithin,
        st.none(),
        st.sampled_from(["before", "after"]),
        st.sampled_from(EVENTS),
    ),
    node(syntax.InTerm, some(names)),
    node(syntax.UsedFor, st.just("programme"), st.none()),
    node(syntax.UsedFor, st.none(), st.none() | names),
    node(syntax.UsedFor, st.none(), st.none(), some(names)),
    node(syntax.Tagged, some(texts)),
    node(syntax.Worth, decimals, truth),
    node(syntax.Where, st.sampled_from(["campus", "delivery_mode", "level"]), some(texts)),
    node(syntax.Judged, facts, st.just(()) | some(arguments)),
    node(syntax.Defined, names),
)
adjectives = some(plain | node(syntax.Not, plain))
selections = node(syntax.Selection, some(adjectives), st.just(()) | adjectives)
maybe_selected = st.none() | selections
levelled = node(
    syntax.Selection,
    some(
        some(
            node(syntax.Passed)
            | node(syntax.InArea, some(texts))
            | node(syntax.Tagged, some(texts))
        )
    ),
)

fixed = st.one_of(
    node(syntax.Fixed, decimals, st.sampled_from(["credits", "contact hours"])),
    node(
        syntax.Fixed, whole.map(Fraction), st.sampled_from(["modules", "areas", "levels", "terms"])
    ),
)
named = node(syntax.NamedAmount, names)
ratios = st.fractions(0, 2, max_denominator=40)
proportions = st.one_of(
    node(
        syntax.Proportion,
        ratios,
        truth,
        st.sampled_from(["credits", "modules", "contact hours"]),
        st.sampled_from(["counted", "award"]),
    ),
    node(syntax.Proportion, ratios, truth, st.just("credits"), st.just("size")),
    node(syntax.Proportion, ratios, truth, st.just("credits"), named, truth),
    st.tuples(ratios, truth, fixed, truth).map(
        lambda p: syntax.Proportion(p[0], p[1], p[2].unit, p[2], p[3], span=HERE)
    ),
)
amounts = st.recursive(
    fixed | proportions | named,
    lambda inner: node(syntax.Extreme, st.sampled_from(["greater", "lesser"]), inner, inner),
    max_leaves=4,
)
one_of = node(
    syntax.OneOf,
    st.sampled_from(["any", "some", "every"]),
    st.sampled_from(["area", "level", "academic year", "term"]),
)

simple = st.one_of(
    node(
        syntax.Total,
        st.sampled_from(["at least", "at most", "exactly"]),
        amounts,
        st.none(),
        maybe_selected,
        st.none() | one_of,
    ),
    node(syntax.Total, st.just("between"), amounts, amounts, maybe_selected, st.none() | one_of),
    node(syntax.AllOf, some(codes)),
    node(syntax.SomeOf, whole, some(some(codes))),
    node(syntax.Average, numbers, maybe_selected, truth, st.none() | texts),
    node(syntax.EveryGrade, codes, st.none() | texts, maybe_selected, truth),
    node(syntax.NoAttempt, selections),
    node(syntax.CountedWithin, whole, st.sampled_from(["completion", "enrolment"])),
    node(
        syntax.Gate,
        node(syntax.Fixed, whole.map(Fraction), st.sampled_from(["credits", "modules"])),
        st.none() | levelled,
        levelled,
    ),
    node(
        syntax.AllWithin,
        node(
            syntax.CompletedWithin,
            whole,
            st.sampled_from(["of", "before", "after"]),
            st.sampled_from(EVENTS),
            truth,
        ),
    ),
    node(syntax.ModulesBefore, some(codes), some(codes)),
    node(syntax.LastCredits, decimals),
    node(syntax.Bundle, some(codes), st.none() | decimals),
    node(syntax.Attested, texts, truth),
    node(syntax.LearnerFact, facts, st.just("is"), some(texts), truth),
    node(syntax.LearnerFact, facts, st.sampled_from(["at least", "at most"]), numbers, truth),
    node(syntax.LearnerFact, facts, st.sampled_from(["before", "after", "from"]), days, truth),
    node(syntax.HoldsAward, names, truth, truth),
    node(syntax.HoldsAward, names, st.just(False), truth, st.just(True)),
)


def either(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    requirement = node(
        syntax.Requirement, st.none() | names, st.none() | texts, inner, st.none() | texts
    )
    return node(syntax.Either, some(some(requirement), 2))


conditions = st.recursive(simple, either, max_leaves=4)


@settings(max_examples=400, deadline=None)
@given(conditions)
def test_every_condition_is_the_same_when_its_sentence_is_read_again(
    written: syntax.Condition,
) -> None:
    sentence = phrase(written)

    assert condition(sentence) == written
    assert phrase(condition(sentence)) == sentence
