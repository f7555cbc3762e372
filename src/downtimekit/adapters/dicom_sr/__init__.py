"""Breast reports as DICOM SR objects, in files that a PACS takes; with the extra `dicom`.

    written = write_sr(document, site=SrSite(facility="Main Street Imaging", home="https://clinic.example.org"))
    written.content     # the file's bytes
    written.losses      # ("drawing",): what has no place in it

Objects are *Enhanced SR* with template TID 4200: it needs numbers, which *Basic Text SR* has not, and no relationship
by reference, for which *Comprehensive SR* is made (DICOM PS3.17, Q.1).
"""

from downtimekit.adapters.dicom_sr.document import SrDocument, SrSite, uid_of
from downtimekit.adapters.dicom_sr.files import DicomSrFiles, SavedSr
from downtimekit.adapters.dicom_sr.reading import ReadSr, read_sr
from downtimekit.adapters.dicom_sr.writing import WrittenSr, write_sr

__all__ = ["DicomSrFiles", "ReadSr", "SavedSr", "SrDocument", "SrSite", "WrittenSr", "read_sr", "uid_of", "write_sr"]
