"""The least further study in words."""

from collections.abc import Iterator

from microcredit.engine.reason import Further
from microcredit.model.credit import amount_text


def further_lines(further: Further | None, scheme: str | None) -> Iterator[str]:
    """What would earn the award; nothing where that was not asked, or it is earned already."""
    if further is None or further.credits == 0:
        return
    unit = f"{scheme or 'credit'}s"
    number = f"{len(further.modules)} module{'' if len(further.modules) == 1 else 's'}"
    if further.credits is not None:
        yield f"{amount_text(further.credits)} further {unit}, in {number}, would earn it:"
        yield f"  {', '.join(further.modules)}"
    elif further.because is None:
        yield "No further modules of the catalogue would earn it."
    if further.because is not None:
        yield f"The least further study is not known: {further.because}."
    if further.at_least and further.at_most is None and further.credits is None:
        yield f"It is {amount_text(further.at_least)} {unit} at least."
    if further.at_most is not None:
        least = amount_text(further.at_least or further.at_most)
        most = amount_text(further.at_most)
        yield f"It is between {least} and {most} {unit}; {', '.join(further.modules)} would do."
