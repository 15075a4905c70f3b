"""What ``microcredit format`` changes, shows and names."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

TEA = 'language 1\naward tea "Tea"{require at least 1 modules}# brewed\n'
FORMATTED = """\
language 1

award tea "Tea" {
  require at least 1 module
}  # brewed
"""
WRONG = "language 1\nawrd tea {}\n"


def content(path: str) -> str:
    return Path(path).read_bytes().decode()


def test_a_file_is_rewritten_and_named(run: Run, write: Write) -> None:
    tea = write("tea.policy", TEA)
    result = run("format", tea)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr == f"{tea}: formatted\n"
    assert content(tea) == FORMATTED


def test_a_file_in_the_canonical_form_is_not_touched(run: Run, write: Write) -> None:
    tea = write("tea.policy", FORMATTED)
    os.utime(tea, (1, 1))
    result = run("format", tea)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert os.stat(tea).st_mtime == 1


def test_a_byte_order_mark_and_other_line_ends_are_reason_enough(run: Run, write: Write) -> None:
    marked = write("marked.policy", b"\xef\xbb\xbf" + FORMATTED.encode())
    ended = write("ended.policy", FORMATTED.replace("\n", "\r\n"))
    result = run("format", marked, ended)

    assert result.stderr == f"{marked}: formatted\n{ended}: formatted\n"
    assert content(marked) == content(ended) == FORMATTED


@pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
def test_permissions_and_links_stay_and_nothing_is_left_beside(run: Run, write: Write) -> None:
    tea = Path(write("tea.policy", TEA))
    tea.chmod(0o640)
    link = tea.with_name("link.policy")
    link.symlink_to(tea)
    run("format", str(link))

    assert link.is_symlink()
    assert content(str(tea)) == FORMATTED
    assert tea.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tea.parent)) == ["link.policy", "tea.policy"]


def test_each_file_of_a_folder_is_formatted_once(run: Run, write: Write) -> None:
    tea, ink = write("tea.policy", TEA), write("ink.policy", TEA)
    result = run("format", str(Path(tea).parent), tea)

    assert result.stderr == f"{ink}: formatted\n{tea}: formatted\n"


def test_check_names_the_files_that_differ_and_writes_nothing(run: Run, write: Write) -> None:
    tea, ink = write("tea.policy", TEA), write("ink.policy", FORMATTED)
    result = run("format", "--check", tea, ink)

    assert result.exit_code == 1
    assert result.stdout == f"{tea}\n"
    assert result.stderr == ""
    assert content(tea) == TEA


def test_check_is_content_with_the_canonical_form(run: Run) -> None:
    result = run("format", "--check", "policies")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_diff_shows_what_would_change_and_writes_nothing(run: Run, write: Write) -> None:
    tea = write("tea.policy", TEA.removesuffix("\n"))
    result = run("format", "--diff", tea)

    assert result.exit_code == 0
    assert result.stdout == (
        f"--- {tea}\n+++ {tea}\n@@ -1,2 +1,5 @@\n language 1\n"
        '-award tea "Tea"{require at least 1 modules}# brewed\n'
        "\\ No newline at end of file\n"
        '+\n+award tea "Tea" {\n+  require at least 1 module\n+}  # brewed\n'
    )
    assert result.stderr == ""
    assert content(tea) == TEA.removesuffix("\n")


def test_check_and_diff_are_not_used_together(run: Run, write: Write) -> None:
    tea = write("tea.policy", TEA)
    result = run("format", "--check", "--diff", tea)

    assert result.exit_code == 2
    assert "--check and --diff are not used together" in result.stderr
    assert content(tea) == TEA


@pytest.mark.parametrize("option", ["", "--check", "--diff"])
def test_a_file_that_does_not_read_stays_and_the_others_are_handled(
    run: Run, write: Write, option: str
) -> None:
    wrong, tea = write("a.policy", WRONG), write("tea.policy", TEA)
    result = run("format", *option.split(), wrong, tea)

    assert result.exit_code == 1
    assert f"{wrong}:2:1: " in result.stderr
    assert result.stderr.endswith("1 mistake in 1 file\n")
    assert content(wrong) == WRONG
    assert content(tea) == (TEA if option else FORMATTED)
    assert (tea in result.stdout) == bool(option)


def test_a_file_that_cannot_be_read_ends_with_2_and_the_others_are_handled(
    run: Run, write: Write
) -> None:
    tea, latin = write("tea.policy", TEA), write("latin.policy", b'institution "\xe9"')
    result = run("format", "nowhere.policy", latin, tea)

    assert result.exit_code == 2
    assert "nowhere.policy: no such file or folder [no-such-file]\n" in result.stderr
    assert "latin.policy" in result.stderr
    assert content(tea) == FORMATTED


def test_a_file_that_cannot_be_written_ends_with_2(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = write("tea.policy", TEA)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    result = run("format", tea)

    assert result.exit_code == 2
    assert f"{tea}: cannot be written: permission denied [unwritable-file]\n" in result.stderr
    assert content(tea) == TEA
    assert os.listdir(Path(tea).parent) == ["tea.policy"]
