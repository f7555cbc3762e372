"""Random facts and commits, of the kinds that need no further models."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from downtimekit.models.breast.mqsa import Duty
from downtimekit.models.closing import DutySent, ScanFiled
from downtimekit.models.facts import (
    CaptureRefused,
    Fact,
    IdentityConfirmed,
    NoticeOwed,
    Promised,
    PromiseEnded,
    RecordRejected,
    SettledByHand,
    Signalled,
)
from downtimekit.models.notice import Notice
from downtimekit.models.people import Role, Staff
from downtimekit.models.registration import PatientEventHeard, Unmerge
from downtimekit.ports.entries import Commit

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]

keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,12}", fullmatch=True)
mrns = st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True)
texts = st.text(min_size=1, max_size=40)
names = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
instants = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2030-01-01"),
    timezones=st.sampled_from(ZONES).map(ZoneInfo),
)
notices = st.builds(
    Notice,
    id=keys,
    audience=st.just((Role.CHARGE_NURSE,)),
    sites=st.tuples(keys),
    subject=names,
    body=texts,
    drill=st.booleans(),
)
facts: st.SearchStrategy[Fact] = st.one_of(
    st.builds(
        Signalled,
        signal=keys,
        before=keys,
        after=keys,
        details=st.lists(st.tuples(keys, texts), max_size=2).map(tuple),
    ),
    st.builds(NoticeOwed, notice=notices),
    st.builds(Promised, promise=keys, due=instants),
    st.builds(PromiseEnded, promise=keys),
    st.builds(CaptureRefused, capture=keys, faults=st.lists(texts, max_size=2).map(tuple)),
    st.builds(IdentityConfirmed, capture=keys, mrn=mrns, reason=names),
    st.builds(SettledByHand, capture=keys, reason=names),
    st.builds(
        PatientEventHeard,
        id=keys,
        event=st.builds(Unmerge, prior=mrns.map("P{}".format), survivor=mrns.map("S{}".format), reason=names),
    ),
    st.builds(RecordRejected, key=keys, reason=names),
    st.builds(DutySent, accession=keys, duty=st.sampled_from(Duty), at=instants, by=names),
    st.builds(ScanFiled, serial=keys, where=names),
)
commits = st.builds(
    Commit,
    stream=st.sampled_from(["west-1", "east-1"]),
    expected=st.integers(0, 6),
    command=st.sampled_from(["a", "b", "c", "d"]),
    at=instants,
    by=st.builds(Staff, name=names, role=st.sampled_from(Role)),
    facts=st.lists(facts, min_size=1, max_size=3),
)
