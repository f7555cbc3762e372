"""Documents in a folder, one file each, as they are; for encrypted ones see `adapters.encrypted_shelf`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from downtimekit.adapters._disk import OWNER_ONLY, sweep_drafts, whole_file
from downtimekit.errors import InvalidInput, Unreachable
from downtimekit.ports.shelf import check_name


@frozen
class FolderShelf:
    """Keeps documents as files that only their owner may read.

    What a killed process left half-written in the folder is removed when something is first saved.

    Attributes:
        folder: where they are; it is made when it is not there.
        ending: what each file's name ends with, after the document's.
    """

    folder: Path = field(converter=Path)
    ending: str = field(default="", kw_only=True)
    _swept: list[Path] = field(factory=list, init=False, repr=False, eq=False)

    def save(self, name: str, content: bytes) -> None:
        """Put a document down.

        Raises:
            InvalidInput: the name is none.
            Unreachable: the folder cannot be written now.
        """
        path = self._path(name)
        if not self._swept:
            self._swept.append(self.folder)
            sweep_drafts(self.folder)
        try:
            with whole_file(path, mode=OWNER_ONLY) as file:
                file.write(content)
        except OSError as error:
            raise Unreachable(f"the folder cannot be written ({error.strerror})") from None

    def names(self) -> Sequence[str]:
        """Return the names of all documents; what else lies in the folder is left out.

        Raises:
            Unreachable: the folder cannot be read now.
        """
        try:
            found = [path.name for path in self.folder.iterdir() if _is_file(path)] if self.folder.exists() else []
        except OSError as error:
            raise Unreachable(f"the folder cannot be read ({error.strerror})") from None
        names = (name.removesuffix(self.ending) for name in found if name.endswith(self.ending))
        return sorted(name for name in names if _is_name(name))

    def read(self, name: str) -> bytes | None:
        """Return a document; None where there is none of that name.

        Raises:
            InvalidInput: the name is none.
            Unreachable: the folder cannot be read now.
        """
        path = self._path(name)
        try:
            return None if path.is_symlink() else path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unreachable(f"the folder cannot be read ({error.strerror})") from None

    def _path(self, name: str) -> Path:
        return self.folder / f"{check_name(name)}{self.ending}"


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()  # a link leads elsewhere, and no shelf ever made it


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except InvalidInput:
        return False
    return True
