"""FHIR R4, both ways: a module for each room of the models, which shows the resource with the model's fields in it.

`to_fhir` returns what was `Written`, `from_fhir` what was `Read`; both name everything that found no place.
"""

from downtimekit.interop.fhir.resource import Read, Written
from downtimekit.interop.fhir.systems import Systems

__all__ = ["Read", "Systems", "Written"]
