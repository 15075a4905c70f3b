"""Plans: what a batch asks of every learner, and the columns of what comes back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, get_args

import pyarrow as pa
from attrs import Factory, evolve, field, frozen

from microcredit.batches.looks import Looks, named_columns
from microcredit.engine.normal_form import ClassVariable, LevelVariable
from microcredit.engine.ready import STEPS, CompiledPolicy
from microcredit.engine.unknown import family
from microcredit.model.catalogue import Catalogue

Further = Literal["shortfalls", "claimable", "lapses", "proofs"]
FURTHER: tuple[Further, ...] = get_args(Further)
"""What a batch says on request, beyond the outcome and the variant."""

SHORTFALL = pa.struct(
    [
        pa.field("requirement", pa.string()),
        pa.field("part", pa.string()),
        pa.field("need", pa.string()),
        pa.field("most", pa.string()),
        pa.field("have", pa.string()),
        pa.field("short", pa.string()),
        pa.field("unit", pa.string()),
    ]
)
PROBLEM = pa.struct(
    [
        pa.field("row", pa.int64()),
        pa.field("column", pa.string()),
        pa.field("problem", pa.string()),
        pa.field("hint", pa.string()),
        pa.field("cells", pa.string()),
    ]
)


@frozen
class Plan:
    """The awards to decide for every learner, by id, and the day.

    ``further`` is what is said beyond outcome and variant; any of it takes the full audit.
    ``named`` are the institution's own columns that the awards ask for, none where it may be any.
    ``looks`` and ``kept`` have what has been worked out, so one plan serves many batches."""

    awards: tuple[CompiledPolicy, ...]
    on: date
    further: frozenset[Further] = frozenset()
    steps: int = STEPS
    looks: Looks = field(
        default=Factory(lambda plan: Looks(plan.awards), takes_self=True),
        eq=False,
        repr=False,
        init=False,
    )
    kept: dict[str, Any] = field(factory=dict, eq=False, repr=False, init=False)
    named: frozenset[str] | None = field(
        # A proof is about records with all that stands in them.
        default=Factory(
            lambda plan: None if "proofs" in plan.further else named_columns(plan.awards),
            takes_self=True,
        ),
        init=False,
    )

    def fresh(self) -> "Plan":
        """The same plan with nothing worked out, as it goes to another process."""
        awards = tuple(CompiledPolicy(each.form, each.catalogue) for each in self.awards)
        return evolve(self, awards=awards)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that every award was compiled against."""
        return self.awards[0].catalogue

    @property
    def schema(self) -> pa.Schema:
        """The columns of a batch of verdicts, with ``problems`` for learners that have none."""
        return pa.schema([*self.verdict_fields, pa.field("problems", pa.list_(PROBLEM))])

    @property
    def verdict_schema(self) -> pa.Schema:
        """The columns of the file of verdicts."""
        return pa.schema(self.verdict_fields)

    @property
    def verdict_fields(self) -> list[Any]:
        """The same as fields, in order."""
        fields = [
            pa.field("learner", pa.string()),
            pa.field("award", pa.string()),
            pa.field("edition", pa.string()),
            pa.field("on", pa.date32()),
            pa.field("outcome", pa.string()),
            pa.field("title", pa.string()),
        ]
        if self.variables:
            kinds = [pa.field(name, kind) for name, kind in self.variables.items()]
            fields.append(pa.field("variant", pa.struct(kinds)))
        if self.classed:
            fields.append(pa.field("class", pa.string()))
        if "shortfalls" in self.further:
            fields.append(pa.field("shortfalls", pa.list_(SHORTFALL)))
        if "claimable" in self.further:
            fields.append(pa.field("claimable_from", pa.date32()))
            fields.append(pa.field("claimable_until", pa.date32()))
        if "lapses" in self.further:
            fields.append(pa.field("lapses_first", pa.date32()))
        if "proofs" in self.further:
            fields.append(pa.field("verdict", pa.string()))
        return fields

    @property
    def variables(self) -> Mapping[str, Any]:
        """The names that some award or edition finds, ``level`` and ``theme``, with their types."""
        found: dict[str, Any] = {}
        for ready in self.awards:
            for form in ready.form.editions:
                for variable in form.variables:
                    if isinstance(variable, ClassVariable):
                        continue
                    kind = pa.int32() if isinstance(variable, LevelVariable) else pa.string()
                    found.setdefault(variable.name, kind)
        return found

    @property
    def classed(self) -> bool:
        """Whether some award has classes."""
        return any(
            isinstance(variable, ClassVariable)
            for ready in self.awards
            for form in ready.form.editions
            for variable in form.variables
        )


def plan_of(awards: Iterable[CompiledPolicy], on: date, further: Iterable[Further] = ()) -> Plan:
    """The plan for these awards, which are sorted by id."""
    ordered = tuple(sorted(awards, key=lambda ready: ready.form.award))
    return Plan(ordered, on, frozenset(further))


def sources_of(plan: Plan) -> list[tuple[str, str]]:
    """Every file that decides a verdict of the plan, with the SHA-256 of its bytes; plugins with
    their versions."""
    found: dict[tuple[str, str], None] = {}
    for ready in plan.awards:
        for form in family(ready.form):
            found |= dict.fromkeys(form.sources)
            found |= {
                (f"plugin {name}", f"{of} {version}"): None for name, of, version in form.plugins
            }
        found |= dict.fromkeys(ready.catalogue.sources)
    return sorted(found)
