"""Back-fill CBIS-DDSM case descriptions, real annotations of mammograms, as if each line were a line of a paper report.

    python examples/backfill_cbis_ddsm.py FILE... [--out FOLDER]

Every line ends as entered, merged, held or refused, and the folder says why. Stopped at any moment and run again, it
goes on. The last line of the output is one JSON object with the counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cbis.accounting import Accounted, Outcome, account, as_csv
from cbis.backfill import Done, enter, keying, open_outage, register
from cbis.lines import Line, read_lines
from cbis.listings import plan_listing, summary, work_list
from cbis.rows import read_row
from sample_ris import SampleRis

from downtimekit import DowntimekitError, InvalidInput
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.runtime import run

STOPPED, WRONG_INPUT = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the back-fill and return the exit code: 2 where the input is wrong, and then nothing was written."""
    parser = argparse.ArgumentParser(description="Enter CBIS-DDSM case descriptions into a sample RIS.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a case description file (CSV)")
    parser.add_argument("--out", type=Path, default=Path("out/cbis-ddsm"), help="folder to work in (out/cbis-ddsm)")
    options = parser.parse_args(arguments)
    lines = read_all(options.files)
    if lines is None:
        return WRONG_INPUT
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        counts = reconcile(lines, options.out)
    except OSError as error:
        print(f"{options.out}: cannot be written to ({error.strerror})", file=sys.stderr)
        return WRONG_INPUT
    except DowntimekitError as error:
        print(f"Stopped: {error}\nRun again, it goes on from here.", file=sys.stderr)
        return STOPPED
    print(json.dumps(counts))
    return 0


def read_all(files: Sequence[Path]) -> tuple[Line, ...] | None:
    """Read every file; where one cannot be read, say what is wrong with each, and return None."""
    lines: list[Line] = []
    readable = True
    for file in files:
        try:
            lines += read_lines(file)
        except InvalidInput as error:
            print(error, file=sys.stderr)
            readable = False
    return tuple(lines) if readable else None


def reconcile(lines: Sequence[Line], folder: Path) -> dict[str, int]:
    """Enter what can be entered, leave the listings in the folder, and return the counts."""
    ris = SampleRis(folder / "ris.db")
    with SqliteJournal(folder / "journal.db") as journal:
        outage = open_outage(journal)
        rows = [read_row(line, keying(outage)) for line in lines]
        print(f"Read {len(rows)} lines; entering them into {folder / 'ris.db'}", flush=True)
        register(ris, rows)
        done = run(enter, outage, ris, rows, progress=show)
        accounted = account(rows, done.left)
    save(folder / "accounting.csv", as_csv(accounted))
    save(folder / "plan.txt", plan_listing(done))
    save(folder / "held.txt", work_list(done, accounted))
    print(summary(accounted, done))
    print(f"Look at accounting.csv, plan.txt and held.txt in {folder}")
    return counts_of(accounted, done)


def counts_of(accounted: Sequence[Accounted], done: Done) -> dict[str, int]:
    """Return how many lines came to what, and how many reports and writes there are."""
    count = Counter(entry.outcome for entry in accounted)
    return {
        "rows": len(accounted),
        **{outcome.value: count[outcome] for outcome in Outcome},
        "reports": len(done.records),
        "new_writes": done.new_writes,
    }


def save(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def show(done: int, of: int) -> None:
    """Show how far it is, ten times."""
    if done * 10 // of > (done - 1) * 10 // of:
        print(f"  {done} of {of} written", flush=True)


if __name__ == "__main__":
    sys.exit(main())
