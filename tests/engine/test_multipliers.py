from microcredit.engine.multipliers import roundings, simpler


def test_prices_become_small_whole_numbers_first() -> None:
    assert (2, 1) in list(roundings((0.0833333333, 0.0416666667)))[:2]
    assert (300, 200, 7) in list(roundings((0.3, 0.2, 0.007)))


def test_whole_numbers_have_no_common_divisor_and_none_is_negative() -> None:
    found = list(roundings((1e-15, 0.3, 0.7)))

    assert (0, 3, 7) in found
    assert all(min(each) >= 0 for each in found)
    assert len(set(found)) == len(found)


def test_no_price_gives_no_multipliers() -> None:
    assert list(roundings((0.0, 0.0))) == []
    assert list(roundings(())) == []


def test_simpler_multipliers_come_smallest_first_and_end_with_the_multipliers_themselves() -> None:
    found = list(simpler((1001, 0, 499)))

    assert found[:2] == [(1, 0, 0), (2, 0, 1)]
    assert found[-1] == (1001, 0, 499)
    assert len(set(found)) == len(found)
    assert list(simpler((0, 0))) == [(0, 0)]
