#!/usr/bin/env python3
"""Set up the checkout and run it: the one command to know.

    python3 dev.py demo [args...]    install the library, run examples/demo.py
    python3 dev.py test [args...]    install the development tools, run the quick tests
    python3 dev.py check [args...]   everything that must hold before a merge (scripts/check)
    python3 dev.py docs [args...]    build the documentation into site/; or, for one: docs serve

Further arguments go to the demo, to pytest, to scripts/check or to mkdocs. Needs Python 3.11 or later and
nothing else; all that is installed goes into `.venv` beside this file. Running it again is safe, also after
an interruption: the stamp that says what is installed is written last.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed-by-dev.py"
OLDEST = (3, 11)

# What each level installs. Every level holds the ones before it.
LEVELS = {"core": ["-e", ".[smtp]"], "dev": ["-e", ".[all]", "--group", "dev"]}

# These would send the installation elsewhere. What names a mirror or a certificate stays in force.
DIVERSIONS = {"PYTHONPATH", "PIP_PREFIX", "PIP_TARGET", "UV_PREFIX", "UV_SYSTEM_PYTHON", "UV_TARGET"}


class Stop(Exception):
    """The command cannot go on, for a reason that the reader can act on."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    command, *rest = arguments or ["help"]
    if command not in COMMANDS:
        print(__doc__.strip())
        return 0 if command in {"help", "-h", "--help"} else 2
    level, run = COMMANDS[command]
    try:
        check_python()
        set_up(level)
        return run(rest)
    except Stop as reason:
        print(f"dev.py: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def check_python() -> None:
    """Stop where this Python cannot make the environment."""
    if sys.version_info < OLDEST:
        raise Stop(f"needs Python {OLDEST[0]}.{OLDEST[1]} or later, and this is {sys.version.split()[0]}.")
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop("this Python makes no virtual environments. On Debian and Ubuntu: apt install python3-venv")


def set_up(level: str) -> None:
    """Bring `.venv` to a level, doing nothing where it is there already."""
    wanted = fingerprint()
    installed = STAMP.read_text().split() if STAMP.exists() else []
    usable = is_usable()
    if usable and installed[:1] == [wanted] and level in installed:
        return
    if not usable:
        say(f"making {VENV} with Python {sys.version.split()[0]}")
        must("the virtual environment", sys.executable, "-m", "venv", "--clear", str(VENV))
    STAMP.unlink(missing_ok=True)
    say("installing uv")
    must("uv", PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "uv")
    say("installing downtimekit" + (" and the development tools" if level == "dev" else ""))
    uv_install = (PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "-c", "constraints.txt")
    must("downtimekit", *uv_install, *LEVELS[level])
    reached = list(LEVELS)[: list(LEVELS).index(level) + 1]
    STAMP.write_text(" ".join([wanted, *reached]) + "\n")


def fingerprint() -> str:
    """Return a digest of all that decides what is installed."""
    declared = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    return hashlib.sha256(str(ROOT).encode() + declared).hexdigest()


def is_usable() -> bool:
    """Tell whether `.venv` is whole, stands where it was made, and is of this Python's version."""
    probe = "import sys, pip; print(sys.prefix, *sys.version_info[:2], sep='\\n')"
    command = [str(PYTHON), "-c", probe]
    try:
        answer = subprocess.check_output(command, env=environment(), stderr=subprocess.DEVNULL, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.splitlines() == [str(VENV), *map(str, sys.version_info[:2])]


def must(what: str, *command: str | Path) -> None:
    """Run one step of the installation; what it prints stays visible."""
    code = subprocess.call(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL)
    if code:
        raise Stop(f"{what} could not be installed (exit code {code}); the reason is printed above.")


def environment() -> dict[str, str]:
    """Return the environment for programs that run inside `.venv`."""
    kept = {name: value for name, value in os.environ.items() if name not in DIVERSIONS}
    path = os.pathsep.join([str(PYTHON.parent), kept.get("PATH", "")])
    return kept | {"PATH": path, "VIRTUAL_ENV": str(VENV), "PIP_USER": "0", "PYTHONNOUSERSITE": "1"}


def run_python(*arguments: str, cwd: Path | None = None) -> int:
    """Run `.venv`'s Python and return its exit code."""
    return subprocess.call([PYTHON, *arguments], cwd=cwd, env=environment())


def demo(arguments: list[str]) -> int:
    """Run the demonstration in the caller's folder."""
    return run_python(str(ROOT / "examples" / "demo.py"), *arguments)


def test(arguments: list[str]) -> int:
    """Run the quick tests; a later `-m` or `-n` among the arguments wins."""
    quick = ["-m", "not slow and not integration", "-n", "auto", "--maxprocesses", "4"]
    return run_python("-m", "pytest", *quick, *arguments, cwd=ROOT)


def check(arguments: list[str]) -> int:
    """Run every gate."""
    bash = shutil.which("bash")
    if bash is None:
        raise Stop("scripts/check needs bash.")
    return subprocess.call([bash, str(ROOT / "scripts" / "check"), *arguments], env=environment())


def docs(arguments: list[str]) -> int:
    """Build the documentation; a broken link or reference is an error."""
    return run_python("-m", "mkdocs", *(arguments or ["build", "--strict"]), cwd=ROOT)


def say(line: str) -> None:
    """Tell what is being done, at once."""
    print(f"dev.py: {line}", flush=True)


COMMANDS = {"demo": ("core", demo), "test": ("dev", test), "check": ("dev", check), "docs": ("dev", docs)}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
