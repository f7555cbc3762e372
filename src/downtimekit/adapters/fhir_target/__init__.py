"""Back-fill into a FHIR R4 server."""

from downtimekit.adapters._http import Line, LineSettings
from downtimekit.adapters.fhir_target.server import SignIn
from downtimekit.adapters.fhir_target.settings import Doubles, FhirTargetSettings, Numbering
from downtimekit.adapters.fhir_target.target import FhirTarget

__all__ = ["Doubles", "FhirTarget", "FhirTargetSettings", "Line", "LineSettings", "Numbering", "SignIn"]
