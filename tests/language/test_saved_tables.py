"""The parser's tables in the user's cache: a help where it works, never a hindrance."""

import os
import pickle
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from lark import Lark, Token

from microcredit.language import saved_tables
from microcredit.language.saved_tables import FILES, parser_of_policies, saved_path
from microcredit.shipped import read_shipped, shipped

POLICY = 'award x "X" { require at least 24 credits in "Law" }'
SMALL = {
    "policy.lark": """
        %import .terminals (NAME, AWARD_ID, TEXT, OTHER)
        start: "award" NAME TEXT OTHER
    """,
    "terminals.lark": """
        NAME: / [a-z]+/
        AWARD_ID.-1: /[a-z]+/
        TEXT: / "[A-Z]"/
        OTHER: / .+/
    """,
}
"""A grammar whose tables are made at once"""
ROOT = Path(saved_tables.__file__).parents[2]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(
        "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", f"{tmp_path}"
    )
    monkeypatch.setattr(saved_tables, "read_shipped", lambda _folder, name: SMALL[name])
    return tmp_path / "microcredit"


def kept() -> Path:
    path = saved_path(SMALL)
    assert path is not None
    return path


def reads() -> bool:
    return bool(parser_of_policies({}).parse(POLICY).children)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that the tables are made, not read."""
    times: list[str] = []

    class Counting(Lark):
        def __init__(self, grammar: str, **options: object) -> None:
            times.append("made")
            super().__init__(grammar, **options)

    monkeypatch.setattr(saved_tables, "Lark", Counting)
    return times


def test_the_tables_are_made_once_and_then_read(made: list[str], cache: Path) -> None:
    assert reads()
    assert reads()

    assert made == ["made"]
    assert [path.name for path in cache.iterdir()] == [kept().name]


def test_a_parser_that_was_kept_reads_and_refuses_as_a_new_one_does() -> None:
    seen: list[list[str]] = []
    trees = []
    for _ in range(2):
        names: list[str] = []

        def watch(token: Token, names: list[str] = names) -> Token:
            names.append(token)
            return token

        parser = parser_of_policies({"NAME": watch})
        trees.append(parser.parse(POLICY))
        seen.append(names)
        assert parser.options.propagate_positions
        assert {t.name: t.pattern.value for t in parser.terminals}["NAME"] == " [a-z]+"

    assert seen == [[" x"], [" x"]]
    assert trees[0] == trees[1]
    assert trees[1].meta.end_pos == len(POLICY)


def test_every_grammar_file_has_its_part_in_the_name() -> None:
    texts = {name: read_shipped("grammar", name) for name in FILES}

    assert sorted(FILES) == sorted(path.name for path in shipped("grammar").glob("*.lark"))
    names = {saved_path({**texts, name: texts[name] + "\n"}) for name in FILES}
    assert len({*names, saved_path(texts)}) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_nobody_else_may_read_or_write_what_is_kept(cache: Path) -> None:
    assert reads()

    assert cache.stat().st_mode & 0o077 == 0
    assert kept().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", ["empty", "torn", "changed", "of-another-grammar"])
def test_a_spoilt_file_is_made_again(spoil: str, made: list[str]) -> None:
    assert reads()
    whole = kept().read_bytes()
    name = b"grammar-0.lark" if spoil == "of-another-grammar" else kept().name.encode()
    kept().write_bytes(
        {
            "empty": b"",
            "torn": whole[: len(whole) // 2],
            "changed": whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:],
            "of-another-grammar": sha256(name + whole[32:]).digest() + whole[32:],
        }[spoil]
    )

    assert reads()
    assert made == ["made", "made"]
    assert reads()
    assert made == ["made", "made"]


def test_a_file_that_would_run_something_is_made_again(
    made: list[str], cache: Path, tmp_path: Path
) -> None:
    class Runs:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "ran"),)

    tables = pickle.dumps(Runs())
    cache.mkdir(mode=0o700)
    kept().write_bytes(sha256(kept().name.encode() + tables).digest() + tables)

    assert reads()
    assert made == ["made"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="owners are of POSIX")
def test_what_belongs_to_somebody_else_is_neither_read_nor_written(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads()
    before = kept().stat().st_mtime_ns
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)

    assert reads()
    assert made == ["made", "made"]
    assert kept().stat().st_mtime_ns == before


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
@pytest.mark.parametrize("whose", ["folder", "file"])
def test_what_others_may_write_is_not_trusted(whose: str, made: list[str], cache: Path) -> None:
    assert reads()
    (cache if whose == "folder" else kept()).chmod(0o777)

    assert reads()
    assert made == ["made", "made"]


def test_a_home_that_cannot_be_written_is_passed_over(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file where the folder should be: nothing can be made there, not even by root.
    (tmp_path / "microcredit").write_text("not a folder")
    assert reads()

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("read-only file system")

    (tmp_path / "microcredit").unlink()
    monkeypatch.setattr(os, "replace", refused)
    assert reads()
    assert made == ["made", "made"]
    assert not kept().exists()


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX")
def test_without_a_home_nothing_is_kept(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)

    assert saved_path({}) is None
    assert reads()
    assert made == ["made"]


def test_two_processes_at_once_both_read_and_leave_one_whole_file(cache: Path) -> None:
    said = "from microcredit.language.saved_tables import parser_of_policies\n"
    said += f"print(parser_of_policies({{}}).parse({POLICY!r}).data)"
    both = [
        subprocess.Popen([sys.executable, "-c", said], stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for _ in range(2)
    ]

    assert [process.communicate(timeout=120)[0] for process in both] == ["start\n", "start\n"]
    real = saved_path({name: read_shipped("grammar", name) for name in FILES})
    assert list(cache.iterdir()) == [real]


def test_tables_of_grammars_long_gone_are_removed(cache: Path) -> None:
    cache.mkdir(mode=0o700)
    for age in range(6):
        old = cache / f"grammar-{age}.lark"
        old.write_bytes(b"")
        os.utime(old, (1_000_000 - age, 1_000_000 - age))

    assert reads()
    names = {path.name for path in cache.iterdir()}
    assert names == {kept().name, "grammar-0.lark", "grammar-1.lark", "grammar-2.lark"}
