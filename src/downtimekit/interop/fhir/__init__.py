"""FHIR R4, both ways: a module for each room of the models, which shows the resource with the model's fields in it.

`to_fhir` returns what was `Written`, `from_fhir` what was `Read`; both name everything that found no place. A record is
`Filed` with what there is to know `About` it: whose it is, when it happened and who did it.
"""

from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.interop.fhir.resource import Read, Written
from downtimekit.interop.fhir.systems import Systems

__all__ = ["About", "Filed", "Read", "Systems", "Written"]
