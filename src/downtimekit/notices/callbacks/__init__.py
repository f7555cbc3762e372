"""Calls of vendors: known by their signatures, and read in their words.

`CallbackSource` is where to begin; `schemes` holds how each signs, `news` what each says.
"""

from downtimekit.notices.callbacks.news import SLACK_ACTION, News
from downtimekit.notices.callbacks.schemes import SchemeName
from downtimekit.notices.callbacks.source import CallbackSource

__all__ = ["SLACK_ACTION", "CallbackSource", "News", "SchemeName"]
