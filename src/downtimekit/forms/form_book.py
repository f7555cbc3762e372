"""The forms of a site with all their published versions: a sheet is read by the version that it was printed from."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.forms.words import page_word_faults
from downtimekit.models.forms import FormDefinition


@frozen
class FormBook:
    """Published forms. It never changes: publishing gives a new book, which has everything that the old one had.

    Attributes:
        forms: every version, in the order in which they were published.
    """

    # Short, for `help` shows the shipped book wherever it is a default, and it has hundreds of thousands of characters.
    forms: tuple[FormDefinition, ...] = field(default=(), repr=lambda forms: f"<{len(forms)} published>")
    _by_digest: dict[str, FormDefinition] = field(init=False, repr=False, eq=False)
    _by_key: dict[str, dict[int, FormDefinition]] = field(init=False, repr=False, eq=False)

    @_by_digest.default
    def _every_definition(self) -> dict[str, FormDefinition]:
        return {form.digest: form for form in self.forms}

    @_by_key.default
    def _every_version(self) -> dict[str, dict[int, FormDefinition]]:
        versions: dict[str, dict[int, FormDefinition]] = {}
        for form in self.forms:
            versions.setdefault(form.key, {})[form.version] = form
        return versions

    @classmethod
    def of(cls, *forms: FormDefinition) -> FormBook:
        """Return a book of forms.

        Raises:
            InvalidInput: as `publish`.
        """
        return cls().publish(*forms)

    def publish(self, *forms: FormDefinition) -> FormBook:
        """Return a book with more forms in it; one that is there already, word for word, is not there twice.

        Raises:
            InvalidInput: a version was published before and says something else, or brings words around it that
                cannot take the place of ours; it has every such fault.
        """
        known = {(form.key, form.version): form for form in self.forms}
        faults: list[Fault] = []
        for form in forms:
            faults += (Fault(f"{form.key}.{fault.path}", fault.words) for fault in page_word_faults(form))
            name = (form.key, form.version)
            if known.setdefault(name, form).digest != form.digest:
                words = f"version {form.version} was published before and says something else: raise the version"
                faults.append(Fault(form.key, words))
        if faults:
            raise InvalidInput("form book", faults)
        return FormBook(tuple(known.values()))

    def newest(self, key: str) -> FormDefinition:
        """Return the newest version of a form.

        Raises:
            UnknownName: there is no form with the key.
        """
        if key not in self._by_key:
            raise UnknownName("form", key, known=self._by_key)
        versions = self._by_key[key]
        return versions[max(versions)]

    def version(self, key: str, version: int) -> FormDefinition:
        """Return one version of a form.

        Raises:
            UnknownName: it was never published.
        """
        form = self._by_key.get(key, {}).get(version)
        if form is None:
            known = (f"{form.key} {form.version}" for form in self.forms)
            raise UnknownName("version of a form", f"{key} {version}", known=known)
        return form

    def printed_from(self, digest: str) -> FormDefinition | None:
        """Return the definition with a digest, such as `IssuedForm.form_digest`; None where it was never published."""
        return self._by_digest.get(digest)

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a form with a key."""
        return key in self._by_key

    def __iter__(self) -> Iterator[FormDefinition]:
        """Yield the newest version of every form."""
        return (self.newest(key) for key in self._by_key)

    def __len__(self) -> int:
        """Return how many forms there are, each counted once."""
        return len(self._by_key)
