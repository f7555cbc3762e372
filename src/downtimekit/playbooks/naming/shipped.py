"""The table that ships: what the answers of a clinic's checks point to.

Sources: a vendor's public downtime procedure tells customer internet or WAN, customer RIS or PACS, and vendor offline
apart (Ikonopedia); another's says that a second, read-only site which is away too "likely indicates a broader service
region disruption", that a read-only state may also come unplanned, and that its prescribing portal can be reached by
itself while there is internet (ICANotes); a data centre may be down while the network is up (724 access, level 1); an
interface engine, a laboratory system and combinations of what is down are in a practice-management vendor's sample
policy (NextGen); that very slow is the same as down is InterCare's rule. The order, the figures, and every row about
wireless, sign-in, pharmacy, power and telephones are our own inference, and every clinic may change them.
"""

from __future__ import annotations

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.observation import Answer
from downtimekit.playbooks.naming.table import CheckKind, Condition, NamingTable, Row, Where

_UP, _SLOW, _DOWN = (Answer.UP,), (Answer.SLOW,), (Answer.DOWN,)
_USABLE = (Answer.UP, Answer.SLOW)
_BAD = (Answer.SLOW, Answer.DOWN)
_NOT_DOWN = (Answer.UP, Answer.SLOW, Answer.UNKNOWN)
_NOT_UP = (Answer.SLOW, Answer.DOWN, Answer.UNKNOWN)
_NOT_BAD = (Answer.UP, Answer.UNKNOWN)

_UNSCHEDULED = "unscheduled"
_READ_ONLY = "read_only"
_REGIONAL = "regional_disruption"
_SLOW_SYSTEM = "slow_system"
_PRESCRIBING = "eprescribing_outage"


def _needs(check: str, answers: tuple[Answer, ...], *, where: Where = Where.HERE) -> Condition:
    return Condition(check=check, answers=answers, where=where)


def _system(check: str, label: str, asks: str) -> CheckKind:
    """Return a system that is asked over the network: 5 seconds are slow, and 30 as good as down."""
    said = label[0].upper() + label[1:]
    return CheckKind(
        check=check,
        label=label,
        asks=asks,
        up=f"{said} works",
        slow=f"{said} is very slow",
        down=f"{said} does not answer",
        slow_ms=5_000,
        down_ms=30_000,
    )


_KINDS = (
    _system("internet", "the internet", "does a public web site open at a wired computer?"),
    _system("vendor", "the vendor's system", "does the vendor's system open, and can a chart be found in it?"),
    CheckKind(
        check="vendor_entry",
        label="entering into the vendor's system",
        asks="can something be saved in the vendor's system?",
        up="The vendor's system takes entries",
        slow="The vendor's system takes entries very slowly",
        down="The vendor's system takes no entries",
    ),
    CheckKind(
        check="vendor_status",
        label="the vendor's status page",
        asks="Does the vendor's status page say that all is well?",
        up="The vendor's status page says that all is well",
        slow="The vendor's status page tells of slowness",
        down="The vendor's status page tells of an outage",
        shared=True,
        max_age_minutes=30,
    ),
    _system("document_site", "the read-only document site", "does the read-only document site open?"),
    _system("prescribing", "the e-prescribing portal", "does the e-prescribing portal open by itself?"),
    _system("ris", "our RIS", "does the RIS open, and does it show today's worklist?"),
    _system("pacs", "our PACS", "does the PACS open, and does it show an image?"),
    _system("ehr", "our EHR", "does the EHR open, and can a chart be found in it?"),
    _system("lis", "our laboratory system", "does the laboratory system open, and does it show a result?"),
    _system("pharmacy", "our pharmacy system", "does the pharmacy system open?"),
    _system("sign_in", "the sign-in service", "can somebody sign in who was signed out?"),
    CheckKind(
        check="interfaces",
        label="the interface engine",
        asks="do orders and results still cross from one system to the other?",
        up="Orders and results cross between the systems",
        slow="Orders and results cross between the systems late",
        down="Orders and results do not cross between the systems",
    ),
    _system("wireless", "our wireless network", "does anything open on a device that is on wireless?"),
    CheckKind(
        check="power",
        label="electric power",
        asks="is there mains power?",
        up="There is mains power",
        slow="Mains power comes and goes",
        down="There is no mains power",
    ),
    CheckKind(
        check="telephones",
        label="our telephones",
        asks="does a desk phone reach an outside number?",
        up="The telephones work",
        slow="The telephones are bad",
        down="The telephones do not work",
    ),
)

