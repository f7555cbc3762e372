"""Every shelf of ours keeps the promises of the port."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretBytes

from downtimekit.adapters.encrypted_shelf import EncryptedShelf, ShelfLock
from downtimekit.adapters.folder_shelf import FolderShelf
from downtimekit.ports import Shelf
from downtimekit.testing.contracts.shelf import ShelfContract
from downtimekit.testing.shelves import MemoryShelf


class TestFolderShelf(ShelfContract):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        return FolderShelf(tmp_path / "packets")


class TestEncryptedShelf(ShelfContract):
    @pytest.fixture
    def shelf(self, tmp_path: Path) -> Shelf:
        return EncryptedShelf.open(tmp_path / "packets", ShelfLock(key=SecretBytes(bytes(32))))


class TestMemoryShelf(ShelfContract):
    @pytest.fixture
    def shelf(self) -> Shelf:
        return MemoryShelf()
