"""The way back from scans, faxes and photos; it needs the extra ``scan``."""

from downtimekit.adapters.scan.opening import ScanLimits
from downtimekit.adapters.scan.reader import ScanReader

__all__ = ["ScanLimits", "ScanReader"]
