"""A message as a mail."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from downtimekit.ports.notifier import Message

_POLICY = SMTP.clone(cte_type="7bit")  # not every mail server takes 8 bits


def as_mail(letter: Message, *, sender: str, at: datetime) -> EmailMessage:
    """Return the mail for a message that `sendable` has looked at; two with one key have one Message-ID.

    Args:
        letter: the message.
        sender: the address that it comes from.
        at: when it is sent.
    """
    identity = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(display_name=letter.name, addr_spec=letter.address)
    mail["Subject"] = letter.subject
    mail["Date"] = at
    mail["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note comes back
    mail["X-Downtimekit-Key"] = letter.key
    mail.set_content(letter.body)
    return mail
