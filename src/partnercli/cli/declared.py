"""Programs, channels, terms and tolerances declared in YAML: `program apply` reads it, `program dump` writes it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnercli import yamltext
from partnercli.cli import declared_nodes as nodes
from partnercli.cli.declared_terms import terms_in, terms_out
from partnercli.cli.declared_tolerance import tolerance_out, tolerances_in
from partnercli.cli.run import Run
from partnercli.domain.money import currency_code
from partnercli.errors import InputRejected
from partnercli.i18n import _
from partnercli.intake.catalogue import network_slug
from partnercli.store.programs import (
    Channel,
    Program,
    Terms,
    channels,
    programs,
    put_channel,
    put_program,
    put_terms,
    resolve_rows,
    terms,
)  # fmt: skip
from partnercli.store.tolerances import Tolerance, declare, said_tolerances

if TYPE_CHECKING:
    from partnercli.store.store import Store

_CHANNEL = ("code", "name", "utm_source", "utm_medium", "utm_campaign", "archived")
_PROGRAM = ("code", "name", "network", "network_id", "account", "currency", "contact", "archived")
_OF_A_PROGRAM = (*_PROGRAM, "terms", "tolerances")


def apply_file(run: Run, file: Path) -> tuple[int, int, int]:
    """Bring the store to what the file declares, in one change: (new, changed, same). What it does not name stays.

    InputRejected names FILE:LINE of the first thing that cannot be taken; then nothing is changed.
    """
    top = yamltext.parse(sys.stdin.read(), "stdin") if str(file) == "-" else yamltext.read(file)
    nodes.known(top, ("channels", "programs", "tolerances"), str(file))
    wanted_channels = [_channel(node, str(file)) for node in nodes.items(top, "channels", str(file))]
    wanted = [_program(node, str(file)) for node in nodes.items(top, "programs", str(file))]
    general = tolerances_in(top, "", "", str(file))
    _said_once([program.code for program, *_said in wanted], file)
    _said_once([channel.code for channel in wanted_channels], file)
    with run.store(write=True) as store:
        held_channels = {channel.code for channel in channels(store)}
        held_programs = {program.code for program in programs(store)}
        new = changed = 0
        with store.change("program apply", str(file), dry_run=run.dry_run) as entry:
            for channel in wanted_channels:
                differs = put_channel(store, channel, entry)
                new, changed = _counted(new, changed, differs, channel.code in held_channels)
            for program, declared, near in wanted:
                differs = put_program(store, program, entry)
                for item in declared:
                    differs |= put_terms(store, program.code, item, entry)
                for each in near:
                    differs |= declare(store, each, entry)
                new, changed = _counted(new, changed, differs, program.code in held_programs)
            held_tolerances = {each.currency for each in said_tolerances(store) if not each.program}
            for each in general:
                new, changed = _counted(new, changed, declare(store, each, entry), each.currency in held_tolerances)
            run.confirm(_("Change {n} programs and channels you have?").format(n=changed), changed)
            resolve_rows(store)
    return new, changed, len(wanted_channels) + len(wanted) + len(general) - new - changed


def _said_once(codes: list[str], file: Path) -> None:
    """A code may stand once in a file, in whatever case."""
    folded = [code.casefold() for code in codes]
    for code in codes:
        if folded.count(code.casefold()) > 1:
            raise InputRejected("yaml_twice", where=str(file), key=code)


def dumped(store: Store) -> str:
    """Everything declared, as YAML that `apply_file` reads back to the same store."""
    import yaml

    near: dict[str, list[dict[str, Any]]] = {}
    for each in said_tolerances(store):
        near.setdefault(each.program, []).append(tolerance_out(each))
    said: dict[str, Any] = {
        "channels": [_filled(channel, _CHANNEL) for channel in channels(store)],
        "programs": [
            {
                **_filled(program, _PROGRAM), "terms": [terms_out(item) for item in terms(store, program.code)],
                **({"tolerances": near[program.code]} if program.code in near else {}),
            }
            for program in programs(store)
        ],
        **({"tolerances": near[""]} if "" in near else {}),
    }  # fmt: skip
    text = str(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120))
    if all(line.isprintable() for line in text.split("\n")):
        return text
    return str(yaml.safe_dump(said, sort_keys=False, width=120))  # as escapes: nothing may steer the terminal


def _counted(new: int, changed: int, differs: bool, held: bool) -> tuple[int, int]:
    return (new, changed + differs) if held else (new + 1, changed)


def _filled(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in names}
    return {name: value for name, value in values.items() if value not in ("", False)}


def _channel(node: yamltext.Mapping, file: str) -> Channel:
    nodes.known(node, _CHANNEL, file)
    code = nodes.code(node, file)
    return Channel(
        code, nodes.text(node, "name") or code, nodes.text(node, "utm_source"), nodes.text(node, "utm_medium"),
        nodes.text(node, "utm_campaign"), nodes.yes(node, "archived", file),
    )  # fmt: skip


def _program(node: yamltext.Mapping, file: str) -> tuple[Program, list[Terms], list[Tolerance]]:
    nodes.known(node, _OF_A_PROGRAM, file)
    code = nodes.code(node, file)
    currency = nodes.read(node, "currency", file, currency_code) or "RUB"
    program = Program(
        code, nodes.text(node, "name") or code, network_slug(nodes.text(node, "network")), nodes.text(node, "network_id"),
        nodes.text(node, "account"), currency, nodes.text(node, "contact"), nodes.yes(node, "archived", file),
    )  # fmt: skip
    declared = [terms_in(item, currency, file) for item in nodes.items(node, "terms", file)]
    days = [(item.valid_from, item.valid_until is None) for item in declared]
    if len(set(days)) < len(days):
        raise InputRejected("terms_twice", where=f"{file}:{node.line}", program=code)
    return program, declared, tolerances_in(node, code, currency, file)
