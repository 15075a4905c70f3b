import pytest

from microcredit.errors import PolicyCheckError
from microcredit.language.load import policies_from_text

OTHERS = """
external award licence "Licence"
award diploma "Diploma" { kind diploma size 24 credits }
award minor "Minor" { kind certificate size 12 credits }
"""


def codes(*lines: str, others: str = OTHERS) -> list[str]:
    """What is wrong with an award of such lines beside the others, in order."""
    body = "\n".join(lines)
    text = f'framework hkqf\n{others}\naward a "A" {{ kind certificate size 12 credits\n{body}\n}}'
    try:
        policies_from_text(text)
    except PolicyCheckError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []


@pytest.mark.parametrize(
    "line",
    [
        "share at most 4 credits with each certificate",
        "share at most 4 contact hours with all diplomas together",
        "share at most 2 modules at level 3 or above with diploma, licence",
        "share at most 100% of the smaller award with diploma, minor",
        "share at most 1/2 of the size with licence",
        "share at most 20% of the larger award with licence",
        "share nothing with each award",
        'share only modules tagged "lab" with minor',
        "share only the surplus with diploma",
        "share with at most 2 awards",
        "builds on diploma, licence",
        "includes diploma",
        "absorbs minor",
        "surrenders licence",
        "bars diploma",
        "count only modules not used for another award other than diploma, licence",
        "require award licence declared",
    ],
)
def test_what_an_award_says_of_others_is_taken(line: str) -> None:
    assert codes(line) == []


def test_a_limit_for_all_and_a_stricter_one_for_some_stand_beside_each_other() -> None:
    for general in ("share at most 2 modules with each award", "share with at most 1 award"):
        assert codes(general, "share nothing with diploma") == []
    both = ("share at most 1 module with diploma", "share at most 9 credits with diploma")
    assert codes(*both) == []
    labs = 'share at most 1 module tagged "lab" with diploma'
    assert codes("share at most 2 modules with diploma", labs) == []
    sized = "share at most 20% of the smaller award with diploma"
    assert codes("share at most 4 credits with diploma", sized) == []


@pytest.mark.parametrize(
    ("nothing", "some"),
    [
        ("diploma", "diploma, minor"),
        ("each award", "diploma"),
        ("each award", "each certificate"),
        ("each certificate", "minor"),
        ("each certificate", "all certificates together"),
    ],
)
def test_where_nothing_is_shared_there_is_nothing_to_limit(nothing: str, some: str) -> None:
    lines = [f"share nothing with {nothing}", f"share at most 1 module with {some}"]

    assert codes(*lines) == ["contradiction"]
    assert codes(*reversed(lines)) == ["contradiction"]


def test_a_share_of_a_size_needs_every_size_that_it_is_of() -> None:
    bare = OTHERS.replace("kind certificate size 12 credits", "kind certificate require award x")
    bare += 'award x "X" { size 6 credits }'

    assert codes("share at most 20% of the smaller award with minor", others=bare) == ["no-size"]
    assert codes("share at most 20% of the larger award with each award", others=bare) == [
        "no-size"
    ]
    assert codes("share at most 20% of the smaller award with each diploma", others=bare) == []
    assert codes("share at most 20% of the size with minor", others=bare) == []


def test_an_award_of_its_own_kind_needs_no_size_of_its_own_twice() -> None:
    text = 'framework hkqf\naward a "A" { kind certificate require at least 3 credits\n'
    text += "share at most 20% of the smaller award with each certificate }"

    with pytest.raises(PolicyCheckError) as raised:
        policies_from_text(text)

    assert [each.code for each in raised.value.diagnostics] == ["no-size"]


def test_a_kind_that_no_award_has_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PolicyCheckError, match="there are `diploma`"):
        policies_from_text(
            'framework hkqf\naward a "A" { kind diploma size 3 credits share nothing with each x }'
        )


def test_two_awards_may_each_be_surrendered_for_the_other_and_not_absorbed() -> None:
    other = 'award b "B" { size 3 credits surrenders a }'

    assert codes("surrenders b", others=other) == []
    assert codes("absorbs b", others=other) == []
    assert codes("absorbs b", others=other.replace("surrenders", "absorbs")) == ["absorb-loop"]


def test_including_and_barring_one_award_contradict_each_other() -> None:
    assert codes("includes diploma", "bars diploma") == ["contradiction"]
    assert codes("builds on diploma", "bars diploma") == ["contradiction"]
    assert codes("absorbs diploma", "surrenders diploma") == ["contradiction"]
    assert codes("includes diploma", "absorbs diploma") == []
