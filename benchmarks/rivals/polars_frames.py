"""The job in polars, in memory: `polars_frames.py FOLDER RESULT` writes the result as Parquet, and keeps no store.

Prints the classes as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date

import polars as pl

TODAY = date(2026, 11, 1)
MONEY = pl.Decimal(18, 4)


def main(folder: str, result: str) -> None:
    programs = pl.scan_csv(f"{folder}/programs.csv", infer_schema=False)
    sales = _sales(pl.scan_csv(f"{folder}/sales.csv", infer_schema=False), programs).collect()
    rows = _rows(pl.scan_csv(f"{folder}/rows.csv", infer_schema=False)).collect()
    pairs = _by_order(sales, rows)
    pairs = pl.concat([pairs, _by_contact(sales, rows, pairs)], how="diagonal")
    adds_up = pl.col("amount").filter(pl.col("commission") >= 0).sum().over("sale") == pl.col("sale_amount")
    second = (pl.col("place") > 1) & (pl.col("commission") >= 0) & (pl.col("status") != "declined")
    pairs = pairs.with_columns(duplicate=second & ~adds_up)
    verdict = pl.concat([_of_sales(sales, pairs), _of_rows(rows, pairs)], how="diagonal")
    verdict.write_parquet(result)
    print(json.dumps(dict(verdict.group_by("class").len().sort("class").rows())))


def _sales(told: pl.LazyFrame, programs: pl.LazyFrame) -> pl.LazyFrame:
    return (
        told.with_row_index("sale")
        .join(programs, left_on="program", right_on="code")
        .select(
            "sale", "program", "currency", "order", "click", email=pl.col("email").str.strip_chars().str.to_lowercase(),
            sold_on=pl.col("sale_date").str.to_date(), sale_amount=pl.col("amount").cast(MONEY),
            expected=_expected(), track_days=pl.col("track_days").cast(pl.Int32),
        )
    )  # fmt: skip


def _expected() -> pl.Expr:
    """Half up, in cents, because a product of decimals has no rounding of its own here."""
    cents = (pl.col("amount").cast(MONEY) * 100).cast(pl.Int64) * pl.col("rate").cast(pl.Int64)
    return ((cents + 50) // 100).cast(MONEY) * pl.lit("0.01").cast(pl.Decimal(4, 2))


def _rows(told: pl.LazyFrame) -> pl.LazyFrame:
    return told.with_row_index("row").select(
        "row", "program", "currency", "order", "status", "transaction",
        email=pl.col("email").str.strip_chars().str.to_lowercase(), event_at=pl.col("date").str.to_datetime(),
        event_on=pl.col("date").str.head(10).str.to_date(), amount=pl.col("amount").cast(MONEY),
        commission=pl.col("commission").cast(MONEY),
    )  # fmt: skip


def _by_order(sales: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    kept = sales.select("sale", "program", "currency", "order", "sale_amount")
    pairs = kept.join(rows, on=["program", "currency", "order"])
    order = ["sale", pl.col("commission") < 0, pl.col("status") == "declined", "event_at", "transaction"]
    return pairs.sort(order).with_columns(place=pl.int_range(1, pl.len() + 1).over("sale"))


def _by_contact(sales: pl.DataFrame, rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """What is left: the same e-mail and amount at most three days apart, one row to one sale."""
    left = sales.join(pairs, on="sale", how="anti")
    untold = rows.filter(pl.col("order").is_null())
    fits = left.join(
        untold,
        left_on=["program", "currency", "email", "sale_amount"],
        right_on=["program", "currency", "email", "amount"],
    )
    fits = fits.filter((pl.col("event_on") - pl.col("sold_on")).abs() <= pl.duration(days=3))
    single = fits.filter((pl.len().over("sale") == 1) & (pl.len().over("row") == 1))
    return single.select(
        "sale", "row", "sale_amount", "status", "commission", amount="sale_amount", place=pl.lit(1, pl.Int64)
    )


def _of_sales(sales: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    live, correction = pl.col("status") != "declined", pl.col("commission") < 0
    said = (
        pairs.filter(~pl.col("duplicate"))
        .group_by("sale")
        .agg(
            actual=pl.col("commission").filter(live).sum(),
            corrected=correction.any(),
            live=(live & ~correction).any(),
            pending=(pl.col("status") == "pending").any(),
            is_paid=((pl.col("status") == "paid") | correction).all(),
        )
    )
    late = pl.lit(TODAY) > pl.col("sold_on") + pl.duration(days="track_days")
    found = (
        pl.when(pl.col("actual").is_null() & late).then(pl.lit("missing"))
        .when(pl.col("actual").is_null()).then(pl.lit("not_due"))
        .when(~pl.col("live") | (pl.col("corrected") & (pl.col("actual") <= 0))).then(pl.lit("declined"))
        .when("pending").then(pl.lit("pending"))
        .when(pl.col("actual") < pl.col("expected")).then(pl.lit("underpaid"))
        .when(pl.col("actual") > pl.col("expected")).then(pl.lit("overpaid"))
        .when("is_paid").then(pl.lit("paid"))
        .otherwise(pl.lit("awaiting"))
    )  # fmt: skip
    named = sales.join(said, on="sale", how="left").with_columns(found.alias("class"))
    return named.select("sale", "program", "currency", "expected", "actual", "class")


def _of_rows(rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    left = rows.join(pairs.select("row", "sale", "duplicate"), on="row", how="left")
    left = left.filter(pl.col("sale").is_null() | pl.col("duplicate"))
    named = pl.when(pl.col("sale").is_null()).then(pl.lit("unknown")).otherwise(pl.lit("duplicate"))
    return left.select("row", "sale", "program", "currency", actual="commission", **{"class": named})


if __name__ == "__main__":
    main(*sys.argv[1:])
