from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from microcredit.cli.main import main

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in the project's folder; paths are as a person there would type them."""
    monkeypatch.chdir(Path(__file__).parent.parent.parent)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run_command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file somewhere else and gives back its path."""

    def write_file(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path.as_posix()

    return write_file
