"""Play an unscheduled downtime at a fictional breast centre, from the first phone call to the last report in the RIS.

    python examples/demo.py [--out FOLDER] [--contacts FILE] [--smtp URL] [--pace SECONDS]

The clock is virtual, the parts are real: a SQLite journal, contacts from a file, notices, a phone call sheet, PDF
packets and a back-fill into a sample RIS. Stopped at any moment and started again on the same folder, it goes on.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from pathlib import Path

import anyio
from breast_centre.clinic import DOWNTIME, SAMPLES, Clinic
from breast_centre.morning import MORNING

from downtimekit import DowntimekitError
from downtimekit.ports import Notifier
from downtimekit.runtime import run


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Play an unscheduled downtime at a fictional breast centre.")
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="folder to leave the files in (out/demo)")
    parser.add_argument("--contacts", type=Path, default=SAMPLES / "contacts.csv", help="whom to tell (CSV)")
    parser.add_argument(
        "--smtp",
        default=os.environ.get("DOWNTIMEKIT_SMTP_URL"),
        metavar="URL",
        help="send real email, smtp://user:password@host:587?from=address; by default each message becomes a file",
    )
    parser.add_argument("--pace", type=float, default=0.0, metavar="SECONDS", help="wait between the steps")
    return parser.parse_args(arguments)


def mail_channel(url: str | None) -> Notifier | None:
    """Return the real mail channel, where one is configured.

    Raises:
        InvalidInput: the URL has faults.
    """
    if not url:
        return None
    from downtimekit.adapters.smtp import SmtpNotifier, SmtpSettings  # noqa: PLC0415  (needs an extra)

    return SmtpNotifier(SmtpSettings.from_url(url))


async def play(clinic: Clinic, *, pace: float) -> None:
    """Play the morning, from the last step that the journal knows."""
    commands = [entry.command for entry in clinic.journal.read(DOWNTIME)]
    known = [place for place, step in enumerate(MORNING) if any(c.startswith(f"{step.name}/") for c in commands)]
    start = max(known, default=0)
    if commands:
        print(f"The journal knows of this downtime: going on at step {start + 1} of {len(MORNING)}.\n")
    for number, step in enumerate(MORNING[start:], start + 1):
        clinic.clock.advance_to(max(step.at, clinic.clock.now()))
        print(f"[{number:2}/{len(MORNING)}] {step.clock}  {step.title}", flush=True)
        said = await step.play(clinic, step.name)
        print(textwrap.indent(said.rstrip(), " " * 15), flush=True)
        await anyio.sleep(pace)


def main() -> int:
    """Play, and say where everything is."""
    options = parse()
    try:
        with Clinic.open(options.out, contacts=options.contacts, mail=mail_channel(options.smtp)) as clinic:
            run(play, clinic, pace=options.pace)
            print(f"\n{clinic.report()}")
    except (DowntimekitError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"Everything is in {options.out}: look at packets/, call-sheet.txt, plan-1.txt, timeline.txt, after-action.md"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
