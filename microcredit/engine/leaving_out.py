"""Leaving out: which records count, where each has one place at most and only that is open.

A record that takes nothing from any row counts. Of the others, as those that lower a percentage,
there are few, and what they come to together takes few values: all sums that they can reach are
made, record by record, but for those from which some row cannot reach its need any more."""

from collections.abc import Sequence

MOST_RECORDS = 24
"""Records that may or may not count; where there are more, this is left to the search."""

MOST_SUMS = 128
"""The same for the sums that are kept after any record."""


def reaches(total: int, mask: int, brought: Sequence[tuple[int, int, bool]]) -> bool | None:
    """Whether some of the records bring all lanes of the mask to their needs; none where this is
    left to the search.

    ``total`` are the packed lanes with no record counted. Each record brings the second of its
    numbers where it counts; the first is the best of that and nothing, lane by lane."""
    mixed: list[tuple[int, int]] = []
    rest = 0
    for best, brings, _ in brought:
        if brings == best:
            total += brings
        elif best:
            mixed.append((best, brings))
            rest += best
    if (total + rest) & mask != mask:
        return False
    if len(mixed) > MOST_RECORDS:
        return None
    sums = {total}
    for best, brings in mixed:
        rest -= best
        sums = {s for each in sums for s in (each, each + brings) if (s + rest) & mask == mask}
        if len(sums) > MOST_SUMS:
            return None
    return bool(sums)
