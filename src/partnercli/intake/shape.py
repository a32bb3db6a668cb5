"""The columns a kind's records have, and how they come from what the roles say."""

from __future__ import annotations

import polars as pl

from partnercli.domain.problem import Problem
from partnercli.domain.records import ROLES, RecordKind, RoleType
from partnercli.intake import convert
from partnercli.intake.profile import Profile

_TYPES: dict[RoleType, pl.DataType] = {
    "text": pl.String(),
    "refs": pl.List(pl.String),
    "money": convert.MONEY,
    "stamp": pl.Datetime("us"),
    "day": pl.Date(),
    "days": pl.Date(),
    "status": pl.String(),
    "flag": pl.String(),
    "direction": pl.String(),
    "currency": pl.String(),
    "count": pl.Int64(),
}
_ONLY_ON_THE_WAY = ("credit", "debit", "direction")


def columns(kind: RecordKind) -> dict[str, pl.DataType]:
    """Column names and types of the kind's records, a role each; beside a stamp its day, beside a range its end."""
    found: dict[str, pl.DataType] = {}
    for role, type_ in ROLES[kind].items():
        found[role] = _TYPES[type_]
        if type_ == "stamp":
            found[role.removesuffix("_at") + "_on"] = pl.Date()
        if type_ == "days":
            found[role.removesuffix("_on") + "_until"] = pl.Date()
        if type_ == "status":
            found["states"] = pl.String()
    return {name: type_ for name, type_ in found.items() if name not in _ONLY_ON_THE_WAY}


def named(role: str, kind: RoleType, column: pl.Series, values: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """The converted columns of a role under the names the store knows them by."""
    if kind == "stamp":
        return {role: values["at"], role.removesuffix("_at") + "_on": values["on"]}
    if kind == "days":
        return {role: values["on"], role.removesuffix("_on") + "_until": values["until"]}
    if kind == "status":
        return {role: column.fill_null(""), "states": values["value"]}
    return {role: values["on"] if kind == "day" else values["value"]}


def completed(
    typed: pl.DataFrame, profile: Profile, key: pl.Series | None, reasons: dict[int, Problem]
) -> pl.DataFrame:
    """Every column of the kind, absent ones as nulls; amounts with their sign, rows with their two states.

    `content` identifies a row that has no id: the profile's key, else everything the row says. A row whose sign is not
    certain is added to `reasons`.
    """
    if profile.kind == "receipts":
        typed = _signed(typed, reasons)
    if profile.fees_below and "fee" in typed.columns:
        typed = typed.with_columns(fee=-pl.col("fee"))
    if profile.reversed_sign:
        money = {role for role, kind in ROLES[profile.kind].items() if kind == "money"} - {"fee"}
        typed = typed.with_columns(-pl.col(role) for role in money & set(typed.columns))
    wanted = columns(profile.kind)
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in wanted.items() if name not in typed.columns]
    typed = typed.with_columns(absent)
    if profile.kind == "rows":
        typed = _with_states(typed)
    extra = ["validation", "payment", "correction"] if profile.kind == "rows" else []
    content = _content(wanted) if key is None else pl.when(pl.col("transaction_id").is_null()).then(key)
    return typed.with_columns(content=content).select(*wanted, *extra, "line", "content")


def _signed(typed: pl.DataFrame, reasons: dict[int, Problem]) -> pl.DataFrame:
    """Money in above zero, money out below: by two columns, or by a word beside an amount without sign."""
    if "amount" not in typed.columns:
        nothing = pl.lit(None, dtype=convert.MONEY)
        came, went = (pl.col(side) if side in typed.columns else nothing for side in ("credit", "debit"))
        for row in typed.select((came < 0) | (went < 0)).to_series().fill_null(False).arg_true().to_list():
            reasons.setdefault(row, Problem("sign_twice"))
        for row in typed.select((came > 0) & (went > 0)).to_series().fill_null(False).arg_true().to_list():
            reasons.setdefault(row, Problem("two_sides"))
        amount = (came.fill_null(0) - went.fill_null(0)).cast(convert.MONEY)
        typed = typed.with_columns(amount=pl.when(came.is_not_null() | went.is_not_null()).then(amount))
    if "direction" in typed.columns:
        for row in (typed["amount"] < 0).fill_null(False).arg_true().to_list():
            reasons.setdefault(row, Problem("sign_twice"))
        out = pl.col("direction") == "out"
        typed = typed.with_columns(amount=pl.when(out).then(-pl.col("amount")).otherwise(pl.col("amount")))
    for row in typed["amount"].is_null().arg_true().to_list():
        reasons.setdefault(row, Problem("missing_value", {"column": "amount"}))
    return typed


def _with_states(typed: pl.DataFrame) -> pl.DataFrame:
    """The two axes: validation, and payment, where a paid flag wins over the word; only validated rows are paid."""
    said = pl.col("states").str.split_exact(" ", 1).struct
    flag = pl.col("paid_flag")
    payment = pl.when(flag.is_not_null() & (flag != "unknown")).then(flag).otherwise(said.field("field_1"))
    typed = typed.with_columns(validation=said.field("field_0"), correction=pl.col("commission") < 0)
    return typed.with_columns(
        payment=pl.when(pl.col("validation") == "validated").then(payment).otherwise(pl.lit("unknown"))
    )


def _content(wanted: dict[str, pl.DataType]) -> pl.Expr:
    """The identity of a row that has no id: everything it says. Null where it has one."""
    said = [
        (pl.col(name).list.join("\x1e") if kind == pl.List(pl.String) else pl.col(name).cast(pl.String)).fill_null("")
        for name, kind in wanted.items()
    ]
    return pl.when(pl.col("transaction_id").is_null()).then(pl.concat_str(said, separator="\x1f"))
