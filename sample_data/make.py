"""Make the sample folder, or check that it is what this program makes.

    python sample_data/make.py            write every file
    python sample_data/make.py --check    compare every file byte for byte; exit code 1 and the names if they differ

Standard library only and seeded: the same bytes on every run and machine. The story is in maker/, in reading order
world, people, story, script; how it is written down is in its exports, exports_ru, papers and bank.
"""

from __future__ import annotations

import sys
from pathlib import Path

from maker import bank, exports, exports_ru, papers
from maker.script import spoil
from maker.story import tell

HERE = Path(__file__).resolve().parent
SEED = 20261129
"""Another seed tells another summer; the script asks for its sales by program and dates and says if one is lacking."""


def files() -> dict[str, bytes]:
    """File name -> content, for everything this folder is made of."""
    story = tell(SEED, spoil)
    sums = papers.payments(story.rows)
    sent = papers.sent(sums)
    entries = bank.entries(sent)
    return {
        "programs.yaml": papers.programs(),
        "leads.csv": papers.leads(story.leads),
        "awin.csv": exports.awin(story.rows),
        "cj.csv": exports.cj(story.rows),
        "impact_2026-09.csv": exports.impact(story.rows, second=False),
        "impact_2026-10.csv": exports.impact(story.rows, second=True),
        "admitad.csv": exports_ru.admitad(story.rows),
        "direct_ru.csv": exports_ru.direct(story.rows),
        "payouts.csv": papers.payouts(sums),
        "admitad_payouts.csv": papers.admitad_payouts(sums),
        "bank.csv": bank.statement(entries),
        "truth.json": papers.truth(story, bank.truth(sent, entries)),
    }


def main(arguments: list[str]) -> int:
    """Write, or with --check compare. Exit code 0 fine, 1 something differs, 2 usage."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not arguments:
        for name, content in files().items():
            (HERE / name).write_bytes(content)
        return 0
    differing = [name for name, content in files().items() if not _holds(HERE / name, content)]
    for name in differing:
        print(f"make.py: {name} is not what make.py makes. Run python sample_data/make.py.", file=sys.stderr)
    return 1 if differing else 0


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
