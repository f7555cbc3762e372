"""Records go back into a FHIR R4 server, each with a Provenance that has its two clocks and its two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import Attribute, field, frozen

from downtimekit.adapters._http import Line
from downtimekit.adapters.fhir_target.charts import Charts
from downtimekit.adapters.fhir_target.probing import is_atomic
from downtimekit.adapters.fhir_target.server import Server, SignIn
from downtimekit.adapters.fhir_target.settings import FhirTargetSettings
from downtimekit.adapters.fhir_target.writing import Writer
from downtimekit.errors import OutcomeUnknown, Rejected
from downtimekit.models.chart import Chart, ChartEntry, Lookup


def _permits(target: FhirTarget, _: Attribute[Line], line: Line) -> None:
    line.checked_url(target.settings.url.get_secret_value())


@frozen
class FhirTarget:
    """A `downtimekit.ports.BackfillTarget`: looks charts up on a FHIR server, and enters late records there.

    Attributes:
        settings: the server.
        line: over which it is called; a chart's server often has a private address, which the line must allow.
        sign_in: returns a token, such as one of SMART Backend Services, where the settings have none.

    Raises:
        InvalidInput: the line does not permit the URL.
    """

    Settings: ClassVar[type[FhirTargetSettings]] = FhirTargetSettings

    settings: FhirTargetSettings
    line: Line = field(factory=Line, validator=_permits, kw_only=True)
    sign_in: SignIn | None = field(default=None, kw_only=True, repr=False)
    _writer: Writer = field(init=False, repr=False)

    @_writer.default
    def _on_the_server(self) -> Writer:
        server = Server(self.settings, self.line, self.sign_in)
        return Writer(Charts(server, self.settings.numbering.systems))

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for.

        A patient without a number of the clinic's is left out, and so is a record of others that cannot be said in our
        words; a report of theirs is there at least with its conclusion.

        Raises:
            Unreachable: the server did not answer, or not as a FHIR server does.
        """
        return await self._writer.charts.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Return the id of the record that a key made, such as ``DiagnosticReport/12``, once it is whole.

        Raises:
            Unreachable: the server did not answer.
            OutcomeUnknown: the server made two of it, and a person must say which one counts.
        """
        try:
            return await self._writer.find(key)
        except Rejected as error:
            raise OutcomeUnknown(str(error)) from None

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry, once, with its Provenance, and return the record's id.

        Raises:
            Rejected: the server, or a rule, refuses the entry for good.
            Unreachable: nothing was written.
            OutcomeUnknown: it may have been written, or some of it; sent again, it is finished.
        """
        return await self._writer.write(entry)

    async def concerns(self) -> Sequence[str]:
        """Return, in words, what the server does not say it does, and what that means for what is entered.

        Raises:
            Unreachable: the server did not answer.
        """
        abilities = await self._writer.charts.server.abilities()
        return tuple(abilities.lacks(transactions=self.settings.transactions))

    async def probe(self) -> bool:
        """Try out whether a transaction that must fail leaves nothing behind, and clean up.

        It is for whoever sets the target up, once, before ``transactions`` is set: it writes an Observation about
        nobody, and withdraws what is left of it.

        Raises:
            Unreachable, OutcomeUnknown: the server did not answer.
        """
        return await is_atomic(self._writer.charts.server, self._writer.charts.systems)

    async def aclose(self) -> None:
        """Close the connections of the line; the next call opens new ones."""
        await self.line.aclose()
