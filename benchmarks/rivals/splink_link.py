"""Splink on two CSV files, `sales.csv` and `rows.csv` in a folder: its model is trained on them, and mutual best pairs
above a match probability of 0.95 are accepted. Cyrillic names are spelled in Latin letters first, so that alphabets do
not decide. Prints one line of JSON: the pairs and the seconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh shch _ i _ e iu ia".split(),
        strict=True,
    )
)


def read(path: Path) -> pd.DataFrame:
    """The records, their names as two folded words, nothing as null."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    folded = frame["name"].str.lower().map(lambda name: "".join(LETTERS.get(each, each) for each in name))
    folded = folded.str.replace("_", "")
    words = folded.str.replace(r"[^a-z0-9 ]", "", regex=True).str.split().map(sorted)
    frame["one"] = words.map(lambda found: found[0] if found else "")
    frame["two"] = words.map(lambda found: found[-1] if len(found) > 1 else "")
    return frame.rename(columns={"id": "unique_id"}).replace("", None)


def main(folder: Path, ids: bool) -> None:
    frames = [read(folder / "sales.csv"), read(folder / "rows.csv")]
    begun = time.perf_counter()
    api = DuckDBAPI()
    blocks = [
        block_on("email"),
        block_on("phone"),
        block_on("one", "day"),
        block_on("two", "day"),
        block_on("one", "amount"),
        block_on("two", "amount"),
        block_on("one", "two"),
    ]
    comparisons = [
        cl.JaroWinklerAtThresholds("one", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("two", [0.9, 0.8]),
        cl.ExactMatch("email"),
        cl.ExactMatch("phone"),
        cl.ExactMatch("amount"),
        cl.AbsoluteDateDifferenceAtThresholds("day", input_is_string=True, metrics=["day", "day"], thresholds=[1, 3]),
    ]
    if ids:
        blocks += [block_on("order_id"), block_on("click")]
        comparisons += [cl.ExactMatch("order_id"), cl.ExactMatch("click")]
    settings = SettingsCreator(
        link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks
    )
    linker = Linker([api.register(frames[0]), api.register(frames[1])], settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match([block_on("email"), block_on("phone")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("day", "one"), block_on("email"), block_on("phone")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    scored = linker.inference.predict(threshold_match_probability=0.95).as_pandas_dataframe()
    best_left = scored.groupby("unique_id_l")["match_weight"].transform("max") == scored["match_weight"]
    best_right = scored.groupby("unique_id_r")["match_weight"].transform("max") == scored["match_weight"]
    kept = scored[best_left & best_right]
    pairs = [(int(left), int(right)) for left, right in zip(kept["unique_id_l"], kept["unique_id_r"], strict=True)]
    print(json.dumps({"pairs": pairs, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), len(sys.argv) > 2 and sys.argv[2] == "ids")
