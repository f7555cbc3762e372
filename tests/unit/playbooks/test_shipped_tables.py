"""The shipped tables are made without being checked, because they are checked here, as if they came from outside."""

from __future__ import annotations

import pytest

from downtimekit.playbooks import library
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.table import Playbook


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_a_shipped_table_is_what_somebody_would_read_from_a_file(playbook: Playbook) -> None:
    read = Playbook.model_validate_json(playbook.table)

    assert read == playbook == Playbook.model_validate(playbook.model_dump())
    assert read.digest == playbook.digest


def test_every_shipped_playbook_can_be_had_by_its_name_and_no_other() -> None:
    assert {getattr(library, name) for name in library.__all__ if name != "SHIPPED"} == set(SHIPPED)
    assert set(library.__all__) <= set(dir(library))
    with pytest.raises(AttributeError, match="no attribute 'PLANNED'"):
        _ = library.PLANNED  # type: ignore[attr-defined]
