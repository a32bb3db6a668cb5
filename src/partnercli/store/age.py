"""Encrypted backups: the age format (https://age-encryption.org/v1), through the library `pyrage` of the extra `age`.

Public keys may stand on the command line; secret keys only in files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from partnercli.errors import InputRejected, UsageError

_SECRET = "AGE-SECRET-KEY-"


def recipients(said: Sequence[str]) -> list[Any]:
    """The public keys: each is one (`age1…`, `ssh-ed25519 …`, `ssh-rsa …`) or a file with one on each line.

    Raises UsageError for what is no public key, and where the extra is not installed.
    """
    found = []
    for text in said:
        file = Path(text).expanduser()
        if not file.is_file():
            found.append(_recipient(text, "--encrypt"))
            continue
        try:
            lines = _lines(file)
        except (OSError, UnicodeDecodeError):
            lines = []
        if not lines:
            raise UsageError("no_recipient", where=str(file))
        found += [_recipient(line, str(file)) for line in lines]
    return found


def identities(file: Path) -> list[Any]:
    """The secret keys in a file: lines `AGE-SECRET-KEY-…`, or one SSH key. UsageError for anything else."""
    pyrage = _library()
    if file.exists() and not file.is_file():  # a pipe would hang, a device has no end
        raise UsageError("bad_identity", where=str(file))
    try:
        text = file.read_text(encoding="utf-8")
        if text.startswith("-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(text.encode())]
        found = [pyrage.x25519.Identity.from_str(line) for line in _lines(file)]
    except OSError as error:
        raise UsageError("file_missing", where=str(file)) from error
    except (pyrage.IdentityError, UnicodeDecodeError, ValueError):
        raise UsageError("bad_identity", where=str(file)) from None  # the text is a secret: it goes nowhere
    if not found:
        raise UsageError("bad_identity", where=str(file))
    return found


def encrypt(source: BinaryIO, target: BinaryIO, keys: Sequence[Any]) -> None:
    """Stream the source into the target, readable for each of the keys. Raises OSError as the system does."""
    _library().encrypt_io(source, target, list(keys))


def decrypt(source: BinaryIO, target: BinaryIO, keys: Sequence[Any], name: Path) -> None:
    """Stream it back. InputRejected when none of the keys opens it, or it is damaged; OSError as the system does."""
    pyrage = _library()
    try:
        pyrage.decrypt_io(source, target, list(keys))
    except pyrage.DecryptError as error:
        raise InputRejected("backup_sealed", path=name, detail=str(error)) from error
    except OSError as error:
        if error.errno is None:  # the library's own word for bytes that do not decrypt
            raise InputRejected("backup_damaged", path=name, detail=str(error)) from error
        raise


def _recipient(text: str, where: str) -> Any:
    pyrage = _library()
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):
        shown = "…" if text.upper().startswith(_SECRET) else text
        raise UsageError("bad_recipient", where=where, text=shown) from None


def _lines(file: Path) -> list[str]:
    """The lines that are neither empty nor a comment."""
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _library() -> Any:
    try:
        import pyrage
    except ImportError:
        raise UsageError("age_missing") from None
    return pyrage
