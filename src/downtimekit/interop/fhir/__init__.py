"""FHIR R4, both ways: a module for each room of the models, which shows the resource with the model's fields in it.

`to_fhir` returns what was `Written`, `from_fhir` what was `Read`; both name everything that found no place.
"""

from downtimekit.interop.fhir.systems import Systems
from downtimekit.interop.fhir.template import Read, Written

__all__ = ["Read", "Systems", "Written"]
