"""The canonical form: what it looks like, and that it says what was said before."""

from pathlib import Path

import pytest
from lark.grammar import NonTerminal

from microcredit.errors import PolicySyntaxError
from microcredit.language import format_statements
from microcredit.language.format import format_policy
from microcredit.language.format_statements import STATEMENTS, Block, statements
from microcredit.language.lexemes import LEXEME
from microcredit.language.parse import grammar, parse
from microcredit.source import Source

ROOT = Path(__file__).parents[2]
FORMATS = sorted((ROOT / "tests" / "corpus" / "formats").glob("*.policy"))
ACCEPTED = sorted((ROOT / "tests" / "corpus" / "accepts").glob("*.policy"))
OURS = sorted(
    path
    for place in ("policies", "examples", "tests/corpus/accepts", "tests/corpus/verdicts")
    for path in (ROOT / place).rglob("*.policy")
)
LINES = (
    "_statement _framework_line _grade _award_line _part_line _when_line _example_line calendar "
    "some_area_block part"
)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def comments(text: str) -> list[str]:
    found = LEXEME.finditer(text)
    return [match.group().rstrip() for match in found if match.lastgroup == "comment"]


def inside(lines: str) -> str:
    """What becomes of some lines of an award, without the award."""
    formatted = format_policy(f'award x "X" {{\n{lines}\n}}\n').split("\n")
    return "\n".join(line.removeprefix("  ") for line in formatted[1:-2])


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.stem)
def test_a_policy_is_formatted_as_expected(path: Path) -> None:
    expected = path.with_suffix(".txt")

    assert format_policy(text_of(path), path.name) == text_of(expected)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_policy_says_the_same_when_formatted_and_is_formatted_only_once(path: Path) -> None:
    text = text_of(path)
    formatted = format_policy(text, path.name)

    assert parse(Source("again", formatted)) == parse(Source("once", text))
    assert format_policy(formatted) == formatted
    assert comments(formatted) == comments(text)


def test_the_shipped_policies_are_in_their_canonical_form() -> None:
    shipped = [path for path in OURS if path.is_relative_to(ROOT / "policies")]

    assert shipped
    assert [path.name for path in shipped if format_policy(text_of(path)) != text_of(path)] == []


def test_every_statement_of_the_language_is_formatted_by_some_test() -> None:
    def kinds(block: Block) -> set[type]:
        found = set()
        for piece in block.pieces():
            found.add(type(piece.statement))
            found |= kinds(piece.block) if piece.block else set()
        return found

    written = {kind for path in ACCEPTED for kind in kinds(statements(Source("x", text_of(path))))}

    assert written == set(STATEMENTS)


def test_every_line_of_the_grammar_is_a_statement_of_the_formatter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parser, _ = grammar()
    lines = {
        str(rule.alias or symbol.name)
        for rule in parser.rules
        if rule.origin.name in LINES.split()
        for symbol in rule.expansion
        if isinstance(symbol, NonTerminal) and not symbol.name.startswith("_")
    }
    aliases = {
        rule.origin.name: {str(one.alias) for one in parser.rules if one.origin == rule.origin}
        for rule in parser.rules
        if rule.alias
    }
    lines = {alias for line in lines for alias in aliases.get(line, {line})}
    lines -= {"name", "text", "choose", "some_area_block"}
    kept: set[str] = set()
    watch = format_statements._Watch.__default__

    def noting(self: format_statements._Watch, data: str, children: list[object], meta: object):  # type: ignore[no-untyped-def]
        before = len(self.found)
        value = watch(self, data, children, meta)  # type: ignore[arg-type]
        kept.update([str(data)] * (len(self.found) > before))
        return value

    monkeypatch.setattr(format_statements._Watch, "__default__", noting)
    for path in ACCEPTED:
        statements(Source("x", text_of(path)))

    assert lines - kept == set()


def test_a_policy_that_does_not_read_is_not_formatted() -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        format_policy('award x "X" {\n  require at leats 3 credits\n}\n', "x.policy")

    assert [str(one.span) for one in caught.value.diagnostics] == ["x.policy:2:14"]


def test_a_text_without_policies_keeps_its_comments() -> None:
    assert format_policy("") == ""
    assert format_policy("\n\n# nothing yet\n\n\n#more  \n") == "# nothing yet\n\n#more\n"


def test_a_byte_order_mark_goes_and_lines_end_in_a_line_feed() -> None:
    assert format_policy("\ufefflanguage 1 # one\r\ninstitution 'x'".replace("'", '"')) == (
        'language 1  # one\ninstitution "x"\n'
    )


def test_numbers_stay_percentages_and_fractions_as_their_author_wrote_them() -> None:
    assert inside("require at least 50.0 % of credits require at most 1/2 of modules") == (
        "require at least 50% of credits\nrequire at most 1/2 of modules"
    )
    assert "B = 33/10, C = 2.5" in format_policy(
        'framework f "F" { levels 1 to 2 credits "c" grades g { B = 33/10, C = 2.50 } }'
    )


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("require at least 1 modules", "require at least 1 module"),
        ("require at least 2 module", "require at least 2 modules"),
        ("credits expire 1 years after completion", "credits expire 1 year after completion"),
        ("share with at most 1 awards", "share with at most 1 award"),
        ("count only passed", "count only modules passed"),
        ("require bundle A1, B1", "bundle A1, B1"),
        (
            'require from "A1", "b 1" : at least 1 credit',
            'require at least 1 credit from A1, "b 1"',
        ),
        ("require at least 3 credits tagged lab", 'require at least 3 credits tagged "lab"'),
        ("require x: 2 of { A1 } { B1 }", "require x: 2 of A1, B1"),
        ("count only used for a assessed award", "count only modules used for an assessed award"),
        (
            "count only used for an university award",
            "count only modules used for a university award",
        ),
        (
            "share at most 1 credit with all boss together",
            "share at most 1 credit with all boss together",
        ),
        (
            "require average grade at least 1/8589934592",
            "require average grade at least 1/8589934592",
        ),
        (
            'require at least the greater of 3 credits and 5% of credits in "A" per "4.2"',
            'require credits in "A": at least the greater of 3 credits and 5% of credits per "4.2"',
        ),
    ],
)
def test_there_is_one_way_to_write_a_thing(written: str, canonical: str) -> None:
    written = written.replace('from "A1", "b 1" :', 'credits from "A1", "b 1":')

    assert inside(written) == canonical


def test_a_hash_in_a_text_begins_no_comment() -> None:
    assert inside('require x "No. #1 { ": at least 1 credit in "#" # "x" }') == (
        'require x "No. #1 { ": at least 1 credit in "#"  # "x" }'
    )


def test_the_order_in_which_lines_stand_is_the_authors() -> None:
    lines = "require at least 1 area\npart a { require at least 1 term }\nkind k\nsize 3 credits"

    assert inside(lines).replace("  ", " ") == lines
    text = 'example "a" for x {\n  as of 2026-01-01\n  expect earned\n}\n\naward x "X" {}\n'
    assert format_policy(text) == text


def test_a_line_that_is_too_long_breaks_the_same_way_wherever_it_broke_before() -> None:
    codes = ", ".join(f"M{number}" for number in range(40))
    once = inside(f"require some-name: all of {codes}")

    assert once.startswith("require some-name:\n  all of M0, M1, ")
    assert max(map(len, once.split("\n"))) <= 98
    assert inside(f"require some-name:\n\nall\nof {codes}".replace(", ", "\n,\n")) == once
