"""A profile of the user's that is broken stops the files it could be for, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Desk

ROWS = "transaction,program,status,commission,currency,date\n1,shop,paid,10,RUB,2026-10-01\n"
BROKEN = "title: Mine\nkind: rows\nrecognise: [Number, Sum]\ncolumns:\n  commission: Sum\n  frog: Number\n"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.fact("init")
    desk.fact("program", "add", "shop", "--rate", "10%")
    (desk.folder / "partnercli.yaml").write_text("lang: en\n")
    (desk.folder / "networks").mkdir()
    (desk.folder / "rows.csv").write_text(ROWS)
    (desk.folder / "mine.csv").write_text("Number,Sum\n1,2.50\n")
    return desk


def own(desk: Desk, name: str, text: str) -> Path:
    path = desk.folder / "networks" / f"{name}.yaml"
    path.write_text(text)
    return path


def test_a_file_another_profile_knows_is_read_all_the_same(desk: Desk) -> None:
    own(desk, "mine", BROKEN)
    assert desk("import", "rows.csv").code == 0


def test_a_file_nobody_knows_says_what_is_wrong_with_the_profile(desk: Desk) -> None:
    own(desk, "mine", BROKEN)
    done = desk("import", "mine.csv")
    assert done.code == 4
    assert "mine.yaml:6:3: The key frog is not known." in done.err
    assert desk("import", "rows.csv", "--profile", "mine").code == 4


def test_a_broken_profile_never_gives_way_to_the_shipped_one_it_overrides(desk: Desk) -> None:
    own(desk, "neutral_rows", BROKEN)
    done = desk("import", "rows.csv")
    assert (done.code, "neutral_rows.yaml" in done.err) == (4, True)


def test_a_folder_called_like_a_profile_is_none(desk: Desk) -> None:
    (desk.folder / "networks" / "folder.yaml").mkdir()
    assert desk("import", "rows.csv").code == 0


def test_the_list_names_what_is_left_out(desk: Desk) -> None:
    own(desk, "mine", BROKEN)
    done = desk("network", "list", "--csv")
    assert (done.code, "Left out, mine:" in done.err, "neutral_rows" in done.out) == (0, True, True)
