"""The optimal assignment inside a block: exact beside all assignments there are, and sure of what it accepts."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from partnercli.reconcile.assign import LARGEST, Grades, Pair, best_assignment, blocks, weigh

SOME = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@st.composite
def small_blocks(draw: st.DrawFn) -> dict[Pair, int]:
    """Up to six sales by six rows, some pairs impossible; few grades, so that draws are common."""
    cells = [(sale, row) for sale in range(draw(st.integers(1, 6))) for row in range(draw(st.integers(1, 6)))]
    chosen = draw(st.lists(st.sampled_from(cells), min_size=1, max_size=9, unique=True))
    return {pair: draw(st.integers(0, 3)) for pair in chosen}


def assignments(grades: Grades) -> list[tuple[Pair, ...]]:
    """Every way to pair sales and rows, each in one pair at most: by trying all."""
    return [
        chosen
        for size in range(len(grades) + 1)
        for chosen in combinations(sorted(grades), size)
        if len({sale for sale, _ in chosen}) == len({row for _, row in chosen}) == size
    ]


def worth(chosen: tuple[Pair, ...], grades: Grades) -> tuple[int, int]:
    return len(chosen), sum(grades[pair] for pair in chosen)


@SOME
@given(small_blocks())
def test_the_best_assignment_is_the_best_of_all_there_are(grades: dict[Pair, int]) -> None:
    found = tuple(sorted(best_assignment(grades)))
    everything = assignments(grades)
    assert found in everything
    assert worth(found, grades) == max(worth(chosen, grades) for chosen in everything)


@SOME
@given(small_blocks())
def test_what_is_accepted_stands_in_every_best_assignment(grades: dict[Pair, int]) -> None:
    everything = assignments(grades)
    most = max(worth(chosen, grades) for chosen in everything)
    best = [set(chosen) for chosen in everything if worth(chosen, grades) == most]
    accepted, doubtful = weigh(grades)
    assert all(pair in chosen for pair in accepted for chosen in best)
    sure = set.intersection(*best)
    parted = [pair for pair in sure if would_part(pair, grades)]
    assert set(accepted) == sure.difference(parted)
    assert not set(accepted) & set(doubtful)
    assert not {sale for sale, _ in accepted} & {sale for sale, _ in doubtful}
    assert not {row for _, row in accepted} & {row for _, row in doubtful}


def would_part(pair: Pair, grades: Grades) -> bool:
    """Whether one of the two fits somebody better whom nothing else fits better."""
    sale, row = pair
    for (other_sale, other_row), grade in grades.items():
        if grade <= grades[pair] or (other_sale == sale) == (other_row == row):
            continue
        rivals = [
            each for (s, r), each in grades.items() if (r == other_row if other_sale == sale else s == other_sale)
        ]
        if grade == max(rivals):
            return True
    return False


@SOME
@given(small_blocks())
def test_numbers_say_nothing(grades: dict[Pair, int]) -> None:
    """Sales and rows are numbered in the order of arrival: the answer is the same with other numbers."""
    turned = {(100 - sale, 50 - row): grade for (sale, row), grade in grades.items()}
    for found, other in zip(weigh(grades), weigh(turned), strict=True):
        assert {(100 - sale, 50 - row) for sale, row in found} == set(other)


def test_first_come_would_lock_a_wrong_pair() -> None:
    """S1 fits both rows, S2 only R1: taking S1-R1 first would leave S2 alone."""
    assert weigh({(1, 1): 2, (1, 2): 2, (2, 1): 2}) == ([(1, 2), (2, 1)], [])


def test_a_draw_is_left_to_a_person() -> None:
    assert weigh({(1, 1): 1, (1, 2): 1, (2, 1): 1, (2, 2): 1}) == ([], [(1, 1), (1, 2), (2, 1), (2, 2)])


def test_a_draw_beside_a_certain_pair_leaves_the_certain_one() -> None:
    grades = {(1, 1): 1, (1, 2): 1, (2, 1): 1, (2, 2): 1, (2, 3): 0, (3, 3): 3}
    assert weigh(grades)[0] == [(3, 3)]


def test_more_pairs_do_not_part_two_who_fit_each_other_best() -> None:
    """S1-R1 agree in all; two pairs of lesser likeness would join one record more. Neither way is accepted."""
    assert weigh({(1, 1): 3, (1, 2): 1, (2, 1): 1}) == ([], [(1, 1), (1, 2), (2, 1)])


def test_a_block_beyond_bounds_takes_only_who_is_each_others_best() -> None:
    size = LARGEST + 1
    grades = {(sale, row): 3 if sale == row else 1 for sale in range(size) for row in range(size)}
    grades[0, 0] = grades[0, 1] = grades[1, 0] = grades[1, 1] = 2
    accepted, doubtful = weigh(grades)
    assert accepted == [(place, place) for place in range(2, size)]
    assert doubtful == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_blocks_share_nothing() -> None:
    found = sorted(map(sorted, blocks({(1, 1): 0, (2, 1): 0, (3, 3): 0, (3, 4): 0})))
    assert found == [[(1, 1), (2, 1)], [(3, 3), (3, 4)]]
