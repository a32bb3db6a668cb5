"""The part datacompy can do: `datacompy_join.py FOLDER RESULT` joins both files by order id and compares amounts.

It knows no second way of matching, no classes and no store, and takes one row an order: repeated orders and rows
without one are left out before. Prints the counts of its own kinds as JSON.
"""

from __future__ import annotations

import json
import sys

import datacompy
import pandas as pd


def main(folder: str, result: str) -> None:
    sales = pd.read_csv(f"{folder}/sales.csv", dtype=str)[["order", "program", "amount"]]
    rows = pd.read_csv(f"{folder}/rows.csv", dtype=str)[["order", "program", "amount"]]
    rows = rows[rows["order"].notna()].drop_duplicates("order")
    for frame in (sales, rows):
        frame["amount"] = frame["amount"].astype(float)
    found = _compare(sales, rows)
    found.intersect_rows.to_csv(result, index=False)
    counts = {"joined": found.intersect_rows, "only sale": found.df1_unq_rows, "only row": found.df2_unq_rows}
    print(json.dumps({name: len(frame) for name, frame in counts.items()}))


def _compare(sales: pd.DataFrame, rows: pd.DataFrame) -> datacompy.PandasCompare:
    kind = getattr(datacompy, "PandasCompare", None) or datacompy.Compare  # the name before 1.0
    return kind(sales, rows, join_columns=["order"])


if __name__ == "__main__":
    main(*sys.argv[1:])
