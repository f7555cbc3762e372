"""Run benchmarks: ``python -m benchmarks [NAME ...] [--quick] [--json]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from benchmarks import backfill, forms, growth, imports, journal, models, notify, playbooks
from benchmarks.contest import QUICK, THOROUGH, Effort
from benchmarks.figures import Figure

Benchmark = Callable[[Effort], Iterator[Figure]]

BENCHMARKS: Mapping[str, Benchmark] = {
    "backfill": backfill.run,
    "forms": forms.run,
    "growth": growth.run,
    "import": imports.run,
    "journal": journal.run,
    "models": models.run,
    "notify": notify.run,
    "playbooks": playbooks.run,
}
"""Every benchmark, by the name under which it is run."""


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for, and return 1 where an output was not what it should be.

    A missed target is a finding and no failure: it is printed as what it is.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure us beside our peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; all without")
    parser.add_argument("--quick", action="store_true", help="within a minute each, and less exactly")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    said = parser.parse_args(arguments)
    unknown = set(said.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    are_right = True
    for name in said.names or BENCHMARKS:
        for figure in BENCHMARKS[name](QUICK if said.quick else THOROUGH):
            print(figure.as_json() if said.json else figure.as_text(), flush=True)
            are_right = are_right and figure.is_verified
    return 0 if are_right else 1


if __name__ == "__main__":
    sys.exit(main())
