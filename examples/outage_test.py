"""A vendor's test of a whole outage: the RIS is lost in the night when the clocks are put back, and a mail kills us."""

from downtimekit.testing import assert_cadence_kept, assert_nothing_lost, at, play, script_of

OUTAGE = script_of(
    at("+5", signal="help_desk_contacted", details={"ticket": "INC-4711"}),
    at("01:10", which="first", signal="target_identified", details={"target": "customer_ris"}),
    at("+1", channel={"kind": "email", "way": "dies_after"}),  # the process dies after the next mail, once
    at("+28", signal="update_given", details={"news": "Nothing new."}, expect={"told": {"update": "charge_nurse"}}),
    at("01:00", which="second", signal="service_restored"),  # the hour that comes twice
    at("+1", signal="released", refused=["interface_not_validated", "staff_told_not_reported"]),
    at("+1", signal="staff_told", expect={"open": ["validate_interface adt-in", "contact_vendor_support"]}),
    at("+1", signal="vendor_support_contacted", details={"ticket": "V-20391"}),
    *(at("+1", signal="interface_validated", details={"interface": one}) for one in ("adt-in", "oru-out")),
    *(at("+1", signal=name) for name in ("released", "backfill_started", "reconciled", "closed")),
    at="2026-11-01 00:40",
    zone="America/New_York",
    interfaces=["adt-in", "oru-out"],
)


def test_nobody_is_left_without_news_in_the_night_of_the_long_hour() -> None:
    """From the first call to the closing."""
    outage = play(OUTAGE).outage
    assert_cadence_kept(outage)
    assert_nothing_lost(outage)
