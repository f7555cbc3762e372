"""Whose sheet it may be: names made plain, evidence in bits, thresholds, and vetoes that no score outweighs."""

from __future__ import annotations

from downtimekit.backfill.matching.answering import COUNTED_FROM, Found, Judge, MatchRules, Sheet
from downtimekit.backfill.matching.fields import FIELDS, IN_ONE_INDEX, ComparedField, Level
from downtimekit.backfill.matching.grading import DEFAULT_THRESHOLDS, Thresholds, grade
from downtimekit.backfill.matching.learning import Learned, Seen, learn
from downtimekit.backfill.matching.placeholders import DEFAULT_PLACEHOLDERS, Placeholders
from downtimekit.backfill.matching.records import Record, record_of
from downtimekit.backfill.matching.scoring import Frequencies, Levels, Scale, score
from downtimekit.backfill.matching.similarity import IN_PLAIN_PYTHON, Resemblance
from downtimekit.backfill.matching.vetoing import vetoes
from downtimekit.backfill.matching.weights import SHIPPED_WEIGHTS, FieldWeights, LevelWeight, Weights

__all__ = [
    "COUNTED_FROM",
    "DEFAULT_PLACEHOLDERS",
    "DEFAULT_THRESHOLDS",
    "FIELDS",
    "IN_ONE_INDEX",
    "IN_PLAIN_PYTHON",
    "SHIPPED_WEIGHTS",
    "ComparedField",
    "FieldWeights",
    "Found",
    "Frequencies",
    "Judge",
    "Learned",
    "Level",
    "LevelWeight",
    "Levels",
    "MatchRules",
    "Placeholders",
    "Record",
    "Resemblance",
    "Scale",
    "Seen",
    "Sheet",
    "Thresholds",
    "Weights",
    "grade",
    "learn",
    "record_of",
    "score",
    "vetoes",
]
