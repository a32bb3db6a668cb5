"""`partnercli backup` and `partnercli restore`: a proved copy of the store, and the store put back from one."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnercli.cli.run import Run
from partnercli.cli.tree import command
from partnercli.errors import UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.restore import Standing


@command("", "backup", _("Copy the store and prove the copy."), writes=True, example="backup --keep 14")
def backup(
    run: Run,
    folder: Annotated[str | None, typer.Argument(metavar="[DIR]", help=_("Where to; by default the setting backups, else the folder backups beside the store."))] = None,
    keep: Annotated[int | None, typer.Option("--keep", metavar="N", help=_("Afterwards leave only the N newest backups of this store there."))] = None,
    encrypt: Annotated[list[str] | None, typer.Option("--encrypt", metavar="KEY|FILE", help=_("Encrypt for this age public key, or those in a file; may be repeated."))] = None,
) -> None:  # fmt: skip
    from partnercli.store.backup import back_up, prune

    settings = run.settings
    if folder == "":  # a variable that is not set; as a path it would be this very folder
        raise UsageError("no_folder_named")
    place = Path(folder) if folder else settings.backup_folder
    if keep is not None and not 1 <= keep <= 9999:
        raise UsageError("bad_number", where="--keep", text=keep, least=1, most=9999)
    if not settings.db.exists():
        raise UsageError("no_store", path=settings.db)
    made = back_up(
        settings.db, place, wait=settings.wait, memory=settings.memory, recipients=encrypt or (), dry_run=run.dry_run
    )
    if not made.holds:
        run.warn(_("The copy has what check finds wrong: partnercli check"))
        if keep:
            run.warn(_("No older backup was removed: one of them may be from before."))
    removed = prune(settings.db, made.file, keep) if keep and made.holds and not run.dry_run else []
    line = _("Backed up {store} to {file}: {size} bytes, state {state}.").format(
        store=settings.db, file=made.file, size=made.size, state=made.state
    )
    run.say(line + (" " + _("Removed older ones: {n}.").format(n=len(removed)) if removed else ""))


@command(
    "", "restore", _("Put a backup in the place of the store, which is kept aside."), writes=True,
    example="restore backups/partnercli.1f3a9c2e.20261122T141530Z.5be1c0ffee129a07.duckdb",
)  # fmt: skip
def restore(
    run: Run,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("A backup."))],
    identity: Annotated[Path | None, typer.Option("--identity", metavar="FILE", help=_("The file with the age secret key of an encrypted backup."))] = None,
) -> None:  # fmt: skip
    from partnercli.store.restore import candidate, put, standing

    said, wait, memory = run.settings.db, run.settings.wait, run.settings.memory
    store = said.resolve()  # a link in its place stays one
    with contextlib.ExitStack() as done, candidate(file, store, memory=memory, identity=identity) as new:
        old = standing(store, new, wait=wait, memory=memory)
        if old and old.state == new.state:
            run.say(
                _("{store} is in the state of {file} already: {state}.").format(store=said, file=file, state=new.state)
            )
            return
        _ask(run, old)
        if not new.vouched:
            run.hint(
                _("The name of {file} does not say its state: it opens and was read whole, more is not known.").format(
                    file=file
                )
            )
        kept = None if run.dry_run else put(new, store, old, wait=wait, memory=memory, done=done)
        line = _("Restored {store} from {file}: state {state}.").format(store=said, file=file, state=new.state)
        if kept:
            aside = (
                _("The one before is kept as {file}.") if old else _("What was left of one before is kept as {file}.")
            )
            line += " " + aside.format(file=kept)
        if old and old.forgotten:
            line += " " + _("Lost with it: lead forget {leads}. Forget again: partnercli lead forget {leads}").format(
                leads=old.forgotten
            )
        run.say(line)


def _ask(run: Run, old: Standing | None) -> None:
    """What would be lost is asked about: on a terminal, else `--yes` has to say it, in a dry run too."""
    if old is None or (old.state and not old.lost) or run.flags.get("yes"):
        return
    if not run.may_ask:
        raise _refusal(old)
    if run.dry_run:
        return
    question = _("The store is damaged, and what it has more than the backup is not known. Replace it?")
    if old.forgotten:
        question = _(
            "Changes of the store that the backup has not: {n}, among them lead forget {leads}: forget again. Replace it?"
        ).format(n=len(old.lost), leads=old.forgotten)
    elif old.state:
        question = _("Changes of the store that the backup has not: {n}. Replace it?").format(n=len(old.lost))
    if not typer.confirm(question, err=True):
        raise UsageError("not_confirmed")


def _refusal(old: Standing) -> UsageError:
    if not old.state:
        return UsageError("restore_over_damage")
    count, last = len(old.lost), f"I{old.lost[-1]}"
    if old.forgotten:
        return UsageError("restore_forgotten", count=count, last=last, leads=old.forgotten)
    return UsageError("restore_newer", count=count, last=last)
