"""Distributions of others, as they lie beside downtimekit after somebody installed them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PAGER = '''
"""A pager of somebody else's."""

from typing import ClassVar

from pydantic import BaseModel, SecretStr

from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Message, Sent


class PagerSettings(BaseModel):
    gateway: str
    token: SecretStr
    retries: int = 3


class Pager:
    Settings: ClassVar = PagerSettings
    capabilities: ClassVar = Capabilities("acme-pager", ChannelKind.PAGER)

    def __init__(self, settings, *, line=None):
        self.settings, self.line = settings, line

    async def send(self, message: Message) -> Sent:
        return Sent(ReceiptState.ACCEPTED, self.settings.gateway)
'''


def installed_in(
    folder: Path, distribution: str, *, entries: Mapping[str, str], modules: Mapping[str, str] | None = None
) -> None:
    """Lay a distribution into a folder of packages, as an installer does.

    Args:
        folder: such as ``site-packages``.
        distribution: its name.
        entries: what it registers as channels: ``module:attribute`` by name.
        modules: what stands in its modules.
    """
    described = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    lines = [f"{name} = {where}" for name, where in entries.items()]
    (described / "entry_points.txt").write_text("\n".join(["[downtimekit.notifiers]", *lines, ""]))
    for name, source in (modules or {}).items():
        (folder / f"{name}.py").write_text(source)
