"""Sides and diagrams, as every sheet about breasts asks for them.

Codes of sides are those of DICOM CID 6022 (SNOMED CT).
"""

from __future__ import annotations

from downtimekit.forms.library.asking import SNOMED, coded, one_of
from downtimekit.models.forms import Diagram, FieldKind, FormField

_CODES = {"right": "73056007", "left": "80248007", "bilateral": "63762007"}

SIDES = coded({"right": ("R", "Right"), "left": ("L", "Left")}, SNOMED, _CODES)
"""A box for each breast."""
EITHER_OR_BOTH = coded({"right": ("R", "Right"), "left": ("L", "Left"), "bilateral": ("B", "Both")}, SNOMED, _CODES)
"""A box for each breast, and one for both."""
SIDE = one_of("side", "Breast", SIDES, required=True, critical=True)
"""The column that says which breast a line is about."""
DRAWING = FormField(key="drawing", label="Diagram of the breasts", kind=FieldKind.DIAGRAM, diagram=Diagram.BREASTS)
"""Both breasts, to mark places on."""
