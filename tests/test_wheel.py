"""The wheel works in an empty environment, away from the checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from attrs import frozen

ROOT = Path(__file__).parent.parent
HKUSPACE = ROOT / "examples" / "hkuspace"

# What would let the checkout show through.
REVEALING = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
ELSEWHERE = {name: value for name, value in os.environ.items() if name not in REVEALING}


@frozen
class Installed:
    """The wheel installed where nothing else is, with the example's data beside it."""

    wheel: Path
    folder: Path
    scripts: Path

    def run(self, script: str, *arguments: str, path: str = "") -> str:
        """Give what a script of the environment prints, once it has succeeded."""
        done = subprocess.run(
            [self.scripts / script, *arguments],
            cwd=self.folder,
            env={**ELSEWHERE, "PYTHONUTF8": "1", **({"PYTHONPATH": path} if path else {})},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shipped(self, *parts: str) -> Path:
        asked = f"from microcredit.shipped import shipped; print(shipped(*{parts}))"
        return Path(self.run("python", "-c", asked).strip())


def build(folder: Path) -> Path:
    python(
        "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def python(*arguments: str, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=ELSEWHERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("elsewhere")
    wheel = build(folder)
    home = folder / "environment"
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python("-m", "venv", "--without-pip", str(home), cwd=folder)
    pip = ("-m", "pip", "--disable-pip-version-check", "--python", str(scripts / "python"))
    python(*pip, "install", "--quiet", str(wheel), cwd=folder)
    shutil.copytree(HKUSPACE, folder / "hkuspace")
    return Installed(wheel, folder, scripts)


def test_the_wheel_holds_the_grammar_the_policies_the_licence_and_the_types(
    installed: Installed,
) -> None:
    held = set(zipfile.ZipFile(installed.wheel).namelist())
    expected = {
        f"microcredit/{path.relative_to(ROOT).as_posix()}"
        for folder in ("grammar", "policies")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".lark", ".policy"}
    }
    expected |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "microcredit" / "wording").rglob("*")
        if path.suffix in {".po", ".mo"}
    }

    assert expected
    assert expected | {"microcredit/py.typed"} <= held
    assert any(name.endswith("licenses/LICENSE") for name in held)
    assert not any(name.startswith(("tests/", "examples/", "grammar/")) for name in held)


def test_an_installed_wheel_checks_the_policy_that_came_with_it(installed: Installed) -> None:
    policy = installed.shipped("policies", "hkuspace.policy")

    assert policy.is_relative_to(installed.folder)
    installed.run("microcredit", "check", str(policy))


def test_an_installed_wheel_audits_the_example_learners(installed: Installed) -> None:
    printed = installed.run(
        "microcredit",
        "audit",
        str(installed.shipped("policies", "hkuspace.policy")),
        *("--catalogue", "hkuspace/catalogue"),
        *("--records", "hkuspace/learners.json"),
        *("--on", "2026-03-01"),
    )

    assert "earned" in printed


def test_an_installed_wheel_and_a_zipped_one_speak_chinese(installed: Installed) -> None:
    asked = (
        "from microcredit.wording.said import said, translated;"
        "print(translated(said('not earned'), 'zh-Hant'))"
    )

    assert installed.run("python", "-c", asked).strip() == "未取得"
    assert installed.run("python", "-c", asked, path=str(installed.wheel)).strip() == "未取得"


def test_a_zipped_wheel_reads_the_policy_that_came_with_it(installed: Installed) -> None:
    asked = "import microcredit.shipped as s; print(s.__file__, s.read_shipped(*%r))"
    printed = installed.run(
        "python", "-c", asked % (("policies", "hkuspace.policy"),), path=str(installed.wheel)
    )

    assert printed.startswith(str(installed.wheel))
    assert (ROOT / "policies" / "hkuspace.policy").read_text(encoding="utf-8") in printed
