"""The shipped renderers, as a configuration opens them by their names: `downtimekit.runtime.renderers`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from attrs import frozen
from pydantic import ConfigDict, Field, SecretStr

from downtimekit.adapters.offline_page import OfflinePageRenderer
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.text_form import TextRenderer
from downtimekit.forms.codes import Seal
from downtimekit.models.strict import Strict
from downtimekit.ports.renderer import Renderer

Its = TypeVar("Its", bound=Strict)


class PdfSettings(Strict):
    """Fonts for what Helvetica cannot show.

    Attributes:
        fonts: font files, in the order in which they are tried; None looks for suitable ones on this machine.
        bold: the same in bold.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

    fonts: tuple[Path, ...] | None = None
    bold: tuple[Path, ...] = ()


class TextSettings(Strict):
    """There is nothing to set."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class OfflinePageSettings(Strict):
    """How a page keeps what it holds.

    Attributes:
        passphrase: with it, nothing of a patient can be read in the file.
        lock_exports: whether what is exported is encrypted; without a word, as the page is.
        lock_after: after how many minutes without a key or a click the page locks itself; 0 for never.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"lock_after": 10}]})

    passphrase: SecretStr | None = None
    lock_exports: bool | None = None
    lock_after: Annotated[int, Field(ge=0, le=24 * 60)] = 15


@frozen
class _Opening(Generic[Its]):
    """Makes a renderer of its settings and the seal, as `downtimekit.runtime.renderers.RendererPlugin` wants it."""

    Settings: type[Its]
    _make: Callable[[Its, Seal], Renderer]

    def __call__(self, settings: Its, /, *, seal: Seal) -> Renderer:
        """Return the renderer."""
        return self._make(settings, seal)


def _fillable(settings: PdfSettings, seal: Seal) -> Renderer:
    from downtimekit.adapters.pdf_fillable import FillablePdfRenderer  # noqa: PLC0415  (needs an extra)

    return FillablePdfRenderer(PdfRenderer(seal, settings.fonts, settings.bold), seal)


def _offline(settings: OfflinePageSettings, seal: Seal) -> Renderer:
    return OfflinePageRenderer(
        seal,
        passphrase=settings.passphrase,
        lock_exports=settings.lock_exports,
        lock_after=settings.lock_after,
    )


pdf = _Opening(PdfSettings, lambda settings, seal: PdfRenderer(seal, settings.fonts, settings.bold))
text = _Opening(TextSettings, lambda _, seal: TextRenderer(seal))
fillable_pdf = _Opening(PdfSettings, _fillable)
offline_page = _Opening(OfflinePageSettings, _offline)
