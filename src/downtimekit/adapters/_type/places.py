"""Which fonts there are on a machine, in an order that does not change from run to run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import frozen
from fontTools import unicodedata as ucd  # type: ignore[import-untyped]

_FOLDERS: Mapping[str, Sequence[str]] = {
    "win32": (r"%WINDIR%\Fonts", r"%LOCALAPPDATA%\Microsoft\Windows\Fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
}
# Families with few letters' shapes of their own: what a reader expects of the script. Earlier ones are tried first;
# a family that is named after a script comes before all others for it.
_FAMILIES = (
    "NotoSans", "NotoNaskhArabic", "DejaVuSans", "LiberationSans", "NotoSansCJK", "NotoSansSymbols",
    "NotoSansSymbols2", "NotoEmoji", "NotoSerif", "NotoTraditionalNushu", "FreeSans", "Lohit", "KhmerOS", "Padauk",
    "Abyssinica", "DroidSansFallback",
    # Windows
    "segoeui", "arial", "tahoma", "sylfaen", "nirmala", "leelawui", "ebrima", "gadugi", "mmrtext", "himalaya", "msyi",
    "phagspa", "taile", "ntailu", "monbaiti", "javatext", "mvboli", "msyh", "msjh", "yugothr", "yugothm", "meiryo",
    "malgun", "simsun", "simsunb", "mingliub", "msgothic", "seguisym", "seguiemj", "seguihis",
    # macOS
    "Helvetica", "Arial", "Arial Unicode", "GeezaPro", "SFArabic", "SFHebrew", "ArialHB", "Kohinoor",
    "Bangla Sangam MN", "Tamil Sangam MN", "Telugu Sangam MN", "Gurmukhi Sangam MN", "Gujarati Sangam MN",
    "Kannada Sangam MN", "Malayalam Sangam MN", "Oriya Sangam MN", "Sinhala Sangam MN", "Khmer Sangam MN",
    "Lao Sangam MN", "Myanmar Sangam MN", "Thonburi", "Kailasa", "Kefa", "Galvji", "Mshtakan", "PlantagenetCherokee",
    "Hiragino", "PingFang", "STHeiti Light", "AppleSDGothicNeo", "Apple Symbols",
)  # fmt: skip
_JOINT = dict.fromkeys(("Hani", "Hira", "Kana", "Bopo", "Hang"), "cjk")  # scripts that are found in one family
_BOLD = re.compile(r"bold$|bd$|(?<=nirmala)b$|(?<=segoeui)b$", re.IGNORECASE)
_OTHER = re.compile(
    r"italic|oblique|light|thin|black|medium|mono|condensed|display|extra|narrow|slanted|serifcjk", re.IGNORECASE
)
_STYLE = re.compile(r"[-_ ]?(regular|book|roman|\[.*\])$", re.IGNORECASE)
_UPRIGHT = ("ttf", "otf", "ttc", "otc")


@frozen
class _Found:
    """A font file that was found.

    Attributes:
        family: its name without its style, in small letters.
    """

    path: Path
    family: str
    bold: bool


@cache
def for_script(script: str, *, bold: bool) -> Sequence[Path]:
    """Return the font files of this machine that suit names, those that are made for a script (ISO 15924) first."""
    name = _JOINT.get(script) or re.sub("[^a-z]", "", ucd.script_name(script, default="").lower())
    fonts = [font for font in _found() if font.bold == bold]
    own = [font.path for font in fonts if name in font.family]
    return (*own, *(font.path for font in fonts if font.path not in own))


@cache
def _found() -> Sequence[_Found]:
    """Return the fonts of this machine, those that are tried first at the head."""
    rank = {family.lower(): number for number, family in enumerate(_FAMILIES)}
    fonts = [font for font in map(_named, _files()) if font is not None]
    return sorted(fonts, key=lambda font: (rank.get(font.family, len(rank)), font.family, str(font.path)))


def _files() -> Iterator[Path]:
    for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"]):
        root = Path(os.path.expandvars(folder)).expanduser()
        yield from (path for path in sorted(root.rglob("*")) if path.suffix.lower().lstrip(".") in _UPRIGHT)


def _named(path: Path) -> _Found | None:
    stem = path.stem
    if _OTHER.search(stem):
        return None
    bold = _BOLD.search(stem) is not None
    family = _STYLE.sub("", _BOLD.sub("", stem)).rstrip("-_ ").lower()
    known = any(family.startswith(name.lower()) for name in _FAMILIES)
    return _Found(path, family, bold) if known else None