_POWERED = _needs("power", _NOT_BAD)
_ONLINE = _needs("internet", _USABLE)
_VENDOR_DOWN = _needs("vendor", _DOWN)
_NOT_ELSEWHERE = _needs("vendor", _NOT_UP, where=Where.ELSEWHERE)
_NOTHING_BEHIND = (_POWERED, _needs("internet", _NOT_DOWN), _needs("sign_in", _NOT_DOWN))
"""What must not be down, or else a system that does not answer is no wonder; it need not be known."""

_REGION_AND_VENDOR = (
    Row(
        name="region",
        rank=10,
        target=OutageTarget.REGIONAL_CLOUD,
        playbook=_REGIONAL,
        because="The vendor's second, read-only site is away too, which likely means a disruption of a whole region",
        when=(_VENDOR_DOWN, _needs("document_site", _DOWN), _ONLINE, _NOT_ELSEWHERE),
    ),
    Row(
        name="vendor_says_so",
        rank=20,
        target=OutageTarget.VENDOR_OFFLINE,
        playbook=_UNSCHEDULED,
        because="The vendor itself tells of an outage",
        when=(
            _VENDOR_DOWN,
            _needs("vendor_status", _DOWN),
            _needs("internet", _NOT_DOWN),
            _needs("document_site", _NOT_DOWN),
        ),
    ),
    Row(
        name="vendor",
        rank=30,
        target=OutageTarget.VENDOR_OFFLINE,
        playbook=_UNSCHEDULED,
        because="The way to the internet is open, so the fault is on the vendor's side",
        when=(
            _VENDOR_DOWN,
            _ONLINE,
            _needs("document_site", _NOT_DOWN),
            _NOT_ELSEWHERE,
            _needs("vendor_status", _NOT_DOWN),
        ),
    ),
    Row(
        name="vendor_read_only",
        rank=40,
        target=OutageTarget.VENDOR_OFFLINE,
        playbook=_READ_ONLY,
        because="Charts can be read and nothing saved: the vendor's system is in a read-only state",
        when=(_needs("vendor_entry", _DOWN), _needs("vendor", _USABLE)),
    ),
)
_SITE = (
    Row(
        name="power",
        rank=50,
        target=OutageTarget.POWER,
        playbook=_UNSCHEDULED,
        because="Without mains power, computers and the network are away with it, or will be soon",
        when=(_needs("power", _BAD),),
    ),
    Row(
        name="internet",
        rank=60,
        target=OutageTarget.CUSTOMER_WAN,
        playbook=_UNSCHEDULED,
        because="Nothing outside can be reached from there, whatever the vendor's system does",
        when=(_needs("internet", _DOWN), _needs("vendor", _NOT_UP), _POWERED),
    ),
    Row(
        name="way_to_vendor",
        rank=70,
        target=OutageTarget.CUSTOMER_WAN,
        playbook=_UNSCHEDULED,
        because="Other sites reach the vendor's system, so the fault is on the way from there to it",
        when=(
            _VENDOR_DOWN,
            _ONLINE,
            _needs("vendor", _UP, where=Where.ELSEWHERE),
            _needs("vendor_status", _NOT_DOWN),
            _needs("sign_in", _NOT_DOWN),
        ),
    ),
    Row(
        name="sign_in",
        rank=80,
        target=OutageTarget.IDENTITY_PROVIDER,
        playbook=_UNSCHEDULED,
        because="The systems may be up: nobody who was signed out can enter them",
        when=(_needs("sign_in", _DOWN), _needs("internet", _NOT_DOWN), _POWERED),
    ),
    Row(
        name="data_centre",
        rank=90,
        target=OutageTarget.DATA_CENTRE,
        playbook=_UNSCHEDULED,
        because="Several systems of our own are away together while the network is up",
        when=(_needs("ris", _DOWN), _needs("pacs", _DOWN), *_NOTHING_BEHIND),
    ),
)


