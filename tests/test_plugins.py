"""Plugins at the command line: the example one installed, and ones that misbehave."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen
from click.testing import CliRunner, Result

from microcredit.cli.main import main
from tests.plugins import install
from tests.test_documents import blocks, commands, difference

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "plugin"

COMMAND = f"""\
#!{sys.executable}
from microcredit.cli.main import main

if __name__ == "__main__":
    main()
"""


@frozen
class Harbour:
    """The example plugin as pip installs it, away from the checkout, with its other files."""

    site: Path
    folder: Path

    def run(self, command: str) -> str:
        """Give what a terminal in the example's folder would show."""
        scripts = self.folder.parent / "scripts"
        done = subprocess.run(
            re.sub(r"^python3\b", f'"{sys.executable}"', command),
            shell=True,
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": os.pathsep.join([str(scripts), os.environ["PATH"]]),
                "PYTHONPATH": os.pathsep.join([str(self.site), str(ROOT)]),
                "PYTHONUTF8": "1",
                "COLUMNS": "80",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.stdout


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Harbour:
    home = tmp_path_factory.mktemp("harbour")
    harbour = Harbour(home / "site", home / "example")
    # Built from a copy, for nothing to be left in the checkout.
    shutil.copytree(EXAMPLE, home / "built", ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    target = ["--no-deps", "--no-build-isolation", "--target", str(harbour.site)]
    done = subprocess.run(
        [*pip, *target, str(home / "built")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    leave = shutil.ignore_patterns("__pycache__", "microcredit_harbour", "pyproject.toml")
    shutil.copytree(EXAMPLE, harbour.folder, ignore=leave)
    (home / "scripts").mkdir()
    script = home / "scripts" / "microcredit"
    script.write_text(COMMAND)
    script.chmod(0o755)
    return harbour


def test_the_commands_of_the_example_print_what_its_page_says(harbour: Harbour) -> None:
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    found = [
        command
        for block in blocks("examples/plugin/README.md", page)
        if block.kind == "console"
        for command in commands(block.text, "microcredit", "python3")
    ]

    assert len(found) == 5
    for command in found:
        unlike = difference(command.printed, harbour.run(command.line))
        if unlike:
            pytest.fail(f"$ {command.line}\n{unlike}", pytrace=False)


def test_the_tests_of_the_example_pass(harbour: Harbour) -> None:
    printed = harbour.run("python3 -m pytest -q -p no:cacheprovider tests")

    assert re.search(r"^\d+ passed", printed, re.MULTILINE), printed


# Ones that misbehave.

POLICY = """\
framework steps "Steps" {
  levels 1 to 7
  credits "step"
}

award main "Main" {
  require at least 1 module where odd()
}
"""
ODD = """
    import os
    import time
    from microcredit import Predicate, RecordSource

    def judge(record):
        match record.facts.get("mood", record.module.lower()):
            case "raise":
                raise KeyError("mark")
            case "hang":
                while True:
                    pass
            case "nonsense":
                return "yes"
            case "exit":
                os._exit(7)
            case "print":
                print("words of a plugin")
        return True

    def read(location):
        os._exit(7)

    ODD = Predicate("odd", [], judge, columns=("mood",))
    LEDGER = RecordSource("ledger", read)
"""
MOODS = ("calm", "exit", "hang", "nonsense", "print", "raise", "steady")


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The plugin installed, and beside it a policy, a catalogue and a learner for each mood."""
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.chdir(tmp_path)
    Path("main.policy").write_text(POLICY)
    Path("catalogue").mkdir()
    Path("catalogue/modules.csv").write_text(
        "code,title,credits,level,areas\nP1,One,6,5,Physics\nHANG,Two,6,5,Physics\n"
    )
    Path("catalogue/areas.csv").write_text("area\nPhysics\n")
    rows = "".join(f"{mood},P1,passed,2025-01-31,{mood}\n" for mood in MOODS)
    Path("records.csv").write_text(f"learner,module,status,completed_on,mood\n{rows}")
    return install(tmp_path / "site", "odd-plugin", ODD, {"odd": "ODD"}, {"ledger": "LEDGER"})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


AUDIT = ("audit", "main.policy", "--catalogue", "catalogue", "--on", "2026-03-01")


def audit(plugin: str, *more: str, records: str = "records.csv") -> Result:
    return run(*AUDIT, "--records", records, "--plugin", plugin, *more)


def test_a_learner_for_whom_a_predicate_fails_has_an_error_and_the_others_a_verdict(
    odd: str, capfd: pytest.CaptureFixture[str]
) -> None:
    result = audit(odd, "--plugin-seconds", "1", "--format", "json")

    assert result.exit_code == 2
    printed = {each["learner"]: each for each in map(json.loads, result.stdout.splitlines())}
    assert tuple(printed) == MOODS
    outcomes = {learner: each.get("outcome") for learner, each in printed.items()}
    well = {learner for learner, outcome in outcomes.items() if outcome == "earned"}
    assert well == {"calm", "print", "steady"}
    errors = {
        learner: (each["format"], [error["message"] for error in each["errors"]])
        for learner, each in printed.items()
        if learner not in well
    }
    about = "the predicate `odd`, asked about record `P1@2025-01-31`,"
    assert errors == {
        learner: ("microcredit.error/1", [message])
        for learner, message in {
            "exit": "the predicate `odd` of odd-plugin 2.1 ended the process",
            "hang": "the predicate `odd` of odd-plugin 2.1 took longer than 1 second",
            "nonsense": f"{about} returned 'yes', not True or False",
            "raise": f"{about} failed: KeyError: 'mark'",
        }.items()
    }
    said = capfd.readouterr()
    assert (said.out, "words of a plugin" in said.err) == ("", True)
    assert "Traceback" not in said.err + result.stderr


def test_a_page_of_verdicts_says_whom_a_plugin_failed(odd: str) -> None:
    result = audit(odd, "--learner", "calm", "--learner", "raise")

    assert result.exit_code == 2
    assert "calm" in result.stdout
    assert "1 learner, 1 verdict: 1 earned; 1 learner could not be read" in result.stdout
    assert result.stderr.splitlines()[0] == "learner `raise` cannot be audited:"


EXAMPLES = """
example "it hangs" for main {
  as of 2026-03-01
  passed HANG on 2025-01-31
  expect earned
}

example "it does not" for main {
  as of 2026-03-01
  passed P1 on 2025-01-31
  expect earned
}
"""


def test_an_example_for_which_a_predicate_hangs_fails_and_the_next_one_is_run(odd: str) -> None:
    Path("main.policy").write_text(POLICY + EXAMPLES)

    given = ("--catalogue", "catalogue", "--plugin", odd, "--plugin-seconds", "1")
    result = run("test", "main.policy", *given)

    assert result.exit_code == 1
    assert result.stdout.splitlines()[-3:] == [
        "        came     the predicate `odd` of odd-plugin 2.1 took longer than 1 second",
        "passed  main: it does not",
        "2 examples: 1 passed, 1 failed",
    ]


def test_a_record_source_that_ends_the_process_is_said_and_nobody_is_audited(odd: str) -> None:
    result = audit(odd, records="ledger:exit")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "odd-plugin: the record source `ledger` of odd-plugin 2.1 ended the process\n"
    )


def test_without_the_plugin_its_record_source_is_no_more_than_a_path(odd: str) -> None:
    assert odd == "odd-plugin"
    Path("main.policy").write_text(POLICY.replace("odd()", 'mood is "calm"'))

    result = run(*AUDIT, "--records", "ledger:x")

    assert result.exit_code == 2
    assert result.stderr.startswith("ledger:x: ")


def test_a_plugin_that_is_not_installed_is_said_without_an_audit(odd: str) -> None:
    result = audit(odd.replace("odd", "od"))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "od-plugin: there is no installed plugin of this name "
        "(the plugins installed are odd-plugin)\n"
    )


def test_a_plugin_that_ends_the_process_when_it_is_loaded_is_said(tmp_path: Path, odd: str) -> None:
    assert odd == "odd-plugin"
    rude = install(tmp_path / "site", "rude-plugin", "import os; os._exit(3)", {"rude": "RUDE"})

    result = run("check", "main.policy", "--plugin", rude)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "rude-plugin: loading rude-plugin ended the process\n"
