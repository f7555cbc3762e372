"""The case of type: which fonts there are, and a text set in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from attrs import define, field

from downtimekit.adapters._type import helvetica
from downtimekit.adapters._type.breaking import clusters
from downtimekit.adapters._type.composing import composed
from downtimekit.adapters._type.font import Cluster, Font
from downtimekit.adapters._type.items import COMMON, Item, as_seen, begins_right_to_left, items, own_letters
from downtimekit.adapters._type.line import Embedded, Line, Run, Standing
from downtimekit.adapters._type.places import for_script
from downtimekit.adapters._type.refusal import LACKING, SHAPED, CannotShow
from downtimekit.adapters._type.unshaped import needs_shaping, set_plain, turned
from downtimekit.errors import Rejected

Setter = Callable[[Font, str, Item, str], list[Cluster] | None]

_KANA, _HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\u1100-\u11ff\uac00-\ud7a3]")


@define
class Case:
    """Sets texts in Helvetica and, what Helvetica lacks, in font files.

    Attributes:
        files: font files, in the order in which they are tried; None looks for suitable ones on this machine, once a
            text needs one.
        bold: the same for bold, before the others.
        han: by which language's habits Han are drawn that stand alone; see `han_of`. Beside kana they are drawn as in
            Japanese, beside Hangul as in Korean.
    """

    files: Sequence[Path] | None = None
    bold: Sequence[Path] = ()
    han: str = "zh-hans"
    _opened: dict[Path, Font | None] = field(factory=dict, init=False, repr=False, eq=False)
    _having: dict[tuple[str, str, bool, bool], Run | None] = field(factory=dict, init=False, repr=False, eq=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process makes the same; it opens the files itself."""
        return Case, (self.files, self.bold, self.han)

    def line(self, text: str, *, bold: bool = False, right_to_left: bool | None = None) -> Line:
        """Return a text as one line.

        Args:
            text: anything but control characters; it is composed (NFC) first.
            bold: whether it is set in bold.
            right_to_left: the direction of what surrounds it; None goes by its first letter.

        Raises:
            CannotShow: it cannot be shown whole; the words hold nothing of it.
            Rejected: a font file cannot be read.
        """
        text = composed(text)
        codes = None if right_to_left else helvetica.encoded(text)
        if codes is not None:
            return Line(text, (Standing(codes, bold),), helvetica.width(codes, bold=bold))
        backwards = begins_right_to_left(text) if right_to_left is None else right_to_left
        ordered = as_seen(items(text, right_to_left=backwards))
        runs = tuple(run for item in ordered for run in self._runs(text, item, bold) if not _is_empty(run))
        return Line(text, runs, sum(map(_width, runs)), backwards)

    def check(self) -> None:
        """Open the files that were given.

        Raises:
            Rejected: one cannot be read as a font.
        """
        for path in (*self.bold, *(self.files or ())):
            self._open(path)

    def _runs(self, text: str, item: Item, bold: bool) -> list[Run]:
        shape = _shape()
        if shape is None and needs_shaping(text, item):
            raise CannotShow(SHAPED)
        setter = shape or set_plain
        whole = self._set(text, item, bold, setter)
        return [whole] if whole is not None else self._pieced(text, item, bold, setter)

    def _pieced(self, text: str, item: Item, bold: bool, setter: Setter) -> list[Run]:
        """Set an item that no font shows alone: each letter in the first font that has it, neighbours together."""
        quick = [self._set(text, joined, bold, setter) for joined, _ in self._groups(text, item, bold)]
        runs = [run for run in quick if run is not None]
        if len(runs) < len(quick):  # a font has a letter that it cannot show here; to set each tells which
            runs = []
            for joined, letters in self._groups(text, item, bold, setter):
                together = self._set(text, joined, bold, setter)
                runs += letters if together is None else [together]
        return runs[::-1] if item.right_to_left else runs

    def _groups(
        self, text: str, item: Item, bold: bool, setter: Setter | None = None
    ) -> Iterator[tuple[Item, list[Run]]]:
        """Yield the neighbours that are in one font, as one item and letter by letter."""
        for _, group in groupby(self._letters(text, item, bold, setter), key=lambda piece: _font(piece[1])):
            letters = list(group)
            first, last = letters[0][0], letters[-1][0]
            yield Item(first.start, last.end, first.level, first.script), [run for _, run in letters]

    def _letters(self, text: str, item: Item, bold: bool, setter: Setter | None) -> Iterator[tuple[Item, Run]]:
        """Yield each letter, set for itself; without a setter, empty in the first font that has its characters."""
        start, last = item.start, None
        for cluster in clusters(text[item.start : item.end]):
            stays = own_letters(cluster) or (last is not None and last.has(cluster))
            letter = Item(start, start + len(cluster), item.level, item.script if stays else "Zyyy")
            run = self._set(text, letter, bold, setter) if setter else self._empty(cluster, letter, bold)
            if run is None:
                raise CannotShow(LACKING)
            yield letter, run
            start, last = letter.end, _font(run) or last

    def _empty(self, cluster: str, letter: Item, bold: bool) -> Run | None:
        key = cluster, letter.script, letter.right_to_left, bold
        if key not in self._having:
            alone = Item(0, len(cluster), letter.level, letter.script)
            self._having[key] = self._set(cluster, alone, bold, _by_characters)
        return self._having[key]

    def _set(self, text: str, item: Item, bold: bool, setter: Setter) -> Run | None:
        part = text[item.start : item.end]
        codes = _codes(part, item)
        if codes is not None:
            return Standing(codes, bold)
        language, letters = self._language(text), own_letters(part)
        for font in self._fonts(item.script, bold):
            if font.has(part):
                found = setter(font, text, item, language)
                if found is not None:
                    return Embedded(font, tuple(found))
            elif letters and font.has(letters):
                return None  # its points and digits come from another font, and its letters do not change theirs
        return None

    def _fonts(self, script: str, bold: bool) -> Iterator[Font]:
        if self.files is not None:
            yield from (self._open(path) for path in (*(self.bold if bold else ()), *self.files))
            return
        for path in (*(for_script(script, bold=True) if bold else ()), *for_script(script, bold=False)):
            if path not in self._opened:
                try:
                    self._open(path)
                except Rejected:
                    self._opened.setdefault(path, None)
            font = self._opened[path]
            if font is not None:
                yield font

    def _language(self, text: str) -> str:
        """Return the language (a BCP 47 tag) by whose habits letters are drawn."""
        if _KANA.search(text):
            return "ja"
        return "ko" if _HANGUL.search(text) else self.han

    def _open(self, path: Path) -> Font:
        font = self._opened.get(path)
        if font is None:
            made = Font(path)
            _ = made.glyphs  # it is read before other threads see it; of two that read it, both go on with the first's
            font = self._opened.setdefault(path, made) or made
        return font


