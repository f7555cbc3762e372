"""The screen, the folder and the call sheet, as a configuration opens them by their names.

Their own constructors take a stream or a folder; here stand the settings that say the same in JSON.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import ConfigDict

from downtimekit.adapters._opening import Opening
from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.adapters.console import ConsoleNotifier
from downtimekit.adapters.files import FileNotifier
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import Key, Strict


class ConsoleSettings(Strict):
    """Where the screen is: what the program prints goes there.

    Attributes:
        kind: the kind of address that it takes.
        name: what receipts call it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    kind: ChannelKind = ChannelKind.EMAIL
    name: Key = "console"


class FilesSettings(Strict):
    """A folder that gets a file for each message.

    Attributes:
        folder: it is made when it is not there.
        kind: the kind of address that it takes.
        collected: whether a mail server sends what it finds in the folder.
        name: what receipts call it.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"folder": "notices"}]})

    folder: Path
    kind: ChannelKind = ChannelKind.EMAIL
    collected: bool = False
    name: Key = "files"


class CallSheetSettings(Strict):
    """A folder in which the call sheet stands.

    Attributes:
        folder: it is made when it is not there.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"folder": "calls"}]})

    folder: Path


console = Opening(ConsoleSettings, lambda settings: ConsoleNotifier(sys.stdout, settings.kind, settings.name))
files = Opening(
    FilesSettings,
    lambda settings: FileNotifier(settings.folder, settings.kind, settings.collected, settings.name),
)
call_sheet = Opening(CallSheetSettings, lambda settings: CallSheet(settings.folder))
