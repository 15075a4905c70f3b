"""Labels: what is said of a learner and an award, each distinct thing once."""

from typing import Any

import pyarrow as pa
from attrs import define, field

from microcredit.batches.plan import Plan
from microcredit.engine.normal_form import Binding, NormalForm
from microcredit.engine.picture import named, parted
from microcredit.engine.titles import titled
from microcredit.language.outcomes import Outcome

Said = tuple[str, str, str, str, tuple[int | str | None, ...], str | None]
"""Award, outcome, edition, title, the value of each of the plan's variables, and the class."""


def said_with(plan: Plan, outcome: Outcome, form: NormalForm, binding: Binding | None) -> Said:
    """What is said of an outcome by an edition of an award, with the binding that is earned."""
    variant = {} if binding is None else named(form, binding)
    return (
        form.award,
        outcome,
        form.edition,
        titled(form, binding)["en"],
        tuple(variant.get(name) for name in plan.variables),
        None if binding is None else parted(form, binding)[1],
    )


@define
class Labels:
    """What has been said, by number; the same is said of many learners."""

    said: list[Said] = field(factory=list)
    _numbers: dict[Said, int] = field(factory=dict)

    def number(self, said: Said) -> int:
        """The number of what is said."""
        found = self._numbers.setdefault(said, len(self.said))
        if found == len(self.said):
            self.said.append(said)
        return found

    def columns(self, plan: Plan) -> dict[str, Any]:
        """What is said as columns, a row for each number."""
        award, outcome, edition, title, variants, classes = (
            list(values) for values in (zip(*self.said, strict=True) if self.said else [()] * 6)
        )
        found = {
            "award": pa.array(award, pa.string()),
            "outcome": pa.array(outcome, pa.string()),
            "edition": pa.array(edition, pa.string()),
            "title": pa.array(title, pa.string()),
        }
        if plan.variables:
            fields = list(plan.verdict_schema.field("variant").type)
            values = [
                pa.array([variant[place] for variant in variants], each.type)
                for place, each in enumerate(fields)
            ]
            found["variant"] = pa.StructArray.from_arrays(values, fields=fields)
        if plan.classed:
            found["class"] = pa.array(classes, pa.string())
        return found
