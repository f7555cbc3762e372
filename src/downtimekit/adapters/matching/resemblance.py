"""How alike two words are, measured by rapidfuzz."""

from __future__ import annotations

from rapidfuzz.distance import OSA, JaroWinkler

from downtimekit.backfill.matching import Resemblance

BY_RAPIDFUZZ = Resemblance(JaroWinkler.similarity, OSA.distance)
