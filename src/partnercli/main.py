"""The entry: finds the noun, loads its commands alone, and is the only owner of exit codes and error lines."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from partnercli import errors, interrupts
from partnercli.cli import COMPLETING
from partnercli.errors import PartnerError, sentence
from partnercli.i18n import _

NOUNS = {
    "init": "start", "demo": "start", "help": "start", "completion": "start",
    "program": "program", "channel": "channel", "lead": "lead", "sale": "sale", "payout": "payout",
    "import": "imports", "imports": "imports", "network": "network",
    "reconcile": "reconcile", "explain": "reconcile", "report": "report",
    "findings": "findings", "undo": "undo", "log": "log",
    "link": "decide", "unlink": "decide", "accept": "decide", "snooze": "decide", "decisions": "decide",
    "check": "keep", "export": "keep", "backup": "backup", "restore": "backup",
    "run": "job", "notify": "job", "schedule": "schedule", "doctor": "doctor", "config": "doctor",
    "rates": "rates", "close": "close", "closes": "close", "reopen": "close",
}  # fmt: skip
"""Each first word and the module of `cli` that speaks it: a command loads one module and no other."""


def main() -> None:
    """The console script. Leaves with the contract's exit code and never a traceback the user caused."""
    gc.disable()  # one command is too short a life to collect cycles in: 4 % of a daily command's time
    code = run(sys.argv[1:])
    interrupts.too_late()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    _utf8()
    try:
        interrupts.listen()
        _check_room()
        code = _invoke(list(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        return _pipe_closed()
    except KeyboardInterrupt:
        return _fail("", errors.INTERRUPTED)
    except PartnerError as error:
        return _fail(str(error), error.exit_code, arguments)
    except Exception as error:
        return _unexpected(error, arguments)
    return code


def _check_room() -> None:
    """Refuse too little address space before a library is loaded: they die without a word once it runs out.

    It is reserved, mostly not used: a good gigabyte, and more with every core. UsageError: the limit is a setting.
    """
    have, _most = resource.getrlimit(resource.RLIMIT_AS)
    need = (2048 + 128 * (os.cpu_count() or 1)) << 20
    if have != resource.RLIM_INFINITY and have < need:
        raise errors.UsageError("little_room", have=have >> 20, need=need >> 20)


def _invoke(arguments: list[str]) -> int:
    import typer

    from partnercli.settings import choose_language

    choose_language()
    from partnercli.cli.root import build, usage_line

    words = _words(arguments)
    app = build(_modules(words), words)
    if COMPLETING in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()
    usage_error: type[Exception] = typer.BadParameter.__mro__[
        1
    ]  # the base of usage errors, by the public road: Typer vendors click
    try:
        result = app(args=arguments, prog_name="partnercli", standalone_mode=False)
    except typer.Abort:
        _to_stderr("")  # the question stands on this line
        return _fail("", errors.INTERRUPTED)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # Typer would call a closed pipe a failure
            raise leaving.__context__ from None
        raise
    except usage_error as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            _to_stderr(str(error))
            return errors.USAGE
        return _fail(usage_line(error), errors.USAGE)
    if result == errors.INTERRUPTED:  # Typer makes an exit code of Ctrl-C
        raise KeyboardInterrupt
    return result if isinstance(result, int) else errors.OK


def _words(arguments: Sequence[str]) -> Sequence[str]:
    """The words of the command line: the arguments, or what a shell asks to complete (it has no verb to narrow by)."""
    if COMPLETING not in os.environ:
        return arguments
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    return typed.split()[1:]


def _modules(words: Sequence[str]) -> list[str]:
    """The modules these words need: the noun's, or all of them for help and completion of the noun itself."""
    for before, word in zip(("", *words), words, strict=False):
        if word in NOUNS and before not in ("--db", "--today", "--wait"):
            return [NOUNS[word]]
    return list(dict.fromkeys(NOUNS.values()))


def _fail(line: str, code: int, arguments: Sequence[str] = ()) -> int:
    if "--debug" in arguments:
        import traceback

        traceback.print_exc()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _drop_stdout()
    if interrupts.seen() or code == errors.INTERRUPTED:  # whatever a library made of it
        line, code = _("Interrupted. Nothing half-done is left."), interrupts.exit_code()
    safe = "\n".join(errors.clean(part, errors.PATH * 2) for part in line.split("\n"))
    _to_stderr(f"partnercli: {_('error')}: {safe}")
    return code


def _unexpected(error: Exception, arguments: Sequence[str]) -> int:
    """What we did not foresee: still one line, without personal data; `--debug` shows the rest."""
    problem, code = errors.told(error)
    return _fail(sentence(problem), code, arguments)


def _to_stderr(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody listens
        print(line, file=sys.stderr, flush=True)


def _pipe_closed() -> int:
    """The reader went away (`| head`): leave quietly."""
    _drop_stdout()
    return errors.PIPE_CLOSED


def _drop_stdout() -> None:
    """Let nothing be flushed at exit into an output that does not take it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _utf8() -> None:
    """UTF-8 whatever the locale (`env -i`), and never an encoding error in the middle of a line."""
    nowhere = Path(os.devnull)  # for streams the caller closed, as some schedulers do
    sys.stdout = sys.stdout or nowhere.open("w")
    sys.stderr = sys.stderr or nowhere.open("w")
    sys.stdin = sys.stdin or nowhere.open()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
