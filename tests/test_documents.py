"""What README and the documentation show is what happens."""

import difflib
import doctest
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from microcredit.engine.examples import run_examples
from microcredit.engine.loading import policies_from_text
from microcredit.language.parse import parse
from microcredit.records.catalogue import read_catalogue
from microcredit.source import Source

ROOT = Path(__file__).parent.parent

FENCED = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,}) *(?P<kind>[\w-]*)[^\n`]*\n"
    r"(?P<text>.*?)^(?P=indent)(?P=fence)`*$",
    re.MULTILINE | re.DOTALL,
)


@frozen
class Block:
    """A fenced block of a page, and the line on which its text starts."""

    page: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@frozen
class Command:
    """A command line, and what a page says that it prints."""

    line: str
    printed: str


def blocks(page: str, markdown: str) -> Iterator[Block]:
    for found in FENCED.finditer(markdown):
        line = markdown.count("\n", 0, found.start("text")) + 1
        yield Block(page, line, found["kind"], textwrap.dedent(found["text"]))


def commands(text: str, *programs: str) -> Iterator[Command]:
    """Give the commands of a console block that are of these programs, ours by default; a backslash
    carries one over."""
    for session in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        typed = re.match(r"(?:.*\\\n)*.*\n?", session)
        assert typed is not None, "the pattern matches any text"
        line = typed.group().strip()
        if line.partition(" ")[0] in (programs or ("microcredit",)):
            yield Command(line, session[typed.end() :])


def difference(expected: str, printed: str) -> str:
    """Say how two texts differ, or nothing; an expected line of three dots is any lines."""
    lines = expected.strip("\n").splitlines()
    seen = printed.strip("\n").splitlines()
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in lines)
    if re.fullmatch(pattern, "".join(f"{line}\n" for line in seen)):
        return ""
    return "\n".join(difflib.unified_diff(lines, seen, "in the page", "printed", lineterm=""))


def run(command: str) -> str:
    """Give what a terminal in the project's folder would show."""
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "COLUMNS": "80",
            "NO_COLOR": "1",
            "PYTHONUTF8": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    ).stdout


def unlike_the_page(block: Block, names: dict[str, object]) -> str:
    """Say where a block's examples give something else than it says; they add to the names."""
    test = doctest.DocTestParser().get_doctest(
        block.text, names, str(block), str(ROOT / block.page), block.line - 1
    )
    # The parser copies the names, and the next block of the page needs what this one adds.
    test.globs = names
    told: list[str] = []
    options = doctest.ELLIPSIS | doctest.REPORT_UDIFF
    doctest.DocTestRunner(verbose=False, optionflags=options).run(
        test, out=told.append, clear_globs=False
    )
    return "".join(told)


PAGES = [path for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))] if path.exists()]
BLOCKS = [
    block
    for path in PAGES
    for block in blocks(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
]
PYTHON = [block for block in BLOCKS if block.kind == "python" and ">>>" in block.text]
CONSOLE = [block for block in BLOCKS if block.kind == "console" and any(commands(block.text))]
POLICIES = [block for block in BLOCKS if block.kind == "policy"]
TRIED = [block for block in POLICIES if re.search("^example ", block.text, re.MULTILINE)]
FRAGMENTS = [block for block in BLOCKS if block.kind == "policy-fragment"]


@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_python_in_a_page_gives_what_the_page_says(
    block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    # A page tells one story: a block may use what the blocks above it made.
    story = [earlier for earlier in PYTHON[: PYTHON.index(block)] if earlier.page == block.page]
    for earlier in story:
        unlike_the_page(earlier, names)

    unlike = unlike_the_page(block, names)
    if unlike:
        pytest.fail(unlike, pytrace=False)


@pytest.mark.parametrize("block", CONSOLE, ids=str)
def test_a_command_in_a_page_prints_what_the_page_says(block: Block) -> None:
    for command in commands(block.text):
        unlike = difference(command.printed, run(command.line))
        if unlike:
            pytest.fail(f"{block}\n$ {command.line}\n{unlike}", pytrace=False)


@pytest.mark.parametrize("block", POLICIES, ids=str)
def test_a_policy_in_a_page_parses(block: Block) -> None:
    # The blank lines make a message name the line of the page.
    parse(Source(block.page, "\n" * (block.line - 1) + block.text))


@pytest.mark.parametrize("block", TRIED, ids=str)
def test_the_examples_of_a_policy_in_a_page_come_out_as_it_says(block: Block) -> None:
    catalogue = read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")
    policies = policies_from_text(block.text, str(block), catalogue.vocabulary, examples=True)

    results = run_examples(policies, catalogue)

    assert results
    assert [result.example.label.text for result in results if not result.passed] == []


@pytest.mark.parametrize("block", FRAGMENTS, ids=str)
def test_a_fragment_in_a_page_reads_inside_an_award(block: Block) -> None:
    # The braces stand on the lines before and after, so that a message names the line of the page.
    before = "\n" * (block.line - 2) + 'award fragment "Fragment" {\n'
    parse(Source(block.page, f"{before}{block.text}}}"))


PAGE = """\
# A page

```console
$ cat a.policy
$ microcredit check a.policy \\
    --catalogue c
1 award
$ microcredit format --check a.policy
```

1. In a list:

    ```python
    >>> 1 + 1
    2

    ```

````markdown
```policy
not a block of this page
```
````
"""


def test_the_reader_of_pages_finds_each_block_and_its_line() -> None:
    assert [(block.kind, block.line) for block in blocks("page.md", PAGE)] == [
        ("console", 4),
        ("python", 14),
        ("markdown", 20),
    ]
    assert [block.text for block in blocks("page.md", PAGE)][1] == ">>> 1 + 1\n2\n\n"


def test_the_reader_of_pages_gives_each_command_what_stands_below_it() -> None:
    console = next(blocks("page.md", PAGE))

    assert list(commands(console.text)) == [
        Command("microcredit check a.policy \\\n    --catalogue c", "1 award\n"),
        Command("microcredit format --check a.policy", ""),
    ]


def test_another_text_than_the_page_says_is_shown_line_by_line() -> None:
    assert difference("24 credits\n", "24 credits\n") == ""
    assert difference("24 credits\n", "30 credits\n").splitlines()[-2:] == [
        "-24 credits",
        "+30 credits",
    ]


def test_three_dots_stand_for_any_lines_but_not_for_a_line_that_is_missing() -> None:
    assert difference("first\n...\nlast\n", "first\nlast\n") == ""
    assert difference("first\n...\nlast\n", "first\n2\n3\nlast\n") == ""
    assert difference("first\n...\nlast\n", "first\n2\n3\n") != ""


def test_an_example_that_gives_something_else_is_shown_and_leaves_its_names_behind() -> None:
    names: dict[str, object] = {}
    block = Block("page.md", 7, "python", ">>> credits = 24\n>>> credits\n30\n")

    assert "Expected:\n    30\nGot:\n    24\n" in unlike_the_page(block, names)
    assert names["credits"] == 24
