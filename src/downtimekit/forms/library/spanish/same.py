"""What is the same in English and in Spanish: units, abbreviations, names of genes and views."""

from __future__ import annotations

SAME = frozenset(
    {
        *("min", "mmHg", "/min", "%", "h", "cm", "kg", "mm", "N", "mGy", "No", "Plan", "Color", "Error", "Control"),
        *("lb", "°F", "°C", *"01234"),
        *("C-II", "C-III", "C-IV", "C-V", "RIS", "PACS", "BRCA1", "BRCA2", "LCIS", "DCIS", "NCPDP ID"),
        *(f"{side} {view}" for side in "RL" for view in ("CC", "MLO", "ML", "LM", "XCCL", "TAN", "CC ID", "MLO ID")),
    }
)
"""Texts that need no translation."""
