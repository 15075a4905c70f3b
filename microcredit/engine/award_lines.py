"""Award lines: what an award demands of others that the learner holds, as requirements."""

from collections.abc import Iterator, Mapping

from microcredit.engine.standing import Standing
from microcredit.language import syntax
from microcredit.language.check_scope import inside
from microcredit.language.checked import CheckedPolicy
from microcredit.source import Span

LINES: tuple[type[syntax.Node], ...] = (
    syntax.Requirement,
    syntax.CountOnly,
    syntax.Expiry,
    syntax.Repeats,
    syntax.Share,
    syntax.ShareWith,
)
"""What may have an id for decisions to bind to."""


def award_lines(
    policy: CheckedPolicy, standings: Mapping[str, Standing]
) -> Iterator[syntax.Requirement]:
    """A requirement for each award that must be held, or must not have been conferred."""
    for relation in policy.award.relations:
        for other in relation.awards:
            if relation.kind == "includes":
                yield _line(f"includes {other.text}", other, relation.span)
            elif relation.kind == "bars":
                yield _line(f"bars {other.text}", other, relation.span, barred=True)
    for id, standing in standings.items():
        if policy.id in standing.bars | standing.ends:
            name = syntax.Name(id, span=policy.award.span)
            yield _line(f"barred by {id}", name, policy.award.span, barred=True)


def _line(id: str, other: syntax.Name, span: Span, *, barred: bool = False) -> syntax.Requirement:
    held = syntax.HoldsAward(other, held=barred, negated=barred, span=span)
    return syntax.Requirement(syntax.Name(id, span=span), None, held, None, span=span)


def line_ids(policy: CheckedPolicy) -> Iterator[str]:
    """The ids of the lines of an award, in all its editions."""
    yield "size"
    for edition in (policy, *policy.earlier):
        for kind in LINES:
            for line in inside(edition.award, kind):
                name = getattr(line, "id", None)
                if isinstance(name, syntax.Name):
                    yield name.text
