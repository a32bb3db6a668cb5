"""The job in pandas, in memory: `pandas_frames.py FOLDER RESULT` writes the result as CSV, and keeps no store.

Money is whole cents, because pandas has no decimal of its own. Prints the classes as JSON.
"""

from __future__ import annotations

import json
import sys

import pandas as pd

TODAY = pd.Timestamp("2026-11-01")


def main(folder: str, result: str) -> None:
    programs = pd.read_csv(f"{folder}/programs.csv", dtype=str)
    sales = _sales(pd.read_csv(f"{folder}/sales.csv", dtype=str), programs)
    rows = _rows(pd.read_csv(f"{folder}/rows.csv", dtype=str))
    pairs = _by_order(sales, rows)
    pairs = pd.concat([pairs, _by_contact(sales, rows, pairs)], ignore_index=True)
    live = pairs["amount"].where(pairs["commission"] >= 0, 0).groupby(pairs["sale"]).transform("sum")
    second = (pairs["place"] > 1) & (pairs["commission"] >= 0) & (pairs["status"] != "declined")
    pairs["duplicate"] = second & (live != pairs["sale_amount"])
    verdict = pd.concat([_of_sales(sales, pairs), _of_rows(rows, pairs)], ignore_index=True)
    verdict.to_csv(result, index=False)
    print(json.dumps({str(name): int(count) for name, count in verdict["class"].value_counts().sort_index().items()}))


def _cents(column: pd.Series) -> pd.Series:
    return (column.astype(float) * 100).round().astype("int64")


def _sales(told: pd.DataFrame, programs: pd.DataFrame) -> pd.DataFrame:
    sales = told.merge(programs, left_on="program", right_on="code")
    sales["sale"] = range(len(sales))
    sales["email"] = sales["email"].str.strip().str.lower()
    sales["sold_on"] = pd.to_datetime(sales["sale_date"], format="%Y-%m-%d")
    sales["sale_amount"] = _cents(sales["amount"])
    sales["expected"] = (sales["sale_amount"] * sales["rate"].astype("int64") + 50) // 100
    sales["due"] = sales["sold_on"] + pd.to_timedelta(sales["track_days"].astype("int64"), unit="D")
    return sales[
        ["sale", "program", "currency", "order", "click", "email", "sold_on", "sale_amount", "expected", "due"]
    ]


def _rows(rows: pd.DataFrame) -> pd.DataFrame:
    rows["row"] = range(len(rows))
    rows["email"] = rows["email"].str.strip().str.lower()
    rows["event_at"] = pd.to_datetime(rows["date"], format="%Y-%m-%dT%H:%M:%S")
    rows["amount"], rows["commission"] = _cents(rows["amount"]), _cents(rows["commission"])
    return rows.drop(columns=["date", "click", "validated", "corrects"])


def _by_order(sales: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    kept = sales[["sale", "program", "currency", "order", "sale_amount"]]
    pairs = kept.merge(rows[rows["order"].notna()], on=["program", "currency", "order"])
    pairs["corrects"], pairs["declined"] = pairs["commission"] < 0, pairs["status"] == "declined"
    pairs = pairs.sort_values(["sale", "corrects", "declined", "event_at", "transaction"])
    pairs["place"] = pairs.groupby("sale").cumcount() + 1
    return pairs


def _by_contact(sales: pd.DataFrame, rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """What is left: the same e-mail and amount at most three days apart, one row to one sale."""
    left = sales[~sales["sale"].isin(pairs["sale"])]
    untold = rows[rows["order"].isna()].assign(sale_amount=lambda frame: frame["amount"])
    fits = left.drop(columns="order").merge(untold, on=["program", "currency", "email", "sale_amount"])
    fits = fits[(fits["event_at"].dt.normalize() - fits["sold_on"]).abs() <= pd.Timedelta(days=3)]
    single = ~fits["sale"].duplicated(keep=False) & ~fits["row"].duplicated(keep=False)
    return fits[single].assign(place=1)


def _of_sales(sales: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    pairs = pairs[~pairs["duplicate"]]
    live, correction = pairs["status"] != "declined", pairs["commission"] < 0
    signs = pd.DataFrame({
        "sale": pairs["sale"], "actual": pairs["commission"].where(live, 0), "corrected": correction,
        "live": live & ~correction, "pending": pairs["status"] == "pending",
        "unpaid": (pairs["status"] != "paid") & ~correction,
    })  # fmt: skip
    said = signs.groupby("sale").agg(
        {"actual": "sum", "corrected": "max", "live": "max", "pending": "max", "unpaid": "max"}
    )
    named = sales.merge(said, left_on="sale", right_index=True, how="left")
    for sign in ("corrected", "live", "pending", "unpaid"):
        named[sign] = named[sign].eq(True)
    absent = named["actual"].isna()
    named["class"] = "awaiting"
    named.loc[~named["unpaid"], "class"] = "paid"
    named.loc[named["actual"] > named["expected"], "class"] = "overpaid"
    named.loc[named["actual"] < named["expected"], "class"] = "underpaid"
    named.loc[named["pending"], "class"] = "pending"
    named.loc[~named["live"] | (named["corrected"] & (named["actual"] <= 0)), "class"] = "declined"
    named.loc[absent, "class"] = "not_due"
    named.loc[absent & (named["due"] < TODAY), "class"] = "missing"
    return named[["sale", "program", "currency", "expected", "actual", "class"]]


def _of_rows(rows: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    left = rows.merge(pairs[["row", "sale", "duplicate"]], on="row", how="left")
    left = left[left["sale"].isna() | left["duplicate"].eq(True)]
    named = left["sale"].isna().map({True: "unknown", False: "duplicate"})
    return left.assign(actual=left["commission"], **{"class": named})[
        ["row", "sale", "program", "currency", "actual", "class"]
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
