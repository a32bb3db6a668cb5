"""Flags that mean the same in several commands, each said once."""

from __future__ import annotations

from typing import Annotated

import typer

from partnercli.cli import complete
from partnercli.i18n import _

ProgramCode = Annotated[
    str | None,
    typer.Option("--program", metavar="CODE", help=_("The program's code."), autocompletion=complete.programs),
]
ChannelCode = Annotated[
    str | None,
    typer.Option("--channel", metavar="CODE", help=_("The channel's code."), autocompletion=complete.channels),
]
Period = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help=_("2026-10, 2026-Q3, last-month, 30d …"))
]
ReportCurrency = Annotated[
    str | None, typer.Option("--in", metavar="RUB", help=_("Money in this currency too, beside its own."))
]
OrderId = Annotated[str | None, typer.Option("--order", metavar="ID", help=_("The order's id in the shop."))]
OrderAmount = Annotated[str | None, typer.Option("--amount", metavar="15000", help=_("The order's amount."))]
SaleVat = Annotated[str | None, typer.Option("--vat", metavar="2500", help=_("The VAT inside the amount."))]
SaleDelivery = Annotated[
    str | None, typer.Option("--delivery", metavar="500", help=_("The delivery inside the amount."))
]
SaleGoods = Annotated[str | None, typer.Option("--goods", metavar="WORD", help=_("The category of the goods."))]
SaleAction = Annotated[
    str | None, typer.Option("--action", metavar="NAME", help=_("What was done, where the program pays for actions."))
]
SaleDay = Annotated[str | None, typer.Option("--date", metavar="DATE", help=_("The day of the sale. [default: today]"))]
Account = Annotated[
    str | None, typer.Option("--account", metavar="NAME", help=_("Your account on the network, if you have several."))
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help=_("The file's encoding, if the found one is wrong."))
]
Strict = Annotated[bool, typer.Option("--strict", help=_("Any rejected row rejects the file."))]
All = Annotated[bool, typer.Option("--all", help=_("Archived ones too."))]
