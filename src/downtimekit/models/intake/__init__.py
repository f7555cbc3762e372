"""What is collected before the images are read: the patient's questionnaire and the technologist's notes."""

from downtimekit.models.intake.family import FamilyCancer, FamilyLine, GeneResult, Origin, Relation, RelativeWithCancer
from downtimekit.models.intake.gail import GailInputs, gail_inputs
from downtimekit.models.intake.history import (
    BreastProcedure,
    Implant,
    ImplantFill,
    ImplantPlace,
    ProcedureKind,
    ProcedureResult,
)
from downtimekit.models.intake.life import HormoneKind, HormoneUse, MenopauseCause, MenopauseStatus, OvariesRemoved
from downtimekit.models.intake.questionnaire import Questionnaire, VisitReason
from downtimekit.models.intake.questionnaire_check import age_on, questionnaire_concerns
from downtimekit.models.intake.risk_inputs import RiskInputs
from downtimekit.models.intake.symptoms import DischargeLook, FoundBy, Symptom, SymptomDetail
from downtimekit.models.intake.tech_notes import IdentityProof, RepeatReason, SkinMark, SkinMarkKind, TechNotes
from downtimekit.models.intake.tech_notes_check import TechNotesPolicy, tech_notes_concerns
from downtimekit.models.intake.tyrer_cuzick import TyrerCuzickInputs, tyrer_cuzick_inputs
from downtimekit.models.intake.views import MammographicView, Projection, ViewModifier, ViewName, view_of

__all__ = [
    "BreastProcedure",
    "DischargeLook",
    "FamilyCancer",
    "FamilyLine",
    "FoundBy",
    "GailInputs",
    "GeneResult",
    "HormoneKind",
    "HormoneUse",
    "IdentityProof",
    "Implant",
    "ImplantFill",
    "ImplantPlace",
    "MammographicView",
    "MenopauseCause",
    "MenopauseStatus",
    "Origin",
    "OvariesRemoved",
    "ProcedureKind",
    "ProcedureResult",
    "Projection",
    "Questionnaire",
    "Relation",
    "RelativeWithCancer",
    "RepeatReason",
    "RiskInputs",
    "SkinMark",
    "SkinMarkKind",
    "Symptom",
    "SymptomDetail",
    "TechNotes",
    "TechNotesPolicy",
    "TyrerCuzickInputs",
    "ViewModifier",
    "ViewName",
    "VisitReason",
    "age_on",
    "gail_inputs",
    "questionnaire_concerns",
    "tech_notes_concerns",
    "tyrer_cuzick_inputs",
    "view_of",
]
