"""The bytes of imported files, kept where the settings say: the same back, for the owner alone, of accepted files only."""

from __future__ import annotations

import gzip
import hashlib
import stat
from pathlib import Path

import pytest

from conftest import Desk
from partnercli.errors import DiskError
from partnercli.store import archive
from refusals import refused

HEADER = "transaction,date,program,status,commission,currency\n"
GOOD = HEADER + "1,2026-10-01,shop,approved,1,RUB\n"
BAD = HEADER + "2,2026-10-01,shop,strange,1,RUB\n"


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """A store with one program, and `keep` as its archive."""
    desk.fact("init")
    desk.fact("program", "add", "shop", "--network", "direct", "--rate", "10%", "--from", "2026-01-01")
    return Desk(desk.folder, {"PARTNERCLI_ARCHIVE": "keep"})


def put(desk: Desk, name: str, data: bytes | str) -> str:
    (desk.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return name


def kept(desk: Desk) -> list[str]:
    return sorted(str(path.relative_to(desk.folder / "keep")) for path in (desk.folder / "keep").rglob("*"))


def test_an_accepted_file_is_kept_once_with_the_same_bytes_and_for_the_owner_alone(shop: Desk) -> None:
    data = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    shop.fact("import", put(shop, "a.csv", data))
    name = f"{hashlib.sha256(data).hexdigest()}.gz"
    assert kept(shop) == [name]
    place = shop.folder / "keep" / name
    assert gzip.decompress(place.read_bytes()) == data
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    # The name of the file says nothing, packed or from a pipe it is the same export.
    written = place.stat().st_mtime_ns
    shop.fact("import", put(shop, "b.csv.gz", gzip.compress(data)))
    assert shop("import", "-", stdin=data).code == 0
    assert (kept(shop), place.stat().st_mtime_ns) == ([name], written)
    assert b"a.csv" not in place.read_bytes()[:40]


def test_a_file_that_is_refused_is_not_kept(shop: Desk) -> None:
    for name, data in [("bad.csv", BAD), ("none.csv", "what,when\na,b\n"), ("empty.csv", ""), ("two.csv", HEADER)]:
        assert shop("import", put(shop, name, data)).code == 4
    assert shop("import", "--strict", put(shop, "half.csv", GOOD + BAD.removeprefix(HEADER))).code == 4
    assert not (shop.folder / "keep").exists()
    shop.fact("import", "half.csv")
    assert len(kept(shop)) == 1


def test_a_dry_run_keeps_nothing(shop: Desk) -> None:
    shop.fact("import", "--dry-run", put(shop, "a.csv", GOOD))
    assert not (shop.folder / "keep").exists()


def test_the_setting_of_a_file_keeps_too_and_without_one_nothing_is_kept(shop: Desk) -> None:
    plain = Desk(shop.folder)
    plain.fact("import", put(shop, "a.csv", GOOD))
    assert not (shop.folder / "keep").exists()
    put(shop, "partnercli.yaml", "archive: keep\n")
    plain.fact("import", put(shop, "b.csv", GOOD.replace("1,2026", "2,2026")))
    assert len(kept(shop)) == 1


def test_where_nothing_can_be_kept_nothing_is_imported(shop: Desk) -> None:
    put(shop, "keep", "a file where the folder should be")
    before = shop.state()
    done = shop("import", put(shop, "a.csv", GOOD))
    assert (done.code, "Traceback" in done.err, shop.state() == before) == (1, False, True)


def test_bytes_are_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """A piece that cannot be read leaves neither the file nor its draft."""

    class Torn(bytes):
        def __len__(self) -> int:
            return 3 << 20

        def __getitem__(self, part: slice) -> bytes:  # type: ignore[override]
            if part.start:
                raise OSError(5, "torn")
            return b"x" * (1 << 20)

    with refused(DiskError, "disk_refused"):
        archive.keep(Torn(), archive.place(tmp_path, "0" * 64))
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_already_is_not_written_again(tmp_path: Path) -> None:
    place = archive.place(tmp_path / "deep" / "er", "a" * 64)
    archive.keep(b"one", place)
    archive.keep(b"another", place)
    assert gzip.decompress(place.read_bytes()) == b"one"


def test_the_same_bytes_are_the_same_file(tmp_path: Path) -> None:
    """No time and no name in it: two archives of one export are equal."""
    one, two = (archive.place(tmp_path / name, "b" * 64) for name in ("one", "two"))
    for place in (one, two):
        archive.keep(b"same" * 1000, place)
    assert one.read_bytes() == two.read_bytes()