def _by_characters(font: Font, text: str, item: Item, language: str) -> list[Cluster]:
    """Return nothing, for who asks only which font has the characters of an item."""
    return []


def _font(run: Run) -> Font | None:
    return run.font if isinstance(run, Embedded) else None


def _is_empty(run: Run) -> bool:
    """Tell whether nothing is left of a run, as of a joiner that joins nothing."""
    return isinstance(run, Embedded) and not run.clusters


def _codes(part: str, item: Item) -> bytes | None:
    """Return an item as Helvetica's codes, from left to right, or None where it is not for Helvetica."""
    if item.script != "Latn" and item.script not in COMMON:
        return None
    shown = turned(part) if item.right_to_left else part
    return None if shown is None else helvetica.encoded(shown)


def _width(run: Run) -> float:
    if isinstance(run, Standing):
        return helvetica.width(run.codes, bold=run.bold)
    return sum(cluster.advance for cluster in run.clusters) / run.font.units


def han_of(languages: Sequence[str]) -> str:
    """Return by which language's habits Han are drawn where sheets are printed in these languages (BCP 47 tags)."""
    for language in languages:
        primary, *rest = language.lower().split("-")
        if primary in ("ja", "ko"):
            return primary
        if primary in ("zh", "yue"):
            return "zh-hant" if primary == "yue" or {"hant", "tw", "hk", "mo"} & set(rest) else "zh-hans"
    return "zh-hans"


@cache
def _shape() -> Setter | None:
    try:
        from downtimekit.adapters._type.shaping import shape  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return shape
