"""Kills processes that append to a journal, at random moments, and notes what they acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

APPENDER = Path(__file__).with_name("appender.py")


def start(path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(APPENDER), str(path), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def steps_before_kill(path: Path, *, first: int, dice: random.Random) -> list[int]:
    """Let a process append, kill it at a random moment, and return the steps that it acknowledged."""
    with start(path, str(first)) as process:
        wanted = dice.randrange(25)
        lines = [output(process).readline() for _ in range(wanted)]
        # With none wanted it may die while it opens the journal, or makes it.
        time.sleep(dice.random() * (0.003 if wanted else 0.4))
        process.kill()
        lines += output(process).readlines()
    return [int(line.split()[0]) for line in lines if line.endswith("\n") and line != "ready\n"]
