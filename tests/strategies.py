"""Random small cases: policy text of every kind, a catalogue and a learner to go with it.

The learner comes first, and amounts in the policy are sums over some of that learner's records,
so that about half of the awards are earned. A policy that the checks refuse is thrown away.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen
from hypothesis import event, reject, strategies as st

from microcredit.errors import PolicyError
from microcredit.language.checked import CheckedPolicy, Policies
from microcredit.language.load import policies_from_text
from microcredit.model.catalogue import Catalogue
from microcredit.model.learner import Transcript
from tests.judges import PLUGIN
from tests.strategies_awards import EDITIONS, decisions, relation, share
from tests.strategies_conditions import ConditionWriter, decimal
from tests.strategies_learners import ON, Chance, catalogues, known_transcripts, transcripts

FRAMEWORK = """language 1
institution "Here"
framework steps "Steps" {
  levels 3 to 5
  credits "step"
  convert 1 "ECTS" = 1/2 "step"
  ignore "CPD"
  calendar {
    academic year starts 09-01
    term autumn 09-01 to 12-31
    term spring 02-29 to 05-31
  }
  grades letters { A = 4, "B+" = 10/3, C = 2, no points P, fail F = 1/2 }
  grades yes-no { no points S, fail U }
  SCALES
}
external award degree "A degree from elsewhere"
"""


@frozen(repr=False)
class Case:
    """A policy, perhaps of several awards, and a learner; ``award`` is the one to audit."""

    text: str
    policies: Policies
    award: str
    transcript: Transcript
    catalogue: Catalogue
    on: date

    @property
    def policy(self) -> CheckedPolicy:
        return self.policies[self.award]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As Hypothesis asks for it: the texts, and not every node of the policies."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        modules = "\n".join(map(str, self.catalogue.modules.values()))
        records = "\n".join(map(str, self.transcript.records))
        learner = self.transcript
        beside = f"{learner.conferred}\n{learner.applications}\n{learner.attestations}"
        beside += f"\n{dict(learner.facts)}\n{learner.decisions}"
        return f"\n{self.text}\n{modules}\n{records}\n{beside}\n"


MARKS = """grades marks 0 to 5, passing 2
  equate 4 on "marks" = A on "letters"
  equate 2 on "marks" = C on "letters" """


class Writer(ConditionWriter):
    """Writes one award for a learner."""

    def line_id(self) -> str:
        """An id for a line that may have one, more often none."""
        return f"n{next(self.names)}: " if self.named or self.chance.one_in(6) else ""

    # Parts and awards

    def part(self, name: str, depth: int) -> str:
        inner = self.inner(name, depth) if depth < 2 and self.chance.one_in(5) else []
        lines = [] if inner else [self.requirement(asking=True)]
        if self.chance.one_in(3):
            lines.append(self.requirement())
        if self.chance.one_in(6):
            lines.append(f"count only {self.line_id()}{self.wide()}")
        if self.chance.one_in(12):
            lines.append(self.when())
        choose = inner.pop(0) if inner else ""
        return f"part {name} {choose}{{ {' '.join([*lines, *inner])} }}"

    def when(self, *, parts: bool = False) -> str:
        """A branch for some learners, perhaps one for the others; each may hold a part."""
        chance = self.chance
        held = f"{chance.pick(('', 'not '))}award {chance.pick(self.awards)}"
        conditions = [chance.pick((self.fact(), self.fact(), f"{held} held", held))]
        if chance.one_in(4):
            conditions.append(self.fact())
        blocks = []
        for place in range(chance.pick((1, 2))):
            lines = [f"require {self.easy()}"]
            if chance.one_in(3):
                lines.append(self.requirement())
            if parts and chance.one_in(3) and self.parts < 4:
                self.parts += 1
                lines.append(self.part(f"w{place}", 2))
            blocks.append(f"{{ {' '.join(lines)} }}")
        return f"when {' and '.join(conditions)} {' otherwise '.join(blocks)}"

    def inner(self, name: str, depth: int) -> list[str]:
        """A ``choose``, the parts in a part, and what it says of them."""
        chance = self.chance
        number = min(chance.pick((2, 2, 3)), 4 - self.parts)
        if number < 2:
            return []
        self.parts += number
        names = [f"{name}-{letter}" for letter in "abc"[:number]]
        choose = chance.pick(("", "choose 1 ", "choose 1 or more ", "choose 1 to 2 "))
        lines = [self.part(one, depth + 1) for one in names]
        for first, second in zip(names, [*names[1:], names[0]], strict=True):
            if chance.one_in(3) and (number > 2 or first < second):
                kind = chance.pick(("modules", "credits", "modules"))
                limit = chance.pick((f"at most {self.fixed(kind)} ", "", "at most some-credits "))
                which = f"{self.unbound()} " if chance.one_in(3) else ""
                if which and (not limit or chance.one_in(2)):
                    limit = "only modules "
                own = self.line_id()
                lines.append(f"share {own}{limit}{which}between {first} and {second}")
        if number > 2 and sum(line.startswith("share ") for line in lines) > 1:
            lines += ["share between at most 2 parts"] * chance.one_in(3)
        if chance.one_in(4):
            lines.append("nothing else counts")
        if not choose and chance.one_in(2):
            reused = ", ".join(chance.some(names, 1, number))
            judged = chance.pick(
                (
                    "at least 1 area",
                    f"at least {chance.pick((1, 2))} modules {self.wide()}",
                    f"at least {decimal(self.total('credits', 1))} credits",
                    "every grade at least C",
                )
            )
            lines.append(
                f"part {name}-r {{ reuse {reused} require at least 1 module require {judged} }}"
            )
        return [choose, *lines]

    def through(self) -> str:
        period = self.chance.pick(("", "", "", "month", "term", "academic year"))
        return f" through the end of the {period}" if period else ""

    def repeats(self) -> str:
        chance = self.chance
        limit = decimal(self.total("credits", 2))
        kept = chance.pick(("best", "first", "latest", f"every up to {limit} credits"))
        which = chance.pick(("", "", f"from {', '.join(self.codes(1, 3))} "))
        return f"repeats {self.line_id()}{which}count {kept}"

    def award_class(self, label: str) -> str:
        average = f"average grade at least {self.least_average()}"
        judged = self.chance.pick((average, self.condition(inside=True)))
        judged = "at least 2 areas" if re.search("attested|bundle", judged) else judged
        return f'classify "{label}": {judged}'

    def variable(self, name: str) -> str:
        chance = self.chance
        if name == "level":
            self.level = True
            return f"for the highest level of {chance.pick(('3 to 5', '4 to 5'))}"
        optional = not chance.one_in(3)
        under = " or ".join(chance.some(('"Arts"', '"Science"'), 1, 2))
        start = f"{'optionally ' if optional else ''}for some {name} in areas under {under}"
        self.themes.append(name)
        if not optional and chance.one_in(2):
            return start
        block = " ".join(self.requirement() for _ in range(chance.pick((1, 1, 2))))
        self.themes.remove(name)
        return f'{start} {{ {block} title suffix "({{{name}}})" }}'

    def prefer(self) -> str:
        liked = ("better grades", "better grades", f"modules {self.selection()}")
        return f"prefer {self.chance.pick(liked)}"

    def award(self, name: str, kind: str, *more: str, standing: Sequence[str] = ()) -> str:
        """An award, or an edition of it; with lines that say which, and how it stands to others."""
        chance = self.chance
        lines = [f"kind {kind}", *more, *standing]
        if self.marks:
            self.scale = chance.pick(("", "letters", "marks"))
        self.size = bool(standing) or chance.pick((True, True, False))
        if self.size:
            size = self.total("credits", 2)
            lines.append(
                "size some-credits" if chance.one_in(8) else f"size {decimal(size)} credits"
            )
        if chance.one_in(10) and not more:
            lines.append(f"effective 2025-01-01 {chance.pick(('onwards', 'to 2026-03-01'))}")
        if chance.one_in(3):
            lines.append("conferred on application")
        for record in self.undated:
            years = max(1, ON.year - (record.completed_on or ON).year - 1)
            event = f"award of the module{self.through()}"
            lines.append(f"credits {self.line_id()}expire {years} years after {event}")
        for _ in range(chance.pick((0, 0, 1, 1, 2)) if not self.undated else 0):
            events = ["award of the module"] * 2 + ["completion", "enrolment", "application"]
            event = chance.pick(events + ["admission"] * ("admitted" in self.facts))
            which = f"{self.selection()} " if chance.one_in(3) else ""
            years = chance.pick((5, 6, 2))
            event += self.through()
            named = self.line_id()
            lines.append(f"credits {named}{which}expire {years} years after {event}")
        for variable in chance.pick(((), (), ("level",), ("theme",), ("level", "theme"),
                                     ("theme", "level"), ("theme", "domain"))):  # fmt: skip
            lines.append(self.variable(variable))
        if chance.one_in(3):
            lines.append(self.repeats())
        if chance.one_in(4):
            lines.append(f"count only {self.line_id()}modules {self.wide()}")
        inner = self.inner("p", 1) if chance.one_in(2) else []
        if inner and inner[0]:
            inner = [f"part p {inner[0]}{{ {' '.join(inner[1:])} }}"]
            self.parts += 1
        lines += inner
        if "base" in self.awards and chance.one_in(2):
            lines.append(f"require {chance.pick(('', '', 'not '))}award base")
        for place in range(chance.pick((1, 1, 2) if not inner else (0, 1))):
            lines.append(self.requirement(asking=place == 0 and not self.size))
        if chance.one_in(6):
            lines.append(self.when(parts=True))
        if chance.one_in(6):
            lines.append(self.prefer())
        if chance.one_in(4):
            lines += [self.award_class(label) for label in chance.some(("High", "Fair"), 1, 2)]
        written = "\n  ".join(line for line in lines if line)
        return f'award {name} "{name.title()}" {{\n  {written}\n}}\n'


def _definition(writer: Writer) -> str:
    """What an amount is: the same for all, by a fact, or by the day."""
    first, second = writer.fixed("credits"), writer.fixed("credits")
    return writer.chance.pick(
        (
            f"= {first}",
            f"= {first}",
            f'by learner mode {{ "full-time": {first}, otherwise: {second} }}',
            f"= {first} to {writer.chance.pick(('2026-02-28', '2026-03-01'))}, {second} onwards",
        )
    )


@st.composite
def cases(draw: st.DrawFn, *, plugins: bool = False) -> Case:
    """A whole case, about half of them earned; a plugin may be asked only where ``plugins``."""
    chance = Chance(draw)
    marks = chance.one_in(6)
    named, two = chance.one_in(3), chance.one_in(3)
    catalogue = draw(catalogues())
    most = 6 - named - two - marks
    transcript = draw(transcripts(catalogue, marks=marks, most=most))
    text = FRAMEWORK.replace("SCALES", MARKS if marks else "")
    writer = Writer(draw, transcript, (), plugins=plugins)
    text += f"define chosen = {writer.adjectives().replace('chosen', 'passed')}\n"
    text += f"define some-credits {_definition(Writer(draw, transcript, ()))}\n"
    known = ["degree"]
    standing: list[str] = []
    how = {"marks": marks, "named": named, "plugins": plugins}
    if two:
        text += _written(draw, transcript, known, "base", **how)
        known = ["base", "base", "base", "degree"]
        while chance.one_in(2) and len(standing) < 2:
            standing.append(chance.pick((relation, share))(chance, "base"))
    elif chance.one_in(6):
        standing.append(chance.pick((relation, share))(chance, "degree"))
    text += _written(draw, transcript, known, "main", *standing, **how)
    if named:
        decided = decisions(chance, text, transcript, 3)
        transcript = evolve(transcript, decisions=decided).resolved(catalogue)
    return _case(text, "main", transcript, catalogue)


def _written(
    draw: st.DrawFn,
    transcript: Transcript,
    known: Sequence[str],
    name: str,
    *standing: str,
    **how: bool,
) -> str:
    """An award in one edition, or two."""
    chance = Chance(draw)
    kind = "certificate" if name == "base" else chance.pick(("certificate", "programme"))
    editions = chance.pick(EDITIONS) if chance.one_in(8) else ("",)
    return "".join(
        Writer(draw, transcript, known, **how).award(
            name, kind, *([edition] if edition else []), standing=standing
        )
        for edition in editions
    )


def _case(text: str, award: str, transcript: Transcript, catalogue: Catalogue) -> Case:
    event("written")
    try:
        policies = policies_from_text(
            text,
            name="random.policy",
            vocabulary=catalogue.vocabulary,
            predicates=PLUGIN.predicates,
        )
    except PolicyError as error:
        event(f"refused: {error.diagnostics[0].code}")
        reject()
    return Case(text, policies, award, transcript, catalogue, ON)


@st.composite
def together_cases(draw: st.DrawFn) -> Case:
    """Two or three short awards that speak of one another, for a learner with no unknowns."""
    chance = Chance(draw)
    catalogue = draw(catalogues(known=True))
    names = ["base", "main", "top"][: chance.pick((2, 3))]
    transcript = draw(known_transcripts(catalogue, names))
    text = FRAMEWORK.replace("SCALES", "")
    text += "define chosen = at level 4 or above\ndefine some-credits = 6 credits\n"
    needed: list[str] = []
    named = chance.one_in(3)
    for name in names:
        writer = Writer(draw, transcript, ("degree",), named=named)
        kinds = ("certificate", "programme") if needed else ("certificate",)
        lines = [f"kind {chance.pick(kinds)}"]
        lines.append(f"size {decimal(writer.total('credits', 2))} credits")
        if chance.one_in(5):
            lines.append("for the highest level of 3 to 5")
            lines.append("require at least 1 module at that level or above")
        if chance.one_in(3):
            lines.append(f"count only {writer.line_id()}modules {chance.pick(FRESH)}")
        if chance.one_in(3):
            lines.append(f"require q1: {writer.easy()}")
        others = [other for other in names if other != name]
        for _ in range(chance.pick((0, 1, 1, 2))):
            lines.append(share(chance, chance.pick(others), name=writer.line_id()))
        if needed:
            other = chance.pick(needed)
            if chance.one_in(2):
                lines.append(relation(chance, other))
            if chance.one_in(2 if "absorbs" in lines[-1] or "surrenders" in lines[-1] else 3):
                held = chance.pick(("", "", "", " held"))
                lines.append(f"require {chance.pick(('', '', 'not '))}award {other}{held}")
        needed.append(name)
        text += f'award {name} "{name.title()}" {{\n  {" ".join(lines)}\n}}\n'
    if named:
        decided = decisions(chance, text, transcript, 2)
        transcript = evolve(transcript, decisions=decided).resolved(catalogue)
    return _case(text, names[-1], transcript, catalogue)


FRESH = (
    "not used for another award",
    "not used for another award",
    "not used for a certificate award",
    "not used for another award other than degree",
    "passed, or recognised",
)
