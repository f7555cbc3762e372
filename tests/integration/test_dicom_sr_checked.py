"""DICOM objects before judges that are not ours: dicom3tools' validator, and dcmtk, which also stores them."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from downtimekit.adapters.dicom_sr import SrDocument, read_sr, write_sr
from downtimekit.models.breast import BreastReport
from tests.property.test_dicom_sr import SITE, document
from tests.unit.adapters.test_dicom_sr import IMAGES
from tests.unit.interop.dicom.test_breast_content import FINAL

pytestmark = pytest.mark.integration

# Every category, and the longest texts and names that there are.
REPORTS = {
    "final": FINAL,
    "preliminary": FINAL.model_copy(update={"status": "preliminary"}),
    "bare": BreastReport(),
    **{
        category: BreastReport.model_validate({"assessment": category, "impression": "Ä" * 4000, "density": "c"})
        for category in ("0_additional", "0_priors", "1", "2", "3", "4", "4A", "4B", "4C", "5", "6", "post_marker")
    },
}


def needed(program: str) -> str:
    """Return the path of a program, or skip where the machine has it not."""
    return shutil.which(program) or pytest.skip(f"needs {program}, of Debian's dcmtk or dicom3tools")


def in_file(folder: Path, told: SrDocument) -> Path:
    path = folder / "report.dcm"
    path.write_bytes(write_sr(told, site=SITE).content)
    return path


def run(*command: str | Path) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=60, check=False)
    return (done.stdout + done.stderr).decode(errors="replace")  # dsrdump cuts texts in the middle of a letter


@pytest.mark.parametrize("name", REPORTS)
def test_the_validator_of_dicom3tools_finds_no_error(name: str, tmp_path: Path) -> None:
    path = in_file(tmp_path, document(REPORTS[name], images=IMAGES, accession="A-77"))
    answer = run(needed("dciodvfy"), path)
    assert "EnhancedSR" in answer
    assert not [line for line in answer.splitlines() if line.startswith(("Error", "Abort"))]


@pytest.mark.parametrize("name", REPORTS)
def test_dcmtk_reads_the_whole_tree(name: str, tmp_path: Path) -> None:
    answer = run(needed("dsrdump"), in_file(tmp_path, document(REPORTS[name], images=IMAGES)))
    assert '"Breast Imaging Report"' in answer
    assert "late entry" in answer.casefold()
    assert not [line for line in answer.splitlines() if line.startswith("E:")]


def test_an_archive_takes_the_object_and_gives_the_same_report_back(tmp_path: Path) -> None:
    receiver, sender = needed("storescp"), needed("storescu")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    stored = tmp_path / "stored"
    stored.mkdir()
    server = subprocess.Popen(
        [receiver, "-od", str(stored), port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        path = in_file(tmp_path, document(FINAL))
        answer = ""
        for _ in range(50):
            answer = run(sender, "-xe", "127.0.0.1", port, path)
            if not answer:
                break
            time.sleep(0.1)
        assert not answer
        [kept] = stored.iterdir()
        assert read_sr(kept.read_bytes()).report == FINAL
    finally:
        server.terminate()
        server.wait(timeout=10)
