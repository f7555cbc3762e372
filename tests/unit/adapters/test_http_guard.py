"""A URL in a setting leads to the public network, and to private places only by the list."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from pydantic import ValidationError

from downtimekit.adapters._http import ChannelUrl, Line, LineSettings
from downtimekit.adapters._http_guard import place_of
from downtimekit.errors import InvalidInput
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict

TOKEN = "T0K3N-planted"

PRIVATE = (
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",  # carrier-grade NAT
    "169.254.169.254",  # where clouds hand out credentials
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",  # IPv4-compatible
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:224.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "100::1",
    "2001:10::1",
    "3fff::1",
    "5f00::1",
)
PUBLIC = ("1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101")


@pytest.mark.parametrize("address", PRIVATE)
def test_no_notice_goes_to_a_private_address_that_nobody_listed(address: str) -> None:
    guard = LineSettings().guard()

    assert not guard.allows(ip_address(address), host="vendor.example")
    assert not guard.allows(ip_address(address), host=address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_network_may_be_called(address: str) -> None:
    assert LineSettings().guard().allows(ip_address(address), host="vendor.example")


@pytest.mark.parametrize(
    ("listed", "address", "host", "may"),
    [
        ("10.20.0.0/16", "10.20.3.4", "fhir.clinic.example", True),
        ("10.20.0.0/16", "::ffff:10.20.3.4", "fhir.clinic.example", True),
        ("10.20.0.0/16", "10.21.3.4", "fhir.clinic.example", False),
        ("10.20.3.4", "10.20.3.4", "10.20.3.4", True),
        ("fd00::/8", "fd12::1", "fhir.clinic.example", True),
        ("fhir.clinic.example", "10.20.3.4", "fhir.clinic.example", True),
        ("fhir.clinic.example", "127.0.0.1", "fhir.clinic.example", True),
        ("fhir.clinic.example", "10.20.3.4", "other.clinic.example", False),
        ("clinic.example", "10.20.3.4", "fhir.clinic.example", False),
        # A name never leads to a machine's credentials, nor to everybody.
        ("fhir.clinic.example", "169.254.169.254", "fhir.clinic.example", False),
        ("fhir.clinic.example", "::ffff:169.254.169.254", "fhir.clinic.example", False),
        ("fhir.clinic.example", "fe80::1", "fhir.clinic.example", False),
        ("fhir.clinic.example", "224.0.0.1", "fhir.clinic.example", False),
        ("0.0.0.0/0", "224.0.0.1", "224.0.0.1", False),
        ("0.0.0.0/0", "0.0.0.0", "0.0.0.0", False),
        ("::/0", "::ffff:239.0.0.1", "x.example", False),
    ],
)
def test_a_listed_place_may_be_private(listed: str, address: str, host: str, may: bool) -> None:
    guard = LineSettings(allow_private=(listed,)).guard()

    assert guard.allows(ip_address(address), host=host) is may


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://hooks.vendor.example/services/T1/B2", "hooks.vendor.example", 443, "/services/T1/B2"),
        ("https://hooks.vendor.example", "hooks.vendor.example", 443, "/"),
        ("https://hooks.vendor.example?a=1", "hooks.vendor.example", 443, "/?a=1"),
        ("HTTPS://Hooks.Vendor.Example.:8443/A?b=%7Bc%7D", "hooks.vendor.example", 8443, "/A?b=%7Bc%7D"),
        ("https://[2606:4700::1111]:8443/a", "2606:4700::1111", 8443, "/a"),
        ("https://1.1.1.1/a", "1.1.1.1", 443, "/a"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/"),
        ("https://my_host.example/", "my_host.example", 443, "/"),
    ],
)
def test_a_web_address_is_taken_apart(url: str, host: str, port: int, target: str) -> None:
    place = place_of(url)

    assert (place.host, place.port, place.target) == (host, port, target)
    assert Line().checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.vendor.example/" + TOKEN,
        "ftp://hooks.vendor.example/" + TOKEN,
        "file:///etc/" + TOKEN,
        "https:///" + TOKEN,
        "https:hooks.vendor.example/" + TOKEN,
        f"https://user:{TOKEN}@hooks.vendor.example/",
        f"https://{TOKEN}@hooks.vendor.example/",
        "https://hooks.vendor.example@127.0.0.1/" + TOKEN,
        "https://hooks.vendor.example\\@127.0.0.1/" + TOKEN,
        "https://hooks.vendor.example/#" + TOKEN,
        f"https://hooks.vendor.example/{TOKEN} x",
        f"https://hooks.vendor.example/{TOKEN}\r\nX-Evil: 1",
        f"https://hooks.vendor.example/{TOKEN}\n",
        f"\nhttps://hooks.vendor.example/{TOKEN}",
        f"https://hooks.vendor.example/{TOKEN}\x00",
        f"https://hooks.vendor.example/{TOKEN}\t",
        f"https://hooks.vendor.example/%zz{TOKEN}",
        f'https://hooks.vendor.example/"{TOKEN}',
        "https://bücher.example/" + TOKEN,
        "https://127。0。0。1/" + TOKEN,
        "https://hooks.vendor.example:0/" + TOKEN,
        "https://hooks.vendor.example:99999/" + TOKEN,
        "https://hooks.vendor.example:\uff18\uff10/" + TOKEN,
        "https://hooks.vendor.example:/" + TOKEN,
        "https://2130706433/" + TOKEN,
        "https://0x7f000001/" + TOKEN,
        "https://0x7f.1/" + TOKEN,
        "https://127.1/" + TOKEN,
        "https://0177.0.0.1/" + TOKEN,
        "https://127.0.0.0x1/" + TOKEN,
        "https://[::1%25eth0]/" + TOKEN,
        "https://[12345::1]/" + TOKEN,
        "https://[1.1.1.1]/" + TOKEN,
        "https://.example/" + TOKEN,
        "https://a..example/" + TOKEN,
        "https://-a.example/" + TOKEN,
        "https://%31%32%37.0.0.1/" + TOKEN,
        "https://hooks.vendor.example/" + TOKEN * 1000,
        # well written, but they lead where they may not
        "http://hooks.vendor.example/" + TOKEN,
        "https://127.0.0.1/" + TOKEN,
        "https://[::1]/" + TOKEN,
        "https://[::ffff:169.254.169.254]/" + TOKEN,
        "https://169.254.169.254/latest/" + TOKEN,
        "https://10.0.0.1./" + TOKEN,
    ],
)
def test_any_other_is_refused_in_words_that_show_nothing_of_it(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Line().checked_url(url)

    assert [fault.path for fault in caught.value.faults] == ["url"]  # so that a configuration says which field it is
    assert TOKEN not in str(caught.value)
    assert "vendor" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://fhir.clinic.example/a", True),
        ("http://FHIR.clinic.example./a", True),
        ("http://10.20.0.1/a", True),
        ("http://[::ffff:10.20.0.1]/a", True),
        ("http://hooks.vendor.example/a", False),
        ("http://1.1.1.1/a", False),
        ("http://10.21.0.1/a", False),
    ],
)
def test_without_encryption_only_listed_places_are_called(url: str, may: bool) -> None:
    listed = ("fhir.clinic.example", "10.20.0.0/16")
    plain = Line(LineSettings(allow_private=listed, allow_plain=True))
    encrypted = Line(LineSettings(allow_private=listed))

    with pytest.raises(InvalidInput):
        encrypted.checked_url(url)
    if may:
        assert plain.checked_url(url) == url
    else:
        with pytest.raises(InvalidInput):
            plain.checked_url(url)


def test_every_entry_that_is_no_place_is_told_without_showing_it() -> None:
    listed = ["fhir.clinic.example", "https://x.example", "10.0.0.0/33", "Clinic.example", "10.0.0.5/16", ""]

    with pytest.raises(InvalidInput) as caught:
        read(LineSettings, {"allow_private": listed}, source="settings")

    assert "entry 2, 3, 4, 6 is" in str(caught.value)
    assert "x.example" not in str(caught.value)


class Channel(Strict):
    url: ChannelUrl


def test_a_channels_url_is_a_secret_with_the_shape_of_a_url() -> None:
    channel = Channel(url=f"https://hooks.vendor.example/{TOKEN}")  # type: ignore[arg-type]

    assert channel.url.get_secret_value().endswith(TOKEN)
    assert TOKEN not in repr(channel)
    with pytest.raises(ValidationError) as caught:
        Channel(url=f"https://{TOKEN}@hooks.vendor.example")  # type: ignore[arg-type]
    assert TOKEN not in f"{caught.value}{caught.value.errors()}"


@pytest.mark.parametrize(
    ("proxy", "works"),
    [
        ("http://proxy.clinic.example:3128", True),
        (f"http://ward:{TOKEN}@proxy.clinic.example:3128/", True),
        (f"http://ward:{TOKEN}%40@[::1]:3128", True),
        ("http://proxy.clinic.example", False),
        (f"https://ward:{TOKEN}@proxy.clinic.example:3128", False),
        (f"http://{TOKEN}@proxy.clinic.example:3128", False),
        (f"http://ward:{TOKEN}@proxy.clinic.example:0", False),
        (f"http://proxy.clinic.example:3128/{TOKEN}", False),
    ],
)
def test_a_proxys_url_may_hold_a_password_which_is_never_shown(proxy: str, works: bool) -> None:
    if works:
        assert TOKEN not in repr(read(LineSettings, {"proxy": proxy}, source="settings"))
    else:
        with pytest.raises(InvalidInput, match="http://host:port") as caught:
            read(LineSettings, {"proxy": proxy}, source="settings")
        assert TOKEN not in str(caught.value)


def test_certificates_that_cannot_be_read_are_told_when_the_line_is_made() -> None:
    with pytest.raises(InvalidInput, match="ca_file: cannot be read"):
        Line(LineSettings(ca_file=__file__))  # type: ignore[arg-type]
