"""What a host says about its mail server is checked before the first outage, and its password is never shown."""

from __future__ import annotations

import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import SecretStr, ValidationError

from downtimekit.adapters.smtp import Security, SmtpSettings
from downtimekit.errors import InvalidInput

PASSWORD = "planted:/@?#% \u00fc"
USER = "ward@west"
LOGIN = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"


def faults(url: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        SmtpSettings.from_url(url)
    assert "planted" not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    return [str(fault) for fault in caught.value.faults]


def test_a_url_says_everything() -> None:
    settings = SmtpSettings.from_url(
        f"smtp://{LOGIN}@mail.example.org:2525/?from=ward+3@example.org&timeout=7.5&ca_file=%2Fetc%2Fca%20west.pem"
    )

    assert (settings.host, settings.port, settings.sender) == ("mail.example.org", 2525, "ward+3@example.org")
    assert (settings.username, settings.timeout, settings.ca_file) == (USER, 7.5, Path("/etc/ca west.pem"))
    assert settings.password is not None
    assert settings.password.get_secret_value() == PASSWORD
    assert settings.security is Security.STARTTLS


@pytest.mark.parametrize(
    ("url", "security"),
    [
        ("smtp://mail.example.org?from=a@example.org", Security.STARTTLS),
        ("smtps://mail.example.org?from=a@example.org", Security.TLS),
        ("smtp://mail.example.org?from=a@example.org&security=tls", Security.TLS),
        ("smtp://localhost?from=a@example.org&security=plain", Security.PLAIN),
        ("smtp://127.0.0.9?from=a@example.org&security=plain", Security.PLAIN),
        ("smtp://[::1]?from=a@example.org&security=plain", Security.PLAIN),
        ("smtp://relay.example.org?from=a@example.org&security=plain&allow_plain=yes", Security.PLAIN),
    ],
)
def test_a_line_is_encrypted_unless_it_stays_on_this_machine(url: str, security: Security) -> None:
    settings = SmtpSettings.from_url(url)

    assert (settings.security, settings.port) == (security, None)


def test_nothing_is_sent_in_the_clear_to_another_machine_by_oversight() -> None:
    assert faults("smtp://10.0.0.7?from=a@example.org&security=plain") == [
        "security: may be 'plain' only to this machine, or where allow_plain is set"
    ]


def test_a_password_is_never_sent_in_the_clear_even_where_notices_may_be() -> None:
    assert faults(f"smtp://{LOGIN}@10.0.0.7?from=a@example.org&security=plain&allow_plain=yes") == [
        "password: is never sent to another machine without encryption"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "smtp://ward:planted/word@mail.example.org?from=a@example.org",
        "smtp://ward:planted#word@mail.example.org?from=a@example.org",
        "smtp://ward:planted?word@mail.example.org?from=a@example.org",
        "smtp://ward:12/planted@mail.example.org?from=a@example.org",
        "smtp://ward:12#planted@mail.example.org?from=a@example.org",
        "smtp://ward:planted%FF@mail.example.org?from=a@example.org",
        "smtp://ward:planted@[mail?from=a@example.org",
    ],
)
def test_a_password_that_is_not_encoded_is_explained_and_not_repeated(url: str) -> None:
    assert any("write @ : / ? # % as %40 %3A %2F %3F %23 %25" in fault for fault in faults(url))


def test_a_piece_of_a_password_is_no_parameter() -> None:
    assert "has a parameter that is not known" in "".join(faults("smtp://ward:12?planted@mail.example.org"))


def test_every_fault_of_a_url_is_named() -> None:
    assert faults("http://ward@?from=a&timeout=0&security=none&pager=planted&timeout=0") == [
        "must begin with smtp:// or smtps://",
        "has a parameter that is not known; known: security, timeout, ca_file, allow_plain, connections,"
        " mails_per_connection, from",
        "has a parameter more than once",
        "host: is missing",
        "from: is not an email address, such as name@example.org",
        "security: must be 'starttls', 'tls' or 'plain'",
        "password: and username must be given together",
        "timeout: must be greater than or equal to 0.1",
    ]


@pytest.mark.parametrize("host", ["", "mail example.org", "mail\r\nQUIT", "mail/..", "mail@example.org", "x" * 254])
def test_a_host_is_a_name_and_nothing_else(host: str) -> None:
    with pytest.raises(ValidationError):
        SmtpSettings(host=host, sender="a@example.org")


def test_a_password_is_shown_nowhere() -> None:
    settings = SmtpSettings(
        host="mail.example.org", sender="a@example.org", username=USER, password=SecretStr(PASSWORD)
    )

    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert PASSWORD not in shown
    assert USER not in repr(settings)
