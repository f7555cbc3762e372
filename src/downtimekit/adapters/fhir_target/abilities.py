"""What a FHIR server says of itself in its CapabilityStatement, and what follows from it for once-only writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import Factory, frozen

from downtimekit.interop.fhir.chart_records import TYPES
from downtimekit.interop.fhir.reading import objects_at

_R4 = "4.0"


@frozen
class Abilities:
    """What a server can do, as it says.

    Attributes:
        version: of FHIR; base: where it thinks that it is, which is not always where it is called.
        transactions: it takes several resources as one.
        types: what it keeps; unversioned: those of them whose updates it does not check against a version.
        unconditional: those of which it does not promise to make one only where there is none.
    """

    version: str = ""
    base: str = ""
    transactions: bool = False
    types: frozenset[str] = Factory(frozenset)
    unversioned: frozenset[str] = Factory(frozenset)
    unconditional: frozenset[str] = Factory(frozenset)

    @classmethod
    def of(cls, found: Mapping[str, object]) -> Abilities:
        """Read a CapabilityStatement; what it does not say, the server is taken not to do."""
        servers = [rest for rest in objects_at(found, "rest") if rest.get("mode") in ("server", None)]
        kinds = [kind for rest in servers for kind in objects_at(rest, "resource") if isinstance(kind.get("type"), str)]
        return cls(
            version=str(found.get("fhirVersion", "")),
            base=next((str(one.get("url", "")) for one in objects_at(found, "implementation")), "").rstrip("/"),
            transactions=any(
                interaction.get("code") == "transaction"
                for rest in servers
                for interaction in objects_at(rest, "interaction")
            ),
            types=frozenset(str(kind["type"]) for kind in kinds),
            unversioned=frozenset(str(k["type"]) for k in kinds if k.get("versioning") != "versioned-update"),
            unconditional=frozenset(str(k["type"]) for k in kinds if k.get("conditionalCreate") is not True),
        )

    def lacks(self, *, transactions: bool) -> Iterator[str]:
        """Yield, in words, what the server does not say it does, and what that means for what is entered.

        Args:
            transactions: whether records are to go as transactions.
        """
        if not self.types:
            yield "it does not say what it can do: nothing is taken for granted"
            return
        wanted = {*TYPES, "Observation", "Patient", "Provenance"}
        if self.version and not self.version.startswith(_R4):
            yield f"it speaks FHIR {self.version}, and this is for {_R4}"
        if missing := sorted(wanted - self.types):
            yield f"it does not say that it keeps {', '.join(missing)}: such records will be refused"
        if unsafe := sorted(wanted & self.unconditional - {"Patient"}):
            yield (
                f"it does not say that it makes {', '.join(unsafe)} only where there is none yet: each is looked for"
                " before, but two desks that write at the same moment may make two"
            )
        if unsafe := sorted(wanted & self.unversioned - {"Patient", "Provenance"}):
            yield (
                f"it does not say that it checks versions of {', '.join(unsafe)}: each is compared before it is"
                " changed, but of two who change one at the same moment the later may win"
            )
        if transactions and not self.transactions:
            yield "it does not take transactions: each record goes resource by resource, its Provenance last"
