"""The bare script beside partnercli: `bare_duckdb.py FOLDER STORE` runs bare_duckdb.sql into a new database file.

Prints the classes as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

TODAY = "2026-11-01"


def main(folder: str, store: str) -> None:
    connection = duckdb.connect(store)
    for statement in Path(__file__).with_suffix(".sql").read_text().split(";\n"):
        values = {name: value for name, value in (("folder", folder), ("today", TODAY)) if f"${name}" in statement}
        if statement.strip():
            rows = connection.execute(statement, values or None).fetchall()
    connection.close()
    print(json.dumps(dict(rows)))


if __name__ == "__main__":
    main(*sys.argv[1:])
