"""Instances put to the engine by its public doors."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from attrs import frozen

import microcredit as mc
from microcredit.model.area import Area
from microcredit.model.module import Module
from tests.benchmarks.instances import ON, Instance, Studied, Taught


@frozen
class Question:
    """A compiled policy and a transcript, ready for audits."""

    compiled: mc.CompiledPolicy
    transcript: mc.Transcript

    def outcome(self) -> str:
        """Only the outcome."""
        return mc.outcome(self.compiled, self.transcript, on=ON)

    def verdict(self) -> mc.Verdict:
        """The full verdict."""
        return mc.audit(self.compiled, self.transcript, on=ON)


def question(instance: Instance, learner: str = "learner") -> Question:
    """The instance as the engine takes it: compiled, with the learner's records as objects."""
    return Question(
        compiled(instance.policy, instance.catalogue), transcript_of(instance.studied, learner)
    )


@lru_cache(maxsize=256)
def compiled(policy: str, taught: tuple[Taught, ...]) -> mc.CompiledPolicy:
    """The award `main` of a policy, compiled once for all learners."""
    catalogue = catalogue_of(taught)
    policies = mc.policies_from_text(policy, vocabulary=catalogue.vocabulary)
    return mc.compile(policies["main"], catalogue=catalogue)


def catalogue_of(taught: Sequence[Taught]) -> mc.Catalogue:
    """A catalogue of the modules, with the areas that they name."""
    areas = dict.fromkeys(area for each in taught for area in each.areas)
    return mc.Catalogue(
        {
            each.code: Module(
                each.code, each.code, Fraction(each.credits), each.level, each.areas, scheme="step"
            )
            for each in taught
        },
        {name: Area(name) for name in areas},
    )


def transcript_of(studied: Iterable[Studied], learner: str) -> mc.Transcript:
    """The records of a learner who studied this."""
    return mc.Transcript(
        learner,
        tuple(
            mc.Record(
                id=each.taught.code,
                module=each.taught.code,
                status="passed",
                completed_on=each.on,
                awarded_on=each.on,
                grade=each.grade,
            )
            for each in studied
        ),
    )
