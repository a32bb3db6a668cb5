"""Makes `NN.sql` and `NN.json` with the partnercli that shipped schema NN: what its stores looked like, and its totals.

    git worktree add /tmp/old COMMIT
    PYTHONPATH=/tmp/old/src python tests/data/schemas/make.py NN

The same story is told in the commands of each version; later ones are told what earlier ones could not be. Made once, when
a schema has shipped, and never again: these are the witnesses of what was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

HERE = Path(__file__).parent
TODAY = "2026-11-01"
COMMITS = {1: "2fc8326", 2: "5d3cc4e", 3: "bb95c97", 10: "6a2f189"}
"""The last commit with each schema that was shipped; 4 to 9 came together with 10."""

FILES = {
    "rows.csv": """\
transaction,date,program,status,order,click,amount,commission,currency,name,email
T1,2026-08-03,shop,approved,A-1,,1000,100,RUB,,
T2,2026-08-05,shop,approved,A-2,,2000,150,RUB,,
T3,2026-08-07,shop,pending,A-3,,3000,300,RUB,,
T4,2026-08-09,shop,declined,A-4,,4000,400,RUB,,
T5,2026-08-11,shop,approved,Z-9,,500,50,RUB,,
T6,2026-09-02,course,approved,C-1,,100.10,5.50,USD,,
T7,2026-09-03,course,paid,C-2,,200,5.50,USD,,
""",
    "rows_later.csv": """\
transaction,date,program,status,order,click,amount,commission,currency,name,email
T3,2026-08-07,shop,approved,A-3,,3000,300,RUB,,
T4,2026-08-09,shop,declined,A-4,,4000,400,RUB,,
T8,2026-10-30,shop,approved,A-6,,123.45,12.35,RUB,,
""",
    "payouts.csv": """\
ID,Date,Network,Program,Amount,Currency,Reference
1,2026-09-10,,shop,100.00,RUB,first
2,2026-10-10,,course,5.50,USD,course 1
""",
    "again.csv": """\
transaction,date,program,status,order,amount,commission,currency
T9,2026-10-01,shop,approved,,100,10,RUB
""",
}
STORY = """\
init
program add shop --rate 10% --hold 30 --from 2026-01-01
program edit shop --rate 12% --from 2026-10-01
program add course --currency USD --flat 5.50 --from 2026-01-01
channel add blog --name Блог --utm-source blog
lead add --program shop --channel blog --name Анна --email anna@example.com --date 2026-08-03 --status customer --order A-1 --amount 1000
lead add --program shop --channel blog --name Борис --phone +79000000002 --date 2026-08-05 --status customer --order A-2 --amount 2000
lead add --program shop --channel blog --name Вера --date 2026-08-07 --status customer --order A-3 --amount 3000
lead add --program shop --name Глеб --date 2026-08-09 --status customer --order A-4 --amount 4000
lead add --program shop --name Дина --date 2026-08-20 --status customer --order A-5 --amount 700.25
lead add --program shop --name Егор --date 2026-10-30 --status customer --order A-6 --amount 123.45
lead add --program course --channel blog --name Ann --date 2026-09-02 --status customer --order C-1 --amount 100.10
lead add --program course --name Ben --date 2026-09-03 --status customer --order C-2 --amount 200
lead add --program shop --name Жанна --date 2026-10-20 --next 2026-11-03 --note call
lead status L9 refused --reason дорого
import rows.csv
import rows_later.csv
import payouts.csv
payout add --program shop --amount 50 --date 2026-10-12 --reference second
reconcile
"""
SINCE = {
    2: """\
import again.csv
imports undo last --yes
""",
    10: """\
program add goods --rate 10% --tier 3=12% --cap 3000 --vat 20% --exclude gifts --goods books=5% --from 2026-01-01
lead add --program goods --name Зоя --date 2026-09-05 --status customer --order G-1 --amount 1200
program tolerance shop --amount 1 --percent 0.5% --days 4
rates add USD 81.50 --date 2026-11-01 --source sberbank
accept UNDERPAID-S2 --reason agreed
snooze S5 --until 2026-11-15
unlink S8 R7 --reason other
link S8 R7 --reason mine
reconcile
close 2026-08
""",
}


def main(schema: int) -> None:
    """Tell the story, dump the store as SQL, and keep what that version says of it."""
    story = STORY + "".join(more for since, more in sorted(SINCE.items()) if schema >= since)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in FILES.items():
            (folder / file).write_text(text, encoding="utf-8")
        for line in story.splitlines():
            partnercli(folder, *line.split())
        totals = json.loads(partnercli(folder, "reconcile", "--json"))["summary"]
        income = json.loads(partnercli(folder, "report", "income", "--json"))["rows"]
        partnercli(folder, "check")
        with duckdb.connect(str(folder / "store.duckdb")) as connection:
            text = "\n".join(dumped(connection))
    head = f"-- A store of schema {schema}, made by make.py with commit {COMMITS[schema]}.\n"
    (HERE / f"{schema:02}.sql").write_text(head + text + "\n", encoding="utf-8")
    said = {"summary": totals, "income": income}
    (HERE / f"{schema:02}.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def partnercli(folder: Path, *words: str) -> str:
    """What the version on PYTHONPATH says; it fails here when that does."""
    code = "from partnercli.main import main; main()"
    environment = {**os.environ, "PARTNERCLI_DB": "store.duckdb", "PARTNERCLI_TODAY": TODAY, "PARTNERCLI_LANG": "en", "HOME": str(folder)}
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{words}: {done}")
    print("$", *words, "\n", done.stdout[:300], done.stderr)
    return done.stdout


def dumped(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """SQL that makes the tables and their rows, one row a line, in a stable order."""
    lines: list[str] = []
    for table, made in connection.execute("select table_name, sql from duckdb_tables() order by 1").fetchall():
        lines += ["", made]
        names = [name for name, *_ in connection.execute(f'describe "{table}"').fetchall()]
        cells = ", ".join(f'"{name}"::varchar' for name in names)
        for row in connection.execute(f'select {cells} from "{table}" order by all').fetchall():
            values = ", ".join("null" if value is None else "'" + value.replace("'", "''") + "'" for value in row)
            lines.append(f'insert into "{table}" values ({values});')
    return lines


if __name__ == "__main__":
    main(int(sys.argv[1]))
