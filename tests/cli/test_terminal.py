"""What happens around a command: pipes, terminals, interrupts, hostile names."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from microcredit.cli import audit
from microcredit.cli.main import COMMANDS, main

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-c", "from microcredit.cli.main import main; main()")
AUDIT = (
    "audit",
    "policies/hkuspace.policy",
    *("--catalogue", "examples/hkuspace/catalogue", "--on", "2026-03-01"),
)
LEARNERS = ("--records", "examples/hkuspace/learners.json")


def in_a_shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_a_reader_that_stops_early_sees_one_line_and_no_traceback() -> None:
    with subprocess.Popen(
        [*COMMAND, *AUDIT, *LEARNERS],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"Learner a01-ai-certificate, as of 2026-03-01\n"
        process.stdout.close()
        said = process.stderr.read()

    assert said == b""
    assert process.returncode == 141


def test_an_interrupt_ends_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(audit, "records_from", interrupted)
    result = run(*AUDIT, *LEARNERS)

    assert result.exit_code == 130
    assert result.output == ""


def test_an_input_that_may_not_be_read_is_said_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(audit, "records_from", locked)
    result = run(*AUDIT, *LEARNERS)

    assert result.exit_code == 2
    assert result.stderr == "examples/hkuspace/learners.json: permission denied\n"


def test_a_terminal_without_chinese_gets_question_marks() -> None:
    done = in_a_shell(*AUDIT, "--records", "examples/hkuspace/ada.json", PYTHONIOENCODING="latin-1")

    assert done.returncode == 0
    assert b"\n????????????\n" in done.stdout
    assert done.stderr == b""


def test_json_is_utf_8_whatever_the_terminal_is() -> None:
    done = in_a_shell(
        *AUDIT,
        *("--records", "examples/hkuspace/ada.json", "--format", "json"),
        PYTHONIOENCODING="latin-1",
    )

    assert "專業實踐證書" in done.stdout.decode("utf-8")


HOSTILE = "\x1b[2J\x9b31m\u202e\u2028[bold]<b>\x07"


def test_a_name_with_control_characters_does_not_reach_the_terminal(run: Run, write: Write) -> None:
    record = {"module": f"AI101{HOSTILE}", "completed_on": "2024-01-01", "status": "passed"}
    transcript = {
        "format": "microcredit.transcript/1",
        "learner": f"ada{HOSTILE}",
        "records": [record],
        HOSTILE: 1,
    }
    records = write("ada.json", json.dumps(transcript))
    for form in ("text", "json"):
        result = run(*AUDIT, "--records", records, "--format", form)

        assert result.exit_code == 2
        assert all(line.isprintable() for line in result.output.split("\n"))


def test_markup_in_a_name_is_shown_as_it_is(run: Run, write: Write) -> None:
    rows = "learner,module,completed_on,status\n[bold]<b>ada</b>,AI101,2024-01-01,passed\n"
    result = run(*AUDIT, "--records", write("records.csv", rows))

    assert "Learner [bold]<b>ada</b>, as of 2026-03-01" in result.stdout


@pytest.mark.parametrize("option", ["--learner", "--award", "--on", "--format"])
def test_a_hostile_argument_is_not_echoed_raw(run: Run, option: str) -> None:
    result = run(*AUDIT, *LEARNERS, option, f"a{HOSTILE}")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.rstrip("\n").isprintable()


def test_a_policy_with_a_hostile_title_is_not_echoed_raw(run: Run, write: Write) -> None:
    policy = write("p.policy", f'language 1\naward tea "Tea{HOSTILE}" {{ size 1 credit }}\n')
    for command in ("check", "test"):
        result = run(command, policy)

        assert all(line.isprintable() for line in result.output.split("\n"))


def test_the_help_lists_each_command_and_each_command_has_help() -> None:
    listed = CliRunner().invoke(main, ["--help"])

    assert listed.exit_code == 0
    assert CliRunner().invoke(main, []).output == listed.output
    for command, does in COMMANDS.items():
        assert f"\n  {command:<{max(map(len, COMMANDS))}}  {does}\n" in listed.output
        shown = CliRunner().invoke(main, [command, "--help"])
        assert shown.exit_code == 0
        assert f"\n\n  {does}\n" in shown.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve",), "microcredit: no such command 'serve'"),
        (("audit",), "microcredit audit: missing argument 'POLICY...'"),
        (("audit", "policies"), "microcredit audit: missing option '--catalogue'"),
    ],
)
def test_bad_usage_is_said_in_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == f"{said}\n"


def test_an_option_before_the_command_is_refused_in_one_line(run: Run) -> None:
    result = run("--verbose", "audit")

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_asking_for_help_loads_no_heavy_library() -> None:
    asked = (
        "import sys\n"
        "from microcredit.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'lark', 'networkx', 'pendulum'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_said(run: Run) -> None:
    result = run("--version")

    assert result.exit_code == 0
    assert result.stdout.startswith("microcredit ")
