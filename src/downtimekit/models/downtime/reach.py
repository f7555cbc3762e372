"""What answers and what does not, and what that suggests is down. A person decides; this only gives reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.strict import Instant, Key, Strict
from downtimekit.models.zones import instant


class Endpoint(StrEnum):
    """Something that can be tried from a site."""

    INTERNET = "internet"
    """Anything outside that has nothing to do with the vendor."""
    PRIMARY = "primary"
    """The vendor's system itself."""
    DOCUMENT_SITE = "document_site"
    """The second, read-only site."""


class Reach(Strict):
    """Whether something answered, tried from one site at one time."""

    site: Key
    endpoint: Endpoint
    answers: bool
    at: Instant


@frozen
class Suggestion:
    """What is probably down, and why one may think so."""

    target: OutageTarget
    reasons: tuple[str, ...]


def suggested_target(
    tried: Collection[Reach], *, at: datetime, not_older_than: timedelta = timedelta(minutes=15)
) -> Suggestion | None:
    """Suggest what is down, from what was tried lately.

    That a document site which is down too points to a region comes from a vendor's public downtime procedure ("likely
    indicates a broader service region disruption"). The rest, and how old a trial may be, is our own inference.

    Args:
        tried: what answered, from any number of sites; of each thing at each site, the last trial counts.
        at: now.
        not_older_than: older trials do not count.

    Returns:
        None where nothing suggests anything: the vendor's system answers, or was not tried.

    Raises:
        InvalidInput: `at` has no offset, and so could be anywhere.
    """
    last = _last(tried, at=instant(at), not_older_than=not_older_than)
    primary = _sites(last, Endpoint.PRIMARY)
    without = [site for site, answers in primary.items() if not answers]
    offline = [site for site in without if last.get((Endpoint.INTERNET, site)) is False]
    if without and without == offline:
        return Suggestion(OutageTarget.CUSTOMER_WAN, (f"{_listed(without)} cannot reach the internet",))
    return _of_the_vendor(last, without, offline) if without and len(without) == len(primary) else None


def _of_the_vendor(
    last: Mapping[tuple[Endpoint, str], bool], without: Sequence[str], offline: Sequence[str]
) -> Suggestion:
    online = [site for site in without if site not in offline]
    internet = {site: last.get((Endpoint.INTERNET, site)) for site in online}
    documents = {site: answers for site, answers in _sites(last, Endpoint.DOCUMENT_SITE).items() if site in online}
    region = bool(documents) and not any(documents.values())
    target = OutageTarget.REGIONAL_CLOUD if region else OutageTarget.VENDOR_OFFLINE
    return Suggestion(target, tuple(_reasons(internet, online, documents)))


def _last(tried: Collection[Reach], *, at: datetime, not_older_than: timedelta) -> Mapping[tuple[Endpoint, str], bool]:
    """Return whether each thing answered at each site when it was last tried, as far as that was lately."""
    fresh = [reach for reach in tried if timedelta() <= at - reach.at <= not_older_than]
    return {(reach.endpoint, reach.site): reach.answers for reach in sorted(fresh, key=lambda reach: reach.at)}


def _sites(last: Mapping[tuple[Endpoint, str], bool], endpoint: Endpoint) -> dict[str, bool]:
    return {site: answers for (tried, site), answers in sorted(last.items()) if tried is endpoint}


def _reasons(
    internet: Mapping[str, bool | None], online: Sequence[str], documents: Mapping[str, bool]
) -> Iterator[str]:
    yield f"the vendor's system does not answer at {_listed(online)}"
    yield _about_documents(documents)
    untried = [site for site in online if internet[site] is None]
    if untried:
        yield f"the internet was not tried at {_listed(untried)}: it may be the cause there"
    reached = [site for site in online if internet[site]]
    if reached:
        yield f"the internet answers at {_listed(reached)}"


def _about_documents(documents: Mapping[str, bool]) -> str:
    if not documents:
        return "the document site was not tried: try it, to tell a region from the vendor"
    answering = [site for site, answers in documents.items() if answers]
    return f"the document site {'answers' if answering else 'does not answer'} at {_listed(answering or documents)}"


def _listed(sites: Iterable[str]) -> str:
    return ", ".join(sites)
