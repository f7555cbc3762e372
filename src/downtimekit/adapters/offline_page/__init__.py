"""The forms as one HTML file: it needs no network, works from a folder or a stick, and keeps what is typed."""

from downtimekit.adapters.offline_page.renderer import OfflinePagePress, OfflinePageRenderer

__all__ = ["OfflinePagePress", "OfflinePageRenderer"]
