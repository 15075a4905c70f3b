"""What ``microcredit audit`` prints, and how it ends."""

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from microcredit.cli import inputs

Run = Callable[..., Result]
Write = Callable[[str, str | bytes], str]

HKUSPACE = Path(__file__).parent.parent.parent / "examples" / "hkuspace"
POLICY = "policies/hkuspace.policy"
ADA = "examples/hkuspace/ada.json"
LEARNERS = "examples/hkuspace/learners.json"
CATALOGUE = ("--catalogue", "examples/hkuspace/catalogue")
AWARDS = ["certificate-gs", "certificate-pp", "diploma-gs", "diploma-pp"]


def audit(run: Run, *arguments: str, records: str = ADA, on: str | None = "2026-03-01") -> Result:
    day = () if on is None else ("--on", on)
    return run("audit", POLICY, *CATALOGUE, "--records", records, *day, *arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


ADAS_SUMMARY = """\
Learner ada, as of 2026-03-01
  certificate-gs  not earned    fallback not met
  certificate-pp  earned        Certificate in Professional Practice \
(Artificial Intelligence), level 4
  diploma-gs      not earned    size 30 credits short
  diploma-pp      not earned    size 30 credits short; field 21 credits short
"""


def test_a_summary_comes_first_and_then_the_report_of_what_is_earned(run: Run) -> None:
    result = audit(run)

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith(f"{ADAS_SUMMARY}\n\nCertificate in Professional Practice")
    assert result.stdout.count("=" * 78) == 1


def test_a_report_is_a_page_that_a_registrar_can_hand_over(run: Run) -> None:
    report = audit(run).stdout.removeprefix(ADAS_SUMMARY)
    told = report.strip().splitlines()

    assert len(told) <= 40
    assert told[:12] == [
        "Certificate in Professional Practice (Artificial Intelligence), level 4",
        "專業實踐證書（人工智能）",
        "=" * 78,
        "Learner ada, award certificate-pp, as of 2026-03-01",
        "",
        "EARNED. It may be claimed; it is conferred on application, and none is on record.",
        "Claimable since 2025-05-02, until 2028-06-30.",
        "",
        "Requirements",
        "  met  size   30 credits, needs 30    at least 30 credits in all",
        "  met  focus  24 credits, needs 22.5  Three quarters in one theme",
        "  met  field  24 credits, needs 24    Three quarters in the professional category",
    ]
    assert all(line.isascii() for line in told if not line.startswith("專業"))


def test_an_award_that_is_asked_for_is_reported_whatever_its_outcome(run: Run) -> None:
    result = audit(run, "--award", "diploma-pp", "--award", "diploma-gs")

    assert "Learner ada, award diploma-pp, as of" in result.stdout
    assert "Learner ada, award diploma-gs, as of" in result.stdout
    assert "certificate" not in result.stdout


def test_where_nothing_is_earned_every_award_is_reported(run: Run) -> None:
    result = audit(run, "--learner", "no-records", records=LEARNERS)

    assert result.stdout.count("=" * 78) == len(AWARDS)
    assert "There is nothing on record that could count." in result.stdout


def test_several_learners_get_summaries_and_totals(run: Run) -> None:
    result = audit(run, records=LEARNERS)

    assert result.exit_code == 0
    assert "====" not in result.stdout
    assert result.stdout.count("Learner ") == 41
    assert result.stdout.endswith(
        "\n\n41 learners, 164 verdicts: 31 earned, 3 pending, 3 undetermined, 127 not earned\n"
        "The full reports of one learner: add --learner ID\n"
    )


def test_several_learners_with_an_award_get_summaries_too(run: Run) -> None:
    chosen = ("--learner", "a10-three-credits-short", "--learner", "a01-ai-certificate")
    result = audit(run, *chosen, "--award", "certificate-pp", records=LEARNERS)

    assert [line for line in result.stdout.splitlines() if line.startswith("Learner")] == [
        "Learner a01-ai-certificate, as of 2026-03-01",
        "Learner a10-three-credits-short, as of 2026-03-01",
    ]
    assert "2 learners, 2 verdicts: 1 earned, 1 not earned\n" in result.stdout


def test_json_is_one_object_a_line_sorted_by_learner_and_award(run: Run) -> None:
    result = audit(run, "--format", "json", records=LEARNERS)
    keys = [(verdict["learner"], verdict["award"]) for verdict in lines(result)]

    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(keys) == 41 * 4
    assert keys == sorted(keys)
    assert {verdict["format"] for verdict in lines(result)} == {"microcredit.verdict/1"}


def test_records_in_any_order_give_the_same_bytes(run: Run, write: Write) -> None:
    seed = 20260301
    header, *rows = (HKUSPACE / "records.csv").read_text(encoding="utf-8").splitlines()
    random.Random(seed).shuffle(rows)
    shuffled = write("records.csv", "\n".join([header, *rows]))
    first = audit(run, "--format", "json", records="examples/hkuspace/records.csv")

    assert audit(run, "--format", "json", records=shuffled).stdout == first.stdout, seed


def test_without_a_day_it_is_today(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "today", lambda: date(2028, 7, 1))
    result = audit(run, "--format", "json", "--award", "certificate-pp", on=None)

    assert [(v["on"], v["outcome"]) for v in lines(result)] == [("2028-07-01", "not earned")]


def test_a_folder_of_policies_will_do(run: Run) -> None:
    result = run("audit", "policies", *CATALOGUE, "--records", ADA, "--on", "2026-03-01")

    assert result.stdout.startswith(ADAS_SUMMARY)


def test_an_award_that_is_not_in_force_says_when_it_is(run: Run) -> None:
    result = audit(run, "--award", "diploma-gs", on="2022-03-01")

    assert "NOT EARNED. The award is in force 2023-04-19 onwards, and not on this day.\n" in (
        result.stdout
    )
    assert "nothing on record" not in result.stdout


def test_a_page_in_chinese_has_its_titles_outcomes_and_totals_in_chinese(run: Run) -> None:
    one = audit(run, "--award", "certificate-pp", "--language", "zh-Hant")
    all_of_them = audit(run, "--language", "zh-Hant", records=LEARNERS)

    assert one.stdout.splitlines()[:2] == [
        "學員 ada，截至 2026-03-01",
        "  certificate-pp  已取得        專業實踐證書（人工智能）（第 4 級）",
    ]
    assert "\n已取得。可予申領" in one.stdout or "\n已取得。已於" in one.stdout
    assert all_of_them.stdout.splitlines()[-2:] == [
        "41 名學員、164 項判定：31 項已取得、3 項待定、3 項未能確定、127 項未取得",
        "如要查看某學員的完整報告，請加上 --learner ID",
    ]


def test_json_is_in_english_and_a_language_for_it_is_refused(run: Run) -> None:
    result = audit(run, "--format", "json", "--language", "zh-Hant")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "microcredit audit: --format json says things in English: leave out --language\n"
    )


def test_a_language_that_there_is_not_is_refused(run: Run) -> None:
    result = audit(run, "--language", "fr")

    assert result.exit_code == 2
    assert "'en', 'zh-Hant'" in result.stderr
