"""Random contacts, with everything that a contact can have."""

from __future__ import annotations

from datetime import date, time

from hypothesis import strategies as st

from downtimekit.models.people import (
    Channel,
    ChannelKind,
    Contact,
    DatedHours,
    Directory,
    Hours,
    OnCall,
    QuietHours,
    Role,
    Shift,
    Weekday,
)
from downtimekit.models.ranked import Severity

ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo", "UTC")

keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}", fullmatch=True)
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
labels = st.sampled_from(["", "work", "home", "mobile", "cell", "on-call", "voice", "x"])
phones = st.from_regex(r"\+1202555[0-9]{4}", fullmatch=True) | st.just("+442079460018")
addresses: dict[ChannelKind, st.SearchStrategy[str]] = {
    ChannelKind.EMAIL: st.from_regex(r"[a-z+'=]{1,9}(\.[a-z]{1,5})?@[a-z]{1,9}\.example\.org", fullmatch=True),
    ChannelKind.PHONE: phones,
    ChannelKind.SMS: phones,
    ChannelKind.CHAT: st.from_regex(r"(xmpp|slack|https):[A-Za-z0-9/?=&@#.%:-]{1,40}", fullmatch=True),
    ChannelKind.PAGER: phones | st.from_regex(r"[0-9]{2,10}", fullmatch=True),
}
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
hours = st.builds(Hours, starts=times, ends=times)
shifts = st.builds(
    Shift,
    days=st.lists(st.sampled_from(Weekday), min_size=1, max_size=7).map(tuple),
    hours=hours,
    every_weeks=st.integers(1, 4),
    since=days,
) | st.builds(Shift, days=st.lists(st.sampled_from(Weekday), min_size=1, max_size=7).map(tuple), hours=hours)
dated = st.builds(DatedHours, day=days, hours=st.lists(hours, max_size=2).map(tuple))
on_call = st.builds(
    OnCall,
    zone=st.sampled_from(ZONES),
    weekly=st.lists(shifts, max_size=3).map(tuple),
    dated=st.lists(dated, max_size=2, unique_by=lambda exception: exception.day).map(tuple),
)
quiet_hours = st.builds(
    QuietHours,
    zone=st.sampled_from(ZONES),
    weekly=st.lists(shifts, min_size=1, max_size=2).map(tuple),
    unless=st.sampled_from(Severity),
)


@st.composite
def channels(draw: st.DrawFn) -> Channel:
    """Return a channel of any kind."""
    kind: ChannelKind = draw(st.sampled_from(ChannelKind))
    verified, opted_out = draw(st.booleans()), draw(st.booleans())
    return kind.at(draw(addresses[kind]), label=draw(labels), verified=verified, opted_out=opted_out)


def _where(channel: Channel) -> tuple[str, str]:
    return channel.kind, channel.address.casefold()


contacts = st.builds(
    Contact,
    id=keys,
    name=names,
    roles=st.lists(st.sampled_from(Role), min_size=1, max_size=3).map(tuple),
    sites=st.lists(keys, max_size=3).map(tuple),
    languages=st.lists(st.sampled_from(["en", "es-MX", "zh-Hant-TW", "ase", "en-u-hc-h23"]), max_size=3).map(tuple),
    channels=st.lists(channels(), max_size=6, unique_by=_where).map(tuple),
    on_call=on_call | st.none(),
    quiet_hours=quiet_hours | st.none(),
)
directories = st.builds(
    Directory, contacts=st.lists(contacts, min_size=1, max_size=4, unique_by=lambda contact: contact.id).map(tuple)
)
