"""The printed call tree, as a configuration opens it by its name."""

from __future__ import annotations

from pathlib import Path

from pydantic import ConfigDict

from downtimekit.adapters._opening import Opening
from downtimekit.adapters.call_tree import CallTree
from downtimekit.models.strict import Strict


class CallTreeSettings(Strict):
    """A folder in which the call tree stands.

    Attributes:
        folder: it is made when it is not there.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"folder": "calls"}]})

    folder: Path


call_tree = Opening(CallTreeSettings, lambda settings: CallTree(settings.folder))
