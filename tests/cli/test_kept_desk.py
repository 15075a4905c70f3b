"""What policies came to is kept between runs, and used while nothing that was read has changed."""

import ast
import os
import pickle
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from microcredit.cli import kept_desk
from microcredit.cli.desk import Desk, Job
from microcredit.cli.kept_desk import desk_for
from microcredit.errors import PolicyCheckError

ROOT = Path(kept_desk.__file__).parents[2]
CATALOGUE = ROOT / "examples" / "hkuspace" / "catalogue"

POLICY = """
language 1
framework hkqf
import "shared/depth.policy"

award certificate-x "Certificate in X" {
  size deep
}
"""
SHARED = "define deep = 12 credits\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(
        "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", f"{tmp_path / 'cache'}"
    )
    # The package may be worked on while the tests run.
    state = tuple(kept_desk._package())
    monkeypatch.setattr(kept_desk, "_package", lambda: iter(state))
    return tmp_path / "cache" / "microcredit"


@pytest.fixture
def job(tmp_path: Path) -> Job:
    shutil.copytree(CATALOGUE, tmp_path / "catalogue")
    (tmp_path / "policies" / "shared").mkdir(parents=True)
    (tmp_path / "policies" / "x.policy").write_text(POLICY)
    (tmp_path / "policies" / "shared" / "depth.policy").write_text(SHARED)
    return Job((f"{tmp_path / 'policies'}",), f"{tmp_path / 'catalogue'}")


def used(job: Job) -> Desk:
    """The desk that the job gets."""
    with desk_for(job) as holder:
        return holder.ask(1, lambda desk: desk)


def kept(job: Job) -> bool:
    return kept_desk.kept_desk(job) is not None


def test_a_desk_is_kept_and_is_the_same_when_it_is_used_again(job: Job, cache: Path) -> None:
    assert not kept(job)
    first = used(job)
    assert kept(job)
    again = used(job)

    assert type(again) is Desk
    assert type(first) is not Desk
    assert again.contents == first.contents
    assert again.catalogue == first.catalogue
    assert again.ready("certificate-x").form == first.ready("certificate-x").form
    assert again.ready("certificate-x").form.sources == first.ready("certificate-x").form.sources
    assert [path.suffix for path in cache.iterdir() if path.name.startswith("desk")] == [".pickle"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("policies/x.policy", POLICY.replace("Certificate in X", "Certificate in Y")),
        ("policies/shared/depth.policy", "define deep = 18 credits\n"),
        ("policies/new.policy", 'framework hkqf\naward y "Y" { size 6 credits }\n'),
        ("catalogue/areas.csv", "area,under\nProfessional Practice,\n"),
    ],
)
def test_a_file_that_has_changed_is_read_again(
    job: Job, tmp_path: Path, file: str, text: str
) -> None:
    used(job)
    path = tmp_path / file
    if file.startswith("catalogue"):
        text = path.read_text(encoding="utf-8") + "One More Area,,\n"
    path.write_text(text, encoding="utf-8")

    assert not kept(job)
    used(job)
    assert kept(job)


def test_a_file_that_is_gone_is_missed(job: Job, tmp_path: Path) -> None:
    used(job)
    (tmp_path / "policies" / "x.policy").rename(tmp_path / "policies" / "y.policy")

    assert not kept(job)


def test_a_file_that_is_given_is_watched_though_no_award_comes_of_it(
    job: Job, tmp_path: Path
) -> None:
    files = (f"{tmp_path / 'policies' / 'x.policy'}", f"{tmp_path / 'beside.policy'}")
    (tmp_path / "beside.policy").write_text("define unused = 1 module\n")
    given = Job(files, job.catalogue)
    used(given)
    assert kept(given)
    (tmp_path / "beside.policy").write_text('framework hkqf\naward y "Y" { size 6 credits }\n')

    assert not kept(given)
    assert sorted(used(given).contents.awards) == ["certificate-x", "y"]


def test_another_state_of_the_package_has_desks_of_its_own(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    used(job)
    monkeypatch.setattr(kept_desk, "_package", lambda: iter(["changed"]))

    assert not kept(job)


def test_the_state_of_the_package_is_that_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    state = list(kept_desk._package())

    assert any(line.startswith(f"{ROOT / 'grammar'} policy.lark ") for line in state)
    assert any(" ready.py " in line for line in state)
    assert not any("__pycache__" in line for line in state)


def test_an_award_that_does_not_compile_keeps_the_desk_from_being_kept(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = used(job)
    for path in (tmp_path / "cache").rglob("desk-*"):
        path.unlink()

    def refused(*_: object) -> None:
        raise PolicyCheckError([])

    monkeypatch.setattr(type(desk), "ready", refused)
    kept_desk.keep_desk(job, desk, {})
    monkeypatch.undo()

    assert not kept(job)


@pytest.mark.parametrize("spoil", ["empty", "torn", "changed", "runs"])
def test_a_spoilt_desk_is_opened_again(job: Job, cache: Path, tmp_path: Path, spoil: str) -> None:
    class Runs:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "ran"),)

    used(job)
    (path,) = (each for each in cache.iterdir() if each.name.startswith("desk"))
    whole, runs = path.read_bytes(), pickle.dumps(Runs())
    path.write_bytes(
        {
            "empty": b"",
            "torn": whole[: len(whole) // 2],
            "changed": whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:],
            "runs": sha256(path.name.encode() + runs).digest() + runs,
        }[spoil]
    )

    assert not kept(job)
    assert type(used(job)) is not Desk
    assert kept(job)
    assert not (tmp_path / "ran").exists()


def test_a_kept_desk_is_used_without_parser_checks_or_whatever_else_takes_long_to_load() -> None:
    asked = (
        "import sys, microcredit.cli.kept_desk, microcredit.cli.audit\n"
        "heavy = {'importlib.metadata', 'lark', 'multiprocessing', 'numpy', 'pendulum'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "print(sorted(name for name in sys.modules if name.startswith('microcredit.language.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    heavy, language = map(ast.literal_eval, done.stdout.splitlines())
    assert heavy == []
    assert [name.rpartition(".")[2] for name in language] == [
        "kept_files",
        "outcomes",
        "policy_files",
        "vocabulary",
    ]


def test_only_plain_classes_of_the_package_belong_in_a_desk() -> None:
    known = kept_desk._known

    assert known("microcredit.engine.normal_form", "NormalForm") is not None
    assert known("microcredit.engine.normal_form", "field") is None
    assert known("microcredit.engine.ready", "verdict_of") is None
    assert known("microcredit.engine.registry", "metadata") is None
    assert known("microcredit.cli.worker", "Worker") is None
    assert known("builtins", "eval") is None
    assert known("os", "system") is None
