"""Whatever a form says, its file says the same; and whatever stands in a file, it is a form or has faults."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downtimekit.adapters.form_file import form_from, form_text
from downtimekit.errors import InvalidInput
from downtimekit.forms.form_concerns import form_concerns
from downtimekit.models.concern import Gravity
from downtimekit.models.forms import FormDefinition
from tests.forms_made_up import definitions
from tests.own_form import FORM

SLOW = list(HealthCheck)
PIECES = st.sampled_from(
    ["- ", "  ", ": ", "\n", "[", "{", "}", "key", "&a", "*a", "!!x", "'", '"', "|", "#", "\t", "é", "\x00"]
)


@pytest.mark.parametrize("name", ["form.yaml", "form.json"])
@pytest.mark.parametrize("examples", [30, pytest.param(400, marks=pytest.mark.slow)])
def test_a_form_is_the_same_after_it_was_written_and_read(name: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=SLOW)
    @given(definitions())
    def there_and_back(form: FormDefinition) -> None:
        strange = [each for each in form_concerns(form) if each.gravity is Gravity.FAULT]
        text = form_text(form, is_yaml=name.endswith(".yaml"))
        if strange:
            with pytest.raises(InvalidInput) as refused:
                form_from(text, source=name)
            assert len(refused.value.faults) == len(strange)
            return
        again = form_from(text, source=name)
        assert again == form
        assert again.digest == form.digest

    there_and_back()


@pytest.mark.parametrize("name", ["form.yaml", "form.json"])
def test_a_file_that_was_spoilt_is_read_or_refused(name: str) -> None:
    sound = form_text(FORM, is_yaml=name.endswith(".yaml"))

    @settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
    @given(st.integers(0, len(sound)), st.integers(0, 30), st.lists(PIECES, max_size=5))
    def read_or_refuse(at: int, cut: int, pieces: list[str]) -> None:
        with suppress(InvalidInput):
            form_from(sound[:at] + "".join(pieces) + sound[at + cut :], source=name)

    read_or_refuse()
