"""Whose sheet it may be, among the patients of a ward in memory, or of a hospital in a file."""

from __future__ import annotations

from downtimekit.adapters.matching.index import PatientIndex
from downtimekit.adapters.matching.linking import Link, Linking, dedupe, link
from downtimekit.adapters.matching.ward import WardMatcher

__all__ = ["Link", "Linking", "PatientIndex", "WardMatcher", "dedupe", "link"]
