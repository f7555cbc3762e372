"""A vendor who has nothing but the guide writes a channel, installs it, and is told by the tests that it holds."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.docs.pages import DOCS
from tests.plugins import installed_in

PAGE = (DOCS / "how-to" / "write-a-channel.md").read_text(encoding="utf-8")
MODULE, TEST, OPEN, _ = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(PROJECT,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ENTRIES = tomllib.loads(PROJECT)["project"]["entry-points"]["downtimekit.notifiers"]


def lines(code: str) -> Sequence[str]:
    return [line for line in code.splitlines() if line.strip()]


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def opened_in(site: Path, tmp_path: Path) -> str:
    program = f"import sys\nsys.path.insert(0, {str(site)!r})\n{OPEN.replace('/var/lib/downtime', str(tmp_path))}"
    return run("-I", "-c", program, cwd=tmp_path).strip()


def test_a_channel_is_written_in_fewer_than_forty_lines_and_its_test_in_ten() -> None:
    entry = PROJECT[PROJECT.index("[project.entry-points") :].partition("\n\n")[0]

    assert len(lines(MODULE)) + len(lines(entry)) < 40
    assert len(lines(TEST[TEST.index("class ") :])) <= 10


def test_what_the_guide_writes_is_found_by_its_entry_point_once_it_is_allowed(tmp_path: Path) -> None:
    installed_in(tmp_path / "site", "acme-pager", entries=ENTRIES, modules={"acme_pager": MODULE})

    assert opened_in(tmp_path / "site", tmp_path) == "['acme-pager', 'call_sheet']"


@pytest.mark.slow
def test_the_channel_of_the_guide_keeps_every_promise_and_a_careless_one_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "acme_pager.py").write_text(MODULE)
    (tmp_path / "test_acme_pager.py").write_text(f"from acme_pager import *\n{TEST}")
    command = ["-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    passed = run(*command, cwd=tmp_path)

    assert re.search(r"^\d{2} passed", passed, re.MULTILINE)

    (tmp_path / "acme_pager.py").write_text(MODULE.replace("letter.short", "message.short"))
    with pytest.raises(AssertionError, match="test_a_drill_says_that_it_is_one"):
        run(*command, "-k", "drill", cwd=tmp_path)


@pytest.mark.integration
def test_the_package_of_the_guide_can_be_built_and_installed(tmp_path: Path) -> None:
    pytest.importorskip("setuptools", minversion="70.1", reason="builds the guide's package")
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    (source / "acme_pager.py").write_text(MODULE)
    (source / "pyproject.toml").write_text(PROJECT)
    program = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    run("-c", program, cwd=source)
    (wheel,) = tmp_path.glob("*.whl")
    ZipFile(wheel).extractall(site)

    assert opened_in(site, tmp_path) == "['acme-pager', 'call_sheet']"
