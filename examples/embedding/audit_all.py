"""Audit every learner of an institution's own student system against every award of a policy.

Run from the project's folder: python examples/embedding/audit_all.py
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import microcredit as mc

ROOT = Path(__file__).parents[2]
PASS_MARK = 50

# What a student system hands over, in its own words: not the format of microcredit.
STUDENTS = [
    {
        "number": "20231107",
        "results": [
            {"code": "AI101", "exam": date(2023, 6, 30), "board": date(2023, 7, 14), "mark": 71},
            {"code": "AI102", "exam": date(2023, 12, 20), "board": date(2024, 1, 12), "mark": 64},
            {"code": "AI103", "exam": date(2024, 6, 30), "board": date(2024, 7, 12), "mark": 58},
            {"code": "AI104", "exam": date(2025, 1, 10), "board": date(2025, 1, 31), "mark": 66},
            {"code": "TEA01", "exam": date(2025, 5, 2), "board": date(2025, 5, 16), "mark": 80},
        ],
    },
    {
        "number": "20240352",
        "results": [
            {"code": "WP101", "exam": date(2024, 6, 30), "board": date(2024, 7, 12), "mark": 62},
            {"code": "WP103", "exam": date(2025, 1, 10), "board": date(2025, 1, 31), "mark": 41},
            {"code": "WP104", "exam": None, "board": None, "mark": None},
        ],
        "transfers": [{"title": "Philosophy of Mind", "credits": "7.5", "from": "Elsewhere"}],
    },
]


def record(result: dict) -> mc.Record:
    """The record of one result: an exam without a mark is still to come."""
    if result["mark"] is None:
        return mc.Record(id=result["code"], module=result["code"], status="in progress")
    return mc.Record(
        id=f"{result['code']}/{result['exam']}",
        module=result["code"],
        status="passed" if result["mark"] >= PASS_MARK else "failed",
        completed_on=result["exam"],
        awarded_on=result["board"],
    )


def transfer(number: int, accepted: dict) -> mc.Record:
    """The record of recognised credit, which brings what the catalogue cannot know."""
    return mc.Record(
        id=f"transfer/{number}",
        module=accepted["title"],
        status="passed",
        completed_on=date(2023, 9, 1),
        awarded_on=date(2023, 9, 1),
        credits=Fraction(accepted["credits"]),
        level=4,
        areas=("Philosophy and Ethics",),
        institution=accepted["from"],
        recognised=True,
    )


def transcript(student: dict) -> mc.Transcript:
    """Everything on record about one learner."""
    taken = [record(result) for result in student["results"]]
    accepted = [transfer(n, each) for n, each in enumerate(student.get("transfers", []), 1)]
    return mc.Transcript(learner=student["number"], records=(*taken, *accepted))


def main() -> None:
    """Audit everybody as of one day, and print a line for each verdict."""
    policies = mc.load_policies(ROOT / "policies" / "hkuspace.policy")
    catalogue = mc.read_catalogue(ROOT / "examples" / "hkuspace" / "catalogue")
    awards = [mc.compile(policy, catalogue=catalogue) for policy in policies.values()]
    for student in STUDENTS:
        learner = transcript(student)
        for award in awards:
            verdict = mc.audit(award, learner, on=date(2026, 3, 1))
            unmet = [reason.id for reason in verdict.requirements if not reason.met]
            print(verdict.learner, verdict.award, verdict.outcome, *unmet)


if __name__ == "__main__":
    main()
