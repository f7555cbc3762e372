"""The folder between two systems: one puts entries down, the other takes them away and leaves answers.

    drop/
      entries/3f0c....json   put down by the one who enters, whole; taken away by the other side when it has answered
      answers/3f0c....json   put down by the other side: {"state": "accepted", "id": "4711"}

A file is named by its entry's key, so that an entry that is put down again is the same file. The other side keeps two
rules: it answers before it takes an entry away, and makes nothing of one that is answered already. Answers stay.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from attrs import field, frozen
from pydantic import StringConstraints, TypeAdapter, model_validator

from downtimekit.adapters._disk import OWNER_ONLY, add_whole, sweep_drafts, whole_file
from downtimekit.errors import InvalidInput, OutcomeUnknown, Unreachable
from downtimekit.models.strict import Key, Strict
from downtimekit.models.versions import Format

"""An entry, as it lies in the folder."""


class AnswerState(StrEnum):
    """What the other side says of an entry."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OPEN = "open"
    """It has the entry, and has not decided yet."""


class Answer(Strict):
    """What the other side says of one entry.

    Attributes:
        id: of the record that it made; needed where it accepts.
        reason: why it rejects, as a word of its own such as ``no_such_exam``; it holds no patient data.
    """

    state: AnswerState
    id: Key | None = None
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,60}$")] = ""

    @model_validator(mode="after")
    def _names_its_record(self) -> Answer:
        if (self.state is AnswerState.ACCEPTED) != (self.id is not None):
            raise ValueError("what is accepted has the number of its record, and nothing else has")
        return self


_ANSWERS: Format[Answer] = Format(TypeAdapter(Answer), "answer", {})


@frozen
class Drop:
    """The folder, which must be there: one that is missing may be a share that is not mounted.

    Attributes:
        folder: with the folders ``entries`` and ``answers``; `make` makes them.
        ending: what the name of an entry's file ends with.
        mode: who may read and write the files; where the other side is another user, its group must: ``0o660``.
    """

    folder: Path = field(converter=Path)
    ending: str = ".json"
    mode: int = OWNER_ONLY
    _swept: list[Path] = field(factory=list, init=False, repr=False, eq=False)

    @property
    def entries(self) -> Path:
        """Where entries are put down."""
        return self.folder / "entries"

    @property
    def answers(self) -> Path:
        """Where answers are put down."""
        return self.folder / "answers"

    def make(self) -> Drop:
        """Make the folders, where they are not there, for nobody else to look into, and return the drop.

        Raises:
            Unreachable: they cannot be made.
        """
        try:
            for folder in (self.folder, self.entries, self.answers):
                folder.mkdir(mode=self.mode | (self.mode & 0o444) >> 2, exist_ok=True)
        except OSError as error:
            raise _unreachable(error) from None
        return self

    def name_of(self, key: str) -> str:
        """Return what the files of a key are called, without the ending."""
        return hashlib.sha256(key.encode()).hexdigest()[:32]

    def put(self, key: str, content: bytes) -> None:
        """Put an entry down; one of that key that lies there stays.

        Raises:
            Unreachable: nothing was put down.
            OutcomeUnknown: it lies there, and a power cut may take it.
        """
        path = self.entries / f"{self.name_of(key)}{self.ending}"
        if not self._swept:
            self._swept.append(self.entries)
            sweep_drafts(self.entries)
        try:
            add_whole(path, content, mode=self.mode)
        except OSError as error:
            if path.exists():
                raise OutcomeUnknown("the entry lies in the folder; the disk did not say that it keeps it") from None
            raise _unreachable(error) from None

    def lies_there(self, key: str) -> bool:
        """Say whether an entry was put down and not taken away."""
        return (self.entries / f"{self.name_of(key)}{self.ending}").exists()

    def answer(self, name: str) -> Answer | None:
        """Return what the other side says; None where it says nothing, or has not finished writing.

        Args:
            name: by `name_of`.

        Raises:
            Unreachable: the folder is not there, or cannot be read.
        """
        try:
            text = (self.answers / f"{name}.json").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            if not self.answers.is_dir():
                raise Unreachable("the folder of answers is not there") from None
            return None
        except OSError as error:
            raise _unreachable(error) from None
        try:
            return _ANSWERS.read(text, source="answer")
        except InvalidInput:
            return None

    def say(self, name: str, answer: Answer) -> None:
        """Put an answer down, instead of an earlier one, as the other side does.

        Raises:
            Unreachable: it could not be put down.
        """
        try:
            with whole_file(self.answers / f"{name}.json", mode=self.mode) as file:
                file.write(_ANSWERS.write(answer).encode())
        except OSError as error:
            raise _unreachable(error) from None


def _unreachable(error: OSError) -> Unreachable:
    return Unreachable(f"the folder cannot be used ({error.strerror}); nothing was written")