def _own(check: str, target: OutageTarget, rank: int, because: str) -> tuple[Row, Row]:
    """Return the rows for a system of the clinic's own: one for when it is down, and one for when it is slow."""
    rows = (
        ("", _DOWN, _UNSCHEDULED, because),
        ("_slow", _SLOW, _SLOW_SYSTEM, "It answers, and too slowly to work with"),
    )
    one, other = (
        Row(
            name=f"{check}{suffix}",
            rank=rank + step,
            target=target,
            playbook=playbook,
            because=words,
            when=(_needs(check, answers), *_NOTHING_BEHIND),
        )
        for step, (suffix, answers, playbook, words) in enumerate(rows)
    )
    return one, other


_ITSELF = "Nothing that it needs is known to be down"
_OWN = (
    *_own("ehr", OutageTarget.CUSTOMER_EHR, 100, _ITSELF),
    *_own("ris", OutageTarget.CUSTOMER_RIS, 110, _ITSELF),
    *_own("pacs", OutageTarget.CUSTOMER_PACS, 120, _ITSELF),
    *_own("lis", OutageTarget.CUSTOMER_LIS, 130, _ITSELF),
    *_own("pharmacy", OutageTarget.CUSTOMER_PHARMACY, 140, _ITSELF),
    Row(
        name="interfaces",
        rank=150,
        target=OutageTarget.INTERFACE_ENGINE,
        playbook=_UNSCHEDULED,
        because="The systems stand alone: what is entered in one does not reach the other",
        when=(_needs("interfaces", _BAD), _needs("ris", _NOT_DOWN), _needs("ehr", _NOT_DOWN), *_NOTHING_BEHIND),
    ),
)
_LESSER = (
    Row(
        name="prescribing",
        rank=160,
        target=OutageTarget.EPRESCRIBING_PORTAL,
        playbook=_PRESCRIBING,
        because="Electronic prescribing is away by itself",
        when=(_needs("prescribing", _BAD), _needs("internet", _NOT_DOWN), _POWERED),
    ),
    Row(
        name="vendor_slow",
        rank=170,
        target=OutageTarget.VENDOR_OFFLINE,
        playbook=_SLOW_SYSTEM,
        because="The internet is fast enough, so the slowness is on the vendor's side",
        when=(_needs("vendor", _SLOW), _needs("internet", _UP)),
    ),
    Row(
        name="internet_slow",
        rank=180,
        target=OutageTarget.CUSTOMER_WAN,
        playbook=_SLOW_SYSTEM,
        because="Everything that is reached over the line is slow with it",
        when=(_needs("internet", _SLOW), _POWERED),
    ),
    Row(
        name="wireless",
        rank=190,
        target=OutageTarget.CUSTOMER_WIRELESS,
        playbook=_UNSCHEDULED,
        because="Wired computers can still be used",
        when=(_needs("wireless", _BAD), _needs("internet", _USABLE), _POWERED),
    ),
    Row(
        name="telephones",
        rank=200,
        target=OutageTarget.TELEPHONY,
        playbook=_UNSCHEDULED,
        because="People must be told in another way, and call-backs will not come through",
        when=(_needs("telephones", _BAD),),
    ),
    Row(
        name="document_site",
        rank=210,
        target=OutageTarget.DOCUMENT_SITE,
        playbook=_UNSCHEDULED,
        because="Work goes on in the vendor's system, but the site to fall back on is away",
        when=(_needs("document_site", _BAD), _needs("vendor", _USABLE), _ONLINE),
    ),
)

DEFAULT = NamingTable(
    name="naming",
    version=1,
    targets=tuple(OutageTarget),
    kinds=_KINDS,
    rows=(*_REGION_AND_VENDOR, *_SITE, *_OWN, *_LESSER),
)
"""What is proposed where a clinic has no table of its own."""
