"""Patient information reconciliation: what a radiology department owes others when orders, names and images come late.

department, owed = Department.opened().received(Transaction(registration, Actor.ADT))
for transaction in owed: ...     # to the archives, the reports and the order placer, in this order
department.questions             # what a person must decide: nothing is guessed
"""

from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.department import Department
from downtimekit.backfill.pir.exams import Cardinality, Exam, Study, cardinality
from downtimekit.backfill.pir.rules import Numbering, PirRules
from downtimekit.backfill.pir.transactions import (
    Actor,
    Assigned,
    ImagesStored,
    InstancesAvailable,
    PerformedStep,
    Rad,
    StepState,
    StudyRejected,
    Transaction,
    Worklist,
    WorklistQuery,
)

__all__ = [
    "Actor",
    "Assigned",
    "Cardinality",
    "Department",
    "Exam",
    "ImagesStored",
    "InstancesAvailable",
    "Numbering",
    "PerformedStep",
    "PirRules",
    "Question",
    "Rad",
    "StepState",
    "Study",
    "StudyRejected",
    "Transaction",
    "Worklist",
    "WorklistQuery",
    "cardinality",
]
