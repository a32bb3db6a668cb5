"""The least a script can do for `lead add`: argparse, duckdb, one insert into a file of its own.

argparse_insert.py --db leads.duckdb --program prog00 --name Anna --email anna@example.com
"""

from __future__ import annotations

import argparse
from datetime import date

import duckdb

parser = argparse.ArgumentParser()
parser.add_argument("--db", required=True)
parser.add_argument("--program", required=True)
parser.add_argument("--name", default="")
parser.add_argument("--email", default="")
parser.add_argument("--phone", default="")
given = parser.parse_args()

connection = duckdb.connect(given.db)
connection.execute(
    "create table if not exists lead (id bigint, program varchar, lead_on date, status varchar,"
    " name varchar, email varchar, phone varchar)"
)
known = connection.execute(
    "select id from lead where program = ? and email = ?", [given.program, given.email]
).fetchone()
if known:
    raise SystemExit(f"L{known[0]} has the same e-mail")
row = connection.execute("select coalesce(max(id), 0) + 1 from lead").fetchone()
number = row[0] if row else 1
values = [number, given.program, date.today(), "new", given.name, given.email, given.phone]
connection.execute("insert into lead values (?, ?, ?, ?, ?, ?, ?)", values)
connection.close()
print(f"Added lead L{number}: {given.name}, {given.program}.")
