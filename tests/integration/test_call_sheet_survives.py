"""No call that was promised is missing from the sheet, whatever happens to the programs that write it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from downtimekit.adapters.call_sheet import CallSheet

pytestmark = pytest.mark.integration

PUT_CALLS = """
import sys, anyio
from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.ports.notifier import Message

async def main(folder, ward, count):
    sheet = CallSheet(folder)
    for number in range(int(count)):
        key = f"{ward}-{number}"
        await sheet.send(Message(key, "Nurse", "+12025550102", "Down", "Use paper."))
        print(key, flush=True)

anyio.run(main, *sys.argv[1:])
"""


def start(folder: Path, ward: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PUT_CALLS, str(folder), ward, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def refs(folder: Path) -> list[str]:
    return re.findall(r"(?m)^     Ref: (\S+)$", CallSheet(folder).sheet.read_text())


def test_a_program_that_is_killed_leaves_a_whole_sheet_with_every_call_that_it_promised(tmp_path: Path) -> None:
    promised = []
    for attempt in range(3):
        with start(tmp_path, f"ward-{attempt}", 10_000) as program:
            assert program.stdout is not None
            promised += [program.stdout.readline().strip() for _ in range(5 + attempt)]
            program.kill()
            promised += [line.strip() for line in program.stdout if line.endswith("\n")]

    written = refs(tmp_path)
    assert set(promised) <= set(written)
    assert len(written) == len(set(written))


def test_programs_that_share_a_folder_lose_none_of_each_others_calls(tmp_path: Path) -> None:
    programs = [start(tmp_path, f"ward-{number}", 20) for number in range(3)]
    promised = [line for program in programs for line in program.communicate()[0].split()]

    assert len(promised) == 60
    assert sorted(refs(tmp_path)) == sorted(promised)
