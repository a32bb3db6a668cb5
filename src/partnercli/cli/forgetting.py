"""`lead forget`: what a person asked to be erased goes from the store's file, its archive and, when told so, its backups."""

from __future__ import annotations

import contextlib
import glob
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from partnercli import files
from partnercli.cli.run import Run, number
from partnercli.errors import PartnerError, UsageError
from partnercli.i18n import _

if TYPE_CHECKING:
    from partnercli.store.forget import Traces


def forget(run: Run, ids: Sequence[str], reason: str, *, backups: bool) -> None:
    """Forget the one person behind these leads. See `store/forget.py`."""
    from partnercli.store.forget import is_forgotten, look, says_who
    from partnercli.store.leads import same_person

    with run.store() as store:
        leads = sorted({number(store, id_, "lead") for id_ in ids})
        others = same_person(store, leads)
        done, found = is_forgotten(store, leads), look(store, leads)
        if says_who(store, reason):
            raise UsageError("forget_reason")
    said = _spelled(leads)
    if others:
        raise UsageError("forget_others", others=_spelled(others), all=_spelled(sorted([*leads, *others])))
    if done:
        path = run.settings.db.resolve()
        files.sweep(path.parent, glob.escape(path.name))  # a try that was killed may have left its copy
        run.say(_("Forgotten already: {leads}.").format(leads=said))
    else:
        _ask(run, said)
        found = found if run.dry_run else _forget(run, leads, reason)
        run.say(
            _(
                "Forgot {leads}: history {history}, network rows {rows}, refused rows {rejects}, kept files {files}."
                " All figures stay as they were."
            ).format(
                leads=said, history=found.history, rows=found.rows, rejects=found.rejects, files=len(found.archives)
            )
        )
    _look_after_backups(run, said, remove=backups)


def _ask(run: Run, said: str) -> None:
    """There is no way back: it is asked for on a terminal, else `--yes` has to say it."""
    if run.flags.get("yes") or run.dry_run:
        return
    if not run.may_ask:
        raise UsageError("forget_needs_yes", leads=said)
    if not typer.confirm(_("Forget {leads} for good? Nothing brings it back.").format(leads=said), err=True):
        raise UsageError("not_confirmed")


def _forget(run: Run, leads: Sequence[int], reason: str) -> Traces:
    """On a copy of the store, which takes its place once no figure moved and the archive is done."""
    from partnercli.reconcile.keeping import keep_links, moved, remember
    from partnercli.store.archive import empty
    from partnercli.store.forget import blank, look
    from partnercli.store.rewrite import rewritten
    from partnercli.store.store import Store

    settings, said = run.settings, _spelled(leads)
    path = settings.db.resolve()  # a link in its place stays one
    with (
        contextlib.ExitStack() as done,
        rewritten(path, wait=settings.wait, memory=settings.memory, done=done) as draft,
    ):
        with Store(draft, write=True, today=settings.today, memory=settings.memory) as store:
            remember(store)
            found = look(store, leads)
            with store.change("lead forget", said) as entry:
                keep_links(store, entry)
                blank(store, entry, reason=reason)
            if moved(store):
                raise PartnerError("forget_moves", leads=said)
        for place in found.archives:
            empty(place)
            run.hint(_("Emptied in the archive: {file}").format(file=place))
    return found


def _look_after_backups(run: Run, said: str, *, remove: bool) -> None:
    """Copies made before still hold the person: they go, or are named."""
    from partnercli.store.backup import copies

    store = run.settings.db.resolve()
    folder = run.settings.backup_folder
    found = copies(store, folder)
    if not found:
        return
    if not remove:
        names = ", ".join(str(file) for file in found)
        run.hint(
            _(
                "Copies of the store still hold what was in it: {files}. Remove them: partnercli lead forget {leads} --backups"
            ).format(files=names, leads=said)
        )
        return
    if not run.dry_run:
        for file in found:
            file.unlink(missing_ok=True)
        files.settle(folder)
    run.say(_("Removed copies of the store: {n}.").format(n=len(found)))


def _spelled(leads: Sequence[int]) -> str:
    return " ".join(f"L{lead}" for lead in leads)
