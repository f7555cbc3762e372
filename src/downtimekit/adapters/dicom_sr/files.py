"""The SR files of reports that are back-filled, in a folder that a PACS collects from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio.to_thread
from attrs import field, frozen

from downtimekit.adapters._disk import OWNER_ONLY, whole_file
from downtimekit.adapters.dicom_sr.document import SrDocument, SrSite
from downtimekit.adapters.dicom_sr.writing import write_sr
from downtimekit.errors import Fault, InvalidInput, Unreachable
from downtimekit.interop.dicom import Image
from downtimekit.models.breast import BreastReport
from downtimekit.models.chart import ChartEntry
from downtimekit.models.patient import Patient


@frozen
class SavedSr:
    """A file that was written: where, and the path of everything that has no place in it."""

    path: Path = field(repr=False)
    losses: Sequence[str] = ()


@frozen
class DicomSrFiles:
    """Writes the SR object of each report that was entered; beside a back-fill target, and not instead of one.

    A file is named by the number of its object, so that a report that is saved twice stands there once.

    Attributes:
        folder: where the files go; it is made when it is not there. Its files are for their owner only.
        site: in whose name reports are verified.
    """

    folder: Path = field(converter=Path, repr=False)
    site: SrSite

    async def save(self, entry: ChartEntry, *, patient: Patient, images: Sequence[Image] = ()) -> SavedSr | None:
        """Write the file of an entry; None for one that is no breast report, or that withdraws one.

        Args:
            entry: what was written to the chart.
            patient: whose it is, as the chart has them.
            images: what the radiologist read, where that is known.

        Raises:
            InvalidInput: the entry does not name its study, is another patient's, or cannot be signed in DICOM.
            Unreachable: the folder cannot be written to.
        """
        if not isinstance(entry.content, BreastReport) or entry.withdraws:
            return None
        faults = [Fault("study", "is missing: the report must join the study of its images")] if not entry.study else []
        faults += [Fault("patient", "is not the patient of this entry")] if patient.mrn != entry.mrn else []
        if faults or entry.study is None:
            raise InvalidInput("entry", faults)
        document = SrDocument(
            entry.content, patient, entry.study, entry.key, entry.late, accession=entry.accession, images=images
        )
        written = write_sr(document, site=self.site)
        path = self.folder / f"{written.sop_instance}.dcm"
        try:
            await anyio.to_thread.run_sync(_write, path, written.content)
        except OSError as error:
            raise Unreachable(f"the folder for DICOM files cannot be written to: {error.strerror}") from error
        return SavedSr(path, written.losses)


def _write(path: Path, content: bytes) -> None:
    with whole_file(path, mode=OWNER_ONLY) as file:
        file.write(content)
