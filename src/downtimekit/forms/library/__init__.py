"""The forms that come with the library, one file each; a site adds its own beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from downtimekit.forms.library.mammography_questionnaire import QUESTIONNAIRE
from downtimekit.forms.library.radiologist_worksheet import RADIOLOGIST_WORKSHEET
from downtimekit.forms.library.technologist_notes import TECH_NOTES
from downtimekit.models.forms import FormDefinition

LIBRARY: Mapping[str, FormDefinition] = MappingProxyType(
    {form.key: form for form in (QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET)}
)
"""Every form that comes with the library, by its key."""

__all__ = ["LIBRARY", "QUESTIONNAIRE", "RADIOLOGIST_WORKSHEET", "TECH_NOTES"]
