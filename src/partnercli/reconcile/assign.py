"""Pairs of a tier ─▶ links, where one choice depends on another: an optimal assignment inside each block.

A block is what hangs together by pairs. Its best assignment joins as many sales and rows as can be, and of these ways
the one whose grades add up to most. A pair is accepted only when every best assignment has it, so that nothing hangs on
a draw, and when neither of its ends fits somebody better whom nobody else fits better. All else is shown side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from partnercli.store.store import Store

HERE = Path(__file__).parent
Pair = tuple[int, int]
Grades = Mapping[Pair, int]
"""(sale, row) -> how good the pair is, a small integer of 0 or more; pairs that are absent cannot be."""
LARGEST = 24
"""Sales or rows of a block, at most, for which the best assignment is worked out."""
_MATCHED = 1_000_000
"""What one more pair is worth beside grades."""
_FAR = 1 << 62


def settle(store: Store, tier: str) -> None:
    """Accept the pairs of table `pair(sale, row_id, evidence, grade)` that are certain, note the others as candidates.

    Writes `link`. The answer depends on the pairs alone, not
    on the order or the numbers in which they come.
    """
    store.run(HERE / "settle.sql", tier=tier)
    contested = store.query("select sale, row_id, grade from contested order by sale, row_id")
    accepted: list[Pair] = []
    doubtful: list[Pair] = []
    for block in blocks({(sale, row): grade for sale, row, grade in contested}):
        certain, open_ = weigh(block)
        accepted += certain
        doubtful += open_
    if accepted or doubtful:
        _keep(store, tier, accepted, "main")
        _keep(store, tier, doubtful, "candidate")


def blocks(grades: Grades) -> Iterator[dict[Pair, int]]:
    """The pairs cut into blocks that share no sale and no row."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = node = parent[above]
        return node

    for sale, row in grades:
        parent[root(("S", sale))] = root(("R", row))
    found: dict[tuple[str, int], dict[Pair, int]] = defaultdict(dict)
    for pair, grade in grades.items():
        found[root(("S", pair[0]))][pair] = grade
    yield from found.values()


def weigh(grades: Grades) -> tuple[list[Pair], list[Pair]]:
    """(accepted, doubtful) of one block. Doubtful pairs are those of some best assignment, or best for both ends.

    A block larger than LARGEST is not worked out: a pair that is the only best one of both its ends is accepted.
    """
    best_of_sale, best_of_row = _best(grades, 0), _best(grades, 1)
    mutual = {pair for pair, grade in grades.items() if grade == best_of_sale[pair[0]] == best_of_row[pair[1]]}
    if max(len(best_of_sale), len(best_of_row)) > LARGEST:
        accepted = [pair for pair in sorted(mutual) if not any(_share(pair, other) for other in mutual)]
        return accepted, sorted(mutual.difference(accepted))
    best = best_assignment(grades)
    most = value(grades, best)
    accepted = [
        pair
        for pair in sorted(best)
        if _most_without(pair, grades) < most and not _would_part(pair, grades, best_of_sale, best_of_row)
    ]
    left = [pair for pair in sorted(grades) if not any(pair == done or _share(pair, done) for done in accepted)]
    return accepted, [pair for pair in left if pair in mutual or _most_with(pair, grades) == most]


def best_assignment(grades: Grades) -> set[Pair]:
    """A best one: each sale and each row in one pair at most, as many pairs as can be, then the highest grades."""
    sales, rows = sorted({sale for sale, _ in grades}), sorted({row for _, row in grades})
    worth = [[_MATCHED + grades[sale, row] if (sale, row) in grades else 0 for row in rows] for sale in sales]
    alone = [0] * len(sales)  # a sale may stay without a row
    columns = _least_cost([[-each for each in (*line, *alone)] for line in worth])
    return {
        (sales[line], rows[column])
        for line, column in enumerate(columns)
        if column < len(rows) and (sales[line], rows[column]) in grades
    }


def value(grades: Grades, chosen: Iterable[Pair]) -> int:
    """What an assignment is worth: the number of its pairs first, then their grades."""
    return sum(_MATCHED + grades[pair] for pair in chosen)


def _most_without(pair: Pair, grades: Grades) -> int:
    """What the best assignment that has not this pair is worth."""
    rest = {other: grade for other, grade in grades.items() if other != pair}
    return value(rest, best_assignment(rest))


def _would_part(pair: Pair, grades: Grades, best_of_sale: Mapping[int, int], best_of_row: Mapping[int, int]) -> bool:
    """Whether one of the two fits somebody better whom nobody else fits better."""
    sale, row = pair
    return any(
        grade > grades[pair] and grade == (best_of_row[other[1]] if other[0] == sale else best_of_sale[other[0]])
        for other, grade in grades.items()
        if other[0] == sale or other[1] == row
    )


def _most_with(pair: Pair, grades: Grades) -> int:
    """What the best assignment that has this pair is worth."""
    rest = {other: grade for other, grade in grades.items() if other != pair and not _share(pair, other)}
    return value(grades, {pair, *best_assignment(rest)})


def _best(grades: Grades, end: int) -> dict[int, int]:
    """The best grade of each sale (end 0) or row (end 1)."""
    found: dict[int, int] = {}
    for pair, grade in grades.items():
        found[pair[end]] = max(grade, found.get(pair[end], grade))
    return found


def _share(pair: Pair, other: Pair) -> bool:
    """Whether two different pairs have one end in common."""
    return (pair[0] == other[0]) != (pair[1] == other[1])


def _least_cost(cost: Sequence[Sequence[int]]) -> list[int]:
    """A column of its own for each line of a matrix at least as wide as high, so that the costs add up to least.

    The Hungarian method by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), exact, in integers: cubic.
    Lines and columns count from 1; column 0 is where the line that is being placed starts from.
    """
    width = len(cost[0]) if cost else 0
    of_line, of_column = [0] * (len(cost) + 1), [0] * (width + 1)  # what each is charged
    holder, before = [0] * (width + 1), [0] * (width + 1)
    for start in range(1, len(cost) + 1):
        holder[0], column = start, 0
        reach, seen = [_FAR] * (width + 1), [False] * (width + 1)
        while holder[column]:
            seen[column], line = True, holder[column]
            for place in range(1, width + 1):
                reduced = cost[line - 1][place - 1] - of_line[line] - of_column[place]
                if not seen[place] and reduced < reach[place]:
                    reach[place], before[place] = reduced, column
            nearest = min((place for place in range(1, width + 1) if not seen[place]), key=reach.__getitem__)
            step = reach[nearest]
            for place in range(width + 1):
                if seen[place]:
                    of_line[holder[place]] += step
                    of_column[place] -= step
                else:
                    reach[place] -= step
            column = nearest
        while column:
            holder[column], column = holder[before[column]], before[column]
    columns = [0] * len(cost)
    for place, line in enumerate(holder[1:]):
        if line:
            columns[line - 1] = place
    return columns


def _keep(store: Store, tier: str, pairs: Sequence[Pair], role: str) -> None:
    """Write the pairs as links, with the evidence the tier gave them."""
    sales, rows = [sale for sale, _ in pairs], [row for _, row in pairs]
    store.query(
        "insert into link (sale, row_id, tier, role, evidence)"
        " select c.sale, c.row_id, $tier, $role, c.evidence from contested c"
        " join (select unnest($sales::bigint[]) as sale, unnest($rows::bigint[]) as row_id) k"
        " on k.sale = c.sale and k.row_id = c.row_id",
        tier=tier, role=role, sales=sales, rows=rows,
    )  # fmt: skip
