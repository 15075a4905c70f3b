"""The least further study in words."""

from collections.abc import Iterator
from fractions import Fraction

from microcredit.engine.reason import Further
from microcredit.model.credit import amount_text
from microcredit.wording.page import Line
from microcredit.wording.said import counted, listing, said


def further_blocks(further: Further | None, scheme: str | None) -> Iterator[Line]:
    """What would earn the award; nothing where that was not asked, or it is earned already."""
    if further is None or further.credits == 0:
        return
    modules = listing(further.modules)
    if further.credits is not None:
        yield Line(
            counted(
                "{credits}, in {n} module, would earn it:",
                "{credits}, in {n} modules, would earn it:",
                len(further.modules),
                credits=_further(further.credits, scheme),
            )
        )
        yield Line(modules, indent=2)
    elif further.because is None:
        yield Line(said("No further modules of the catalogue would earn it."))
    if further.because is not None:
        text = said("The least further study is not known: {why}.", why=further.because)
        yield Line(text, "unsure")
    if further.at_least and further.at_most is None and further.credits is None:
        yield Line(said("It is {credits} at least.", credits=credits_of(further.at_least, scheme)))
    if further.at_most is not None:
        least = amount_text(further.at_least or further.at_most)
        most = credits_of(further.at_most, scheme)
        text = said(
            "It is between {least} and {most}; {modules} would do.",
            least=least,
            most=most,
            modules=modules,
        )
        yield Line(text)


def credits_of(amount: Fraction, scheme: str | None) -> str:
    """An amount of credits in their scheme: ``60 QF credits``."""
    if scheme is None:
        return said("{n} credits", context="amount", n=amount_text(amount))
    return said("{n} {scheme}s", n=amount_text(amount), scheme=scheme)


def _further(amount: Fraction, scheme: str | None) -> str:
    if scheme is None:
        return said("{n} further credits", n=amount_text(amount))
    return said("{n} further {scheme}s", n=amount_text(amount), scheme=scheme)
