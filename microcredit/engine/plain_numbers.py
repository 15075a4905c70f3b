"""The numbers of a reason in plain words: what counts, what is needed, what is short."""

from fractions import Fraction

from microcredit.engine.reason import Reason
from microcredit.model.credit import amount_text

MEASURED = ("credits", "modules", "areas", "levels", "terms", "contact hours")
"""Units of which a requirement can be so many short, or have so many too many."""


def numbers(reason: Reason) -> str:
    """What counts toward a requirement, against what it needs."""
    if reason.unit == "awards":
        return "held or earned" if reason.have else "neither held nor earned"
    if reason.unit == "awards held":
        return "held" if reason.have else "not held"
    if reason.unit == "alternatives":
        return "an alternative holds" if reason.met else "no alternative holds"
    if reason.unit == "conditions":
        return "holds" if reason.met else "does not hold"
    have = "none" if reason.have is None else _about(reason.have)
    if reason.unit == "grade points":
        assert reason.need is not None
        return f"average {have}, needs {_about(reason.need)}"
    text = f"{have} {_noun(reason)}{_limits(reason)}"
    if not reason.short:
        return text
    return f"{text}: {_about(reason.short)} {'short' if _too_few(reason) else 'too many'}"


def shortage(reason: Reason) -> str:
    """In a few words how an unmet requirement falls short."""
    if reason.unit in MEASURED and reason.short:
        noun = reason.unit.removesuffix("s") if reason.short == 1 else reason.unit
        few = "short" if _too_few(reason) else "too many"
        return f"{reason.id} {amount_text(reason.short)} {noun} {few}"
    return f"{reason.id} not met"


def _limits(reason: Reason) -> str:
    need, most = reason.need, reason.most
    if need is not None and most is not None:
        between = f"{_about(need)} to {_about(most)}"
        return f", needs {f'exactly {_about(need)}' if need == most else between}"
    if need is not None:
        return f", needs {_about(need)}"
    return "" if most is None else f", at most {_about(most)}"


def _noun(reason: Reason) -> str:
    return reason.unit.removesuffix("s") if reason.have == 1 else reason.unit


def _too_few(reason: Reason) -> bool:
    return reason.need is not None and (reason.have or 0) < reason.need


def _about(amount: Fraction) -> str:
    """The amount exactly; beside a fraction, what it is to two places."""
    text = amount_text(amount)
    return f"{text} (about {amount_text(round(amount, 2))})" if "/" in text else text
