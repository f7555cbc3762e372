"""The forms that come with the library, one file each; a site adds its own beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from downtimekit.forms.library.aims import AIMS
from downtimekit.forms.library.allergy import ALLERGY
from downtimekit.forms.library.downtime_log import DOWNTIME_LOG
from downtimekit.forms.library.interface_checklist import INTERFACE_CHECKLIST
from downtimekit.forms.library.mammography_questionnaire import QUESTIONNAIRE
from downtimekit.forms.library.medication_administration import MEDICATION_ADMINISTRATION
from downtimekit.forms.library.medication_change import MEDICATION_CHANGE
from downtimekit.forms.library.nursing_note import NURSING_NOTE
from downtimekit.forms.library.order import ORDER
from downtimekit.forms.library.phone_call import PHONE_CALL
from downtimekit.forms.library.prescriber_note import PRESCRIBER_NOTE
from downtimekit.forms.library.prescription import PRESCRIPTION, PRESCRIPTION_REPRINT
from downtimekit.forms.library.radiologist_worksheet import RADIOLOGIST_WORKSHEET
from downtimekit.forms.library.registration import REGISTRATION
from downtimekit.forms.library.role_cards import (
    CARD_CHARGE_NURSE,
    CARD_CLINIC_MANAGER,
    CARD_FRONT_DESK,
    CARD_IT_HELP_DESK,
    CARD_PRESCRIBER,
    CARD_RADIOLOGIST,
    CARD_TECHNOLOGIST,
    CARD_THERAPIST,
    ROLE_CARDS,
)
from downtimekit.forms.library.status_board import STATUS_BOARD
from downtimekit.forms.library.technologist_notes import TECH_NOTES
from downtimekit.forms.library.therapist_note import THERAPIST_NOTE
from downtimekit.models.forms import FormDefinition

__all__ = [
    "AIMS",
    "ALLERGY",
    "CARD_CHARGE_NURSE",
    "CARD_CLINIC_MANAGER",
    "CARD_FRONT_DESK",
    "CARD_IT_HELP_DESK",
    "CARD_PRESCRIBER",
    "CARD_RADIOLOGIST",
    "CARD_TECHNOLOGIST",
    "CARD_THERAPIST",
    "DOWNTIME_LOG",
    "INTERFACE_CHECKLIST",
    "LIBRARY",
    "MEDICATION_ADMINISTRATION",
    "MEDICATION_CHANGE",
    "NURSING_NOTE",
    "ORDER",
    "PHONE_CALL",
    "PRESCRIBER_NOTE",
    "PRESCRIPTION",
    "PRESCRIPTION_REPRINT",
    "QUESTIONNAIRE",
    "RADIOLOGIST_WORKSHEET",
    "REGISTRATION",
    "ROLE_CARDS",
    "STATUS_BOARD",
    "TECH_NOTES",
    "THERAPIST_NOTE",
]

LIBRARY: Mapping[str, FormDefinition] = MappingProxyType(
    {
        form.key: form
        for form in (
            *(QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET),
            *(THERAPIST_NOTE, PRESCRIBER_NOTE, NURSING_NOTE, AIMS),
            *(PRESCRIPTION, PRESCRIPTION_REPRINT, MEDICATION_CHANGE, MEDICATION_ADMINISTRATION, ALLERGY),
            *(REGISTRATION, ORDER, PHONE_CALL),
            *(STATUS_BOARD, DOWNTIME_LOG, INTERFACE_CHECKLIST, *ROLE_CARDS),
        )
    }
)
"""Every form that comes with the library, by its key."""
