"""Case description files like those of CBIS-DDSM, as tests want them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = dict[str, str]

_MASS: Row = {
    "patient_id": "P_1",
    "breast_density": "3",
    "left or right breast": "LEFT",
    "image view": "CC",
    "abnormality id": "1",
    "abnormality type": "mass",
    "mass shape": "OVAL",
    "mass margins": "CIRCUMSCRIBED",
    "assessment": "4",
    "pathology": "BENIGN",
    "subtlety": "5",
}
_CALC: Row = {
    "patient_id": "P_1",
    "breast density": "3",
    "left or right breast": "LEFT",
    "image view": "CC",
    "abnormality id": "1",
    "abnormality type": "calcification",
    "calc type": "AMORPHOUS",
    "calc distribution": "CLUSTERED",
    "assessment": "4",
    "pathology": "MALIGNANT",
    "subtlety": "3",
}


def mass(patient: str = "P_1", view: str = "CC", **cells: str) -> Row:
    """Return a line about a mass; a keyword names a column, with underscores for blanks."""
    return _line(_MASS, patient, view, cells)


def calc(patient: str = "P_1", view: str = "CC", **cells: str) -> Row:
    """Return a line about calcifications."""
    return _line(_CALC, patient, view, cells)


def write(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    columns: Sequence[str] | None = None,
    newline: str = "\n",
    encoding: str = "utf-8",
) -> Path:
    """Write lines into a file, and return its path."""
    rows = list(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns or list(rows[0]), lineterminator=newline, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def _line(like: Row, patient: str, view: str, cells: Mapping[str, str]) -> Row:
    names = {name.replace(" ", "_"): name for name in like}
    told = like | {"patient_id": patient, "image view": view} | {names[name]: cell for name, cell in cells.items()}
    place = "_".join([patient, told["left or right breast"], view, told["abnormality id"]])
    # Like the real ones: the path of a cut-out is quoted, and ends with a line break.
    return told | {"image file path": f"{place}/1.dcm", "cropped image file path": f"{place}/2.dcm\n"}
