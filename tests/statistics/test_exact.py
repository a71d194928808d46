"""Exact tests against enumerated probabilities, intervals against the worked examples of their papers."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from math import comb

import pytest

from analytics.statistics import exact
from analytics.statistics.exact import Sides


def chances(sides: Sides) -> dict[int, Fraction]:
    """Cases without, and how likely each number of them is given all cases: counted in whole numbers."""
    cases, lines = sides.cases_with + sides.cases_without, sides.all_with + sides.all_without
    ways = {
        k: comb(sides.all_without, k) * comb(sides.all_with, cases - k)
        for k in range(max(0, cases - sides.all_with), min(cases, sides.all_without) + 1)
    }
    return {k: Fraction(count, comb(lines, cases)) for k, count in ways.items()}


def enumerated(strata: list[Sides]) -> Fraction:
    """The two-sided p of all strata together, by going through every outcome of each."""
    summed: dict[int, Fraction] = {}
    for outcome in product(*(chances(sides).items() for sides in strata)):
        likely = Fraction(1)
        for _, chance in outcome:
            likely *= chance
        total = sum(k for k, _ in outcome)
        summed[total] = summed.get(total, Fraction(0)) + likely
    seen = summed[sum(sides.cases_without for sides in strata)]
    return sum((chance for chance in summed.values() if chance <= seen), Fraction(0))


def test_the_published_examples_of_fishers_test():
    # the tea-tasting lady: 34/70; his criminal twins, one-sided 619/1330665 in his text
    assert exact.fisher(Sides(3, 4, 1, 4)) == pytest.approx(34 / 70)
    assert exact.fisher(Sides(2, 17, 10, 13)) == pytest.approx(float(enumerated([Sides(2, 17, 10, 13)])))
    assert exact.fisher(Sides(2, 17, 10, 13)) == pytest.approx(0.0005367, abs=5e-8)


@pytest.mark.parametrize("seed", range(8))
def test_the_exact_test_is_that_of_every_outcome_counted(seed):
    dice = random.Random(seed)
    strata = []
    for _ in range(dice.randint(1, 3)):
        some, others = dice.randint(1, 15), dice.randint(1, 15)
        strata.append(Sides(dice.randint(0, some), some, dice.randint(0, others), others))
    assert exact.stratified(strata) == pytest.approx(float(enumerated(strata)), rel=1e-9)


def test_a_stratum_of_one_side_changes_nothing():
    strata = [Sides(2, 30, 9, 20)]
    for empty in (Sides(0, 0, 5, 9), Sides(4, 9, 0, 0), Sides(0, 9, 0, 9), Sides(9, 9, 9, 9)):
        assert exact.stratified([*strata, empty]) == pytest.approx(exact.stratified(strata))


def test_many_lines_cost_little_and_leave_the_range_of_a_p():
    huge = [Sides(3000, 100_000, 600, 20_000)] * 10
    assert exact.stratified(huge) == pytest.approx(1)
    assert exact.stratified([Sides(10, 100_000, 19_000, 20_000)] * 3) == exact.LEAST_P
    assert exact.fisher(Sides(0, 5, 0, 5)) == 1


@pytest.mark.parametrize(
    ("one", "two", "low", "high"),
    [  # Newcombe, Stat Med 1998, 17:873, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(one, two, low, high):
    found = exact.difference([Sides(*two, *one)])
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    assert found.difference == pytest.approx(one[0] / one[1] - two[0] / two[1])


def test_strata_are_weighted_as_mantel_and_haenszel_do():
    # weights 10 * 30 / 40 = 7.5 and 20 * 20 / 40 = 10; shares 0.2 and 0.5 with, 0.4 and 0.25 without
    found = exact.difference([Sides(2, 10, 12, 30), Sides(10, 20, 5, 20), Sides(3, 3, 0, 0)])
    assert found.with_it == pytest.approx((7.5 * 0.2 + 10 * 0.5) / 17.5)
    assert found.without_it == pytest.approx((7.5 * 0.4 + 10 * 0.25) / 17.5)
    assert found.low < found.difference < found.high


def test_strata_of_one_rate_and_one_mix_are_as_good_as_their_sum():
    parts, whole = [Sides(3, 60, 2, 40), Sides(6, 120, 4, 80)], Sides(9, 180, 6, 120)
    assert exact.difference(parts) == pytest.approx(exact.difference([whole]))


def test_no_stratum_with_both_sides_is_nothing_to_compare():
    with pytest.raises(ValueError, match="nothing to compare"):
        exact.difference([Sides(1, 2, 0, 0)])


def test_wilsons_interval_of_one_share():
    # Newcombe, Stat Med 1998, 17:857, table I: score method without correction
    assert exact.wilson(81 / 263, 263) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))
    assert exact.wilson(1 / 29, 29) == (pytest.approx(0.0061, abs=5e-5), pytest.approx(0.1718, abs=5e-5))


def test_how_many_cases_it_takes():
    # with none denied among very many, Wilson's upper limit z^2 / (n + z^2) is 3 % at n = 124.2
    assert exact.cases_needed(0.0, 10**9, 0.03) == 125
    needed = exact.cases_needed(0.02, 2000, 0.03)
    for count, enough in ((needed, True), (needed - 1, False)):
        found = exact._newcombe(0.02, 2000, 0.02, count)
        assert (found[0] >= -0.03 and found[1] <= 0.03) is enough
    assert exact.cases_needed(0.05, 100, 0.03) is None
    assert exact.cases_needed(0.05, 0, 0.03) is None


def test_the_example_of_benjamini_and_hochberg():
    # J R Stat Soc B 1995, 57:289, section 4: of these fifteen, four are found at 0.05
    found = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    found += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    corrected = exact.adjusted(found[::-1])[::-1]
    assert sum(one <= 0.05 for one in corrected) == 4
    assert corrected[3] == pytest.approx(0.0095 * 15 / 4)
    assert corrected == sorted(corrected)
    assert corrected[-1] == 1
    assert exact.adjusted([]) == []
