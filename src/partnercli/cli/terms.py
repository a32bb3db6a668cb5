"""The terms of a program on the command line: the flags of `program add` and `program edit`, and their meaning."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from partnercli.cli.run import Run, checked, day
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.terms import Rate, Terms


def _text(flag: str, metavar: str | None, help: str) -> Any:
    return Annotated[str | None, typer.Option(flag, metavar=metavar, help=help)]


def _days(flag: str, help: str, least: int = 0, most: int = 3650) -> Any:
    return Annotated[int | None, typer.Option(flag, min=least, max=most, help=help)]


def _texts(flag: str, metavar: str, help: str) -> Any:
    return Annotated[list[str] | None, typer.Option(flag, metavar=metavar, help=help)]


FLAGS: dict[str, Any] = {
    "rate": _text("--rate", "10%", _("Percent of the sale.")),
    "flat": _text("--flat", "1500", _("A fixed sum instead of a percentage.")),
    "per": _text("--per", "sale|lead|action", _("What it pays for. [default: sale]")),
    "hold": _days("--hold", _("Days from the sale to validation. [default: 30]")),
    "pay_day": _days("--pay-day", _("Day of the month it pays on."), 1, 31),
    "minimum": _text("--minimum", "1000", _("Payout threshold.")),
    "claim_window": _days("--claim-window", _("Days after the sale in which a claim is taken.")),
    "track_days": _days("--track-days", _("A sale without a row is missing after so many days. [default: 7]")),
    "valid_from": _text("--from", "DATE", _("First day of these terms.")),
    "until": _text("--until", "DATE", _("Last day of a promo; then the terms before it hold again.")),
    "minimum_sale": _text("--minimum-sale", "500", _("A smaller sale earns nothing.")),
    "cap": _text("--cap", "3000", _("The most one sale earns.")),
    "cap_month": _text("--cap-month", "50000", _("The most the sales of a month earn together.")),
    "vat": _text("--vat", "20%", _("VAT inside the price, which is not paid for.")),
    "without_delivery": Annotated[
        bool | None, typer.Option("--without-delivery/--with-delivery", help=_("Delivery is not paid for."))
    ],
    "recurring": _days("--recurring", _("Months in which it pays, the first one included."), 0, 1200),
    "renewal": _text("--renewal", "5%", _("Percent of the further months. [default: as the first]")),
    "exclude": _texts("--exclude", "GOODS", _("Goods that earn nothing; may be repeated.")),
    "goods": _texts("--goods", "GOODS=5%", _("A rate of its own for goods; may be repeated.")),
    "action": _texts("--action", "NAME=100", _("A rate of its own for an action; may be repeated.")),
    "tier": _texts("--tier", "10=12%", _("The rate from a volume on; may be repeated.")),
    "tiers_by": _text("--tiers-by", "count|amount", _("What the volume of tiers is. [default: count]")),
    "tiers_over": _text("--tiers-over", "month|quarter", _("Where the volume is counted. [default: month]")),
    "tiers_apply": _text("--tiers-apply", "above|all", _("To which sales of the period a tier applies. [default: above]")),
}  # fmt: skip
"""The flags of `program add` and `program edit` that say terms. An empty text ('' or 0 months) takes a condition away."""


def takes_terms(body: Callable[..., None]) -> Callable[..., None]:
    """Give a command body that ends in `**said` the flags of terms as parameters; `said` holds every one of them."""
    hints = get_type_hints(body, include_extras=True)
    own = [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in inspect.signature(body).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    flags = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in FLAGS.items()
    ]

    def called(*given: Any, **values: Any) -> None:
        body(*given, **values)

    called.__signature__ = inspect.Signature([*own, *flags])  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in (*own, *flags)}
    return called


def said_terms(run: Run, base: Terms, money: str, said: Mapping[str, Any]) -> Terms:
    """The base terms with what the flags say over them. UsageError names the flag that cannot be taken."""
    from partnercli.domain.commission import parse_own
    from partnercli.domain.money import parse_percent
    from partnercli.store.terms import PER, TIER_APPLIES, TIER_BY, TIER_OVER

    _check_rate(said, _choice(said, "per", "--per", PER) or base.per)
    grammars: dict[str, tuple[str, str, Callable[[str], Any]]] = {
        "minimum": ("minimum", "--minimum", lambda text: parse_own(text, money)),
        "minimum_sale": ("sale_minimum", "--minimum-sale", lambda text: parse_own(text, money)),
        "cap": ("sale_cap", "--cap", lambda text: parse_own(text, money)),
        "cap_month": ("month_cap", "--cap-month", lambda text: parse_own(text, money)),
        "vat": ("vat", "--vat", parse_percent),
        "renewal": ("renewal", "--renewal", parse_percent),
        "until": ("valid_until", "--until", lambda text: day(text, run.today, "--until", "future")),
    }
    values: dict[str, Any] = {
        field: checked(parse, said[name], flag=flag) if said[name] else None
        for name, (field, flag, parse) in grammars.items()
        if said[name] is not None
    }
    plain = {
        "per": said["per"], "hold_days": said["hold"], "pay_day": said["pay_day"], "claim_days": said["claim_window"],
        "track_days": said["track_days"], "without_delivery": said["without_delivery"],
        "tier_by": _choice(said, "tiers_by", "--tiers-by", TIER_BY),
        "tier_over": _choice(said, "tiers_over", "--tiers-over", TIER_OVER),
        "tier_applies": _choice(said, "tiers_apply", "--tiers-apply", TIER_APPLIES),
    }  # fmt: skip
    values |= {field: value for field, value in plain.items() if value is not None}
    if said["recurring"] is not None:
        values["recurs_months"] = said["recurring"] or None
    if said["rate"]:
        values |= {"percent": checked(parse_percent, said["rate"], flag="--rate"), "flat": None}
        if values["percent"] > 100:
            run.warn(_("{rate} is more than the sale itself. Is that what they pay?").format(rate=said["rate"]))
    if said["flat"]:
        values |= {"percent": None, "flat": checked(parse_own, said["flat"], money, flag="--flat")}
    return replace(base, **values, rates=_rates(base.rates, money, said))


def _check_rate(said: Mapping[str, Any], per: str) -> None:
    if said["rate"] and said["flat"]:
        raise UsageError("rate_or_flat")
    if per == "lead" and said["rate"]:
        raise UsageError("rate_per_lead")


def _choice(said: Mapping[str, Any], name: str, flag: str, known: tuple[str, ...]) -> str | None:
    text: str | None = said[name]
    if text is not None and text not in known:
        raise UsageError("bad_choice", where=flag, text=text, known=", ".join(known))
    return text


def _rates(base: tuple[Rate, ...], money: str, said: Mapping[str, Any]) -> tuple[Rate, ...]:
    """The rates of the base, those of a kind replaced where flags of that kind are given."""
    from partnercli.domain.commission import parse_pair, parse_rate, parse_reach, parse_word
    from partnercli.store.terms import Rate

    def pairs(name: str) -> list[tuple[str, Decimal | None, Decimal | None]]:
        flag = f"--{name}"
        split = [checked(parse_pair, text, flag=flag) for text in said[name] or () if text]
        return [(word, *checked(parse_rate, rate, money, flag=flag)) for word, rate in split]

    found = {
        "tier": [Rate("tier", "", checked(parse_reach, reach, flag="--tier"), *rate) for reach, *rate in pairs("tier")],
        "goods": [
            Rate("goods", checked(parse_word, word, flag="--goods"), Decimal(0), *rate)
            for word, *rate in pairs("goods")
        ],
        "exclude": [
            Rate("goods", checked(parse_word, word, flag="--exclude")) for word in said["exclude"] or () if word
        ],
        "action": [
            Rate("action", checked(parse_word, word, flag="--action"), Decimal(0), *rate)
            for word, *rate in pairs("action")
        ],
    }
    kept = [rate for rate in base if not said[_named(rate)]]
    rates = (*kept, *(rate for several in found.values() for rate in several))
    if len({(rate.kind, rate.word, rate.reach) for rate in rates}) < len(rates):
        raise UsageError("rate_twice", where="--tier, --goods, --exclude, --action")
    return rates


def _named(rate: Rate) -> str:
    """The flag, without its dashes, that says such a rate."""
    return "exclude" if rate.kind == "goods" and rate.percent is None and rate.flat is None else rate.kind


def check_until(terms: Terms, known: Sequence[Terms]) -> None:
    """UsageError for a promo that ends before it begins, or after which no terms hold: none of those known lasts."""
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        raise UsageError("ends_before", where="--until", first=terms.valid_from, last=terms.valid_until)
    if terms.valid_until is not None and all(other.valid_until is not None for other in known):
        raise UsageError("promo_alone", where="--until")


def said_when(terms: Terms) -> str:
    """Which days the terms are valid: `from 2026-12-01 until 2026-12-31`."""
    from partnercli.store.terms import ALWAYS

    said = _("from the beginning") if terms.valid_from == ALWAYS else _("from {day}").format(day=terms.valid_from)
    return f"{said} {_('until {day}').format(day=terms.valid_until)}" if terms.valid_until else said


def described(terms: Terms, money: str) -> str:
    """Terms in half a line: `10% / sale, hold 30`."""
    from partnercli.domain.money import plain

    if terms.percent is not None:
        paid = f"{terms.percent.normalize():f}%"
    else:
        paid = _("no rate") if terms.flat is None else f"{plain(terms.flat)} {money}"
    return f"{paid} / {_(terms.per)}, {_('hold')} {terms.hold_days}"
