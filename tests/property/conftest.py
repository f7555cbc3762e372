"""How often the property tests play: few examples in the quick run, always the same ones, and no stop-watch."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("quick")
