"""What ``microcredit check`` says of policies."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

POLICY = "policies/hkuspace.policy"
CATALOGUE = ("--catalogue", "examples/hkuspace/catalogue")

UNKNOWN_MODULE = """\
language 1
framework hkqf
award tea "Tea" {
  require all of TEA01
}
example "Coffee" for tea {
  as of 2026-03-01
  passed COF01 on 2025-01-10
  expect not earned
}
"""


def test_a_file_without_mistakes_says_what_is_in_it(run: Run) -> None:
    result = run("check", POLICY, *CATALOGUE)

    assert result.exit_code == 0
    assert result.stdout == f"{POLICY}: 4 awards, 6 examples, no mistakes\n"
    assert result.stderr == ""


def test_each_file_of_a_folder_has_a_line_and_each_file_only_one(run: Run) -> None:
    result = run("check", "policies", POLICY)

    assert result.exit_code == 0
    frameworks = sorted(path.as_posix() for path in Path("policies/frameworks").iterdir())
    assert result.stdout.splitlines() == [
        *(f"{path}: no awards, no mistakes" for path in frameworks),
        "policies/hkuspace.policy: 4 awards, 6 examples, no mistakes",
    ]


def test_the_mistakes_of_all_files_are_said_at_once(run: Run, write: Write) -> None:
    twice = "require x: at least 1 credit\n  require x: at least 2 credits"
    first = write("a.policy", f'language 1\naward tea "Tea" {{\n  {twice}\n}}\n')
    second = write("b.policy", f'language 1\naward ink "Ink" {{\n  {twice}\n}}\n')
    result = run("check", first, second)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{first}:4:11: " in result.stderr
    assert f"{second}:4:11: " in result.stderr
    assert result.stderr.endswith("\n2 mistakes in 2 files\n")


def test_examples_are_looked_up_in_a_catalogue(run: Run, write: Write) -> None:
    policy = write("tea.policy", UNKNOWN_MODULE)

    assert run("check", policy).exit_code == 0
    result = run("check", policy, *CATALOGUE)
    assert result.exit_code == 1
    assert f"{policy}:8:10: unknown module `COF01` [unknown-module]" in result.stderr


def test_a_file_that_does_not_read_ends_with_1(run: Run, write: Write) -> None:
    result = run("check", write("wrong.policy", "language 1\nawrd tea {}\n"))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert ":2:1: " in result.stderr


def test_a_file_that_is_not_there_ends_with_2(run: Run) -> None:
    result = run("check", "nowhere.policy", POLICY)

    assert result.exit_code == 2
    assert result.stderr.startswith("nowhere.policy: no such file or folder [no-such-file]\n")
