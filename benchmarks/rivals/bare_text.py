"""The least an import can be: DuckDB reads the file as text and keeps it in a database file.

python bare_text.py ROWS.csv RESULT.duckdb
"""

import sys

import duckdb

rows, result = sys.argv[1:]
connection = duckdb.connect(result)
read = "select * from read_csv($rows, all_varchar = true, header = true)"
connection.execute(f"create table kept as {read}", {"rows": rows})
connection.execute("checkpoint")
print(connection.execute("select count(*) from kept").fetchone()[0])
