"""DICOM Structured Reporting: a breast report as a tree of content items, and back. No file is read or written here.

The tree is the *Breast Imaging Report*, template TID 4200 of DICOM PS3.16 with TID 4201 to 4203, 4205 and 4206, as
PS3.17 annex Q shows it. It holds only relationships by value, so that *Enhanced SR* objects can carry it.
"""

from downtimekit.interop.dicom.breast import ReadReport, Signature, WrittenReport, from_content, to_content
from downtimekit.interop.dicom.content import Code, Image, Item, Measured, Relationship, ValueType

__all__ = [
    "Code",
    "Image",
    "Item",
    "Measured",
    "ReadReport",
    "Relationship",
    "Signature",
    "ValueType",
    "WrittenReport",
    "from_content",
    "to_content",
]
