"""HL7 messages as tests want them: built from segments, or one of those that were downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from downtimekit.interop.hl7v2 import Read, read

SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "hl7v2"
HEAD = "MSH|^~\\&|RIS|WEST|EHR|WEST|20260303150000+0000||{kind}|MSG-1|P|2.5.1"
ADA = "PID|1||T-1^^^^MR||Testwell^Ada||19580211|F"


def message(kind: str, *segments: str) -> str:
    """Return a message such as ``ADT^A08``, with its segments after MSH."""
    return "\r".join([HEAD.format(kind=kind), *segments]) + "\r"


def understood(kind: str, *segments: str, zone: str = "America/Chicago", mrn_issuer: str = "") -> Read:
    """Read such a message."""
    return read(message(kind, *segments), zone=zone, mrn_issuer=mrn_issuer)


def codes(found: Read) -> set[str]:
    """Return the codes of what is doubtful in a message."""
    return {concern.code for concern in found.concerns}


def sample_names() -> list[str]:
    """Return the names of the downloaded messages; none where they are not there."""
    return sorted(path.name for path in SAMPLES.glob("*.hl7"))


def sample(name: str) -> bytes:
    """Return a downloaded message."""
    if not SAMPLES.is_dir():
        pytest.skip("the downloaded HL7 messages are not here")
    return (SAMPLES / name).read_bytes()
