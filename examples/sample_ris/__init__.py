"""A small RIS in one SQLite file, as a vendor might have it, and how it takes late entries from downtimekit."""

from sample_ris.ris import SampleRis

__all__ = ["SampleRis"]
