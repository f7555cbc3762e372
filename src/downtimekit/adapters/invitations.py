"""Planned work as a calendar invitation by mail, which moves when the work is extended and goes when it is called off.

Needs the extra ``smtp``. The mail is the same as `downtimekit.adapters.smtp` sends, with an iCalendar object in it
(RFC 6047, iTIP over mail); a notice that says nothing of a window is sent without one.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import Factory, field, frozen
from pydantic import ConfigDict

from downtimekit.adapters._letter import sendable
from downtimekit.adapters.smtp import CalendarPart, SmtpNotifier, SmtpSettings
from downtimekit.interop.icalendar import Guests, invitation
from downtimekit.models.notice import NoticeText
from downtimekit.models.people import ChannelKind, Email
from downtimekit.models.strict import Key, Strict
from downtimekit.ports.notifier import Capabilities, Message, Sent


class InvitationSettings(Strict):
    """Over which mail server, and in whose name, people are invited.

    Attributes:
        name: what receipts call it.
        smtp: the mail server.
        organizer: to whom the calendar entry belongs; the sender, where it is not said. It must stay the same: a
            calendar lets nobody else move or remove an entry.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"smtp": {"host": "mail.example.org", "sender": "downtime@clinic.example.org"}}]
        }
    )

    name: Key = "invitations"
    smtp: SmtpSettings
    organizer: Email | None = None


def _mail(channel: Invitations) -> SmtpNotifier:
    return SmtpNotifier(channel.settings.smtp, name=channel.settings.name)


@frozen
class Invitations:
    """Sends mails; to those of planned work it adds an invitation, to those that call it off a withdrawal.

    Attributes:
        settings: the mail server.
        mail: the channel that carries the mails; one of its own where none is handed in.

    Raises:
        InvalidInput: the file of certificates cannot be used.
    """

    Settings: ClassVar[type[InvitationSettings]] = InvitationSettings

    settings: InvitationSettings
    mail: SmtpNotifier = field(default=Factory(_mail, takes_self=True), kw_only=True)

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do: what mail can; a calendar that gets an invitation twice shows it once."""
        mail = self.mail.capabilities
        return Capabilities(
            self.settings.name, mail.kind, needs=mail.needs, idempotent=True, rich=mail.rich, at_once=mail.at_once
        )

    async def send(self, message: Message) -> Sent:
        """Send one mail.

        Raises:
            Rejected, Unreachable, OutcomeUnknown: as `SmtpNotifier.send` does.
        """
        calendar = self._calendar(message)
        return await (self.mail.send(message) if calendar is None else self.mail.invite(message, calendar=calendar))

    async def rest(self) -> None:
        """Close the connections that nobody uses now; see `SmtpNotifier.rest`."""
        await self.mail.rest()

    def _calendar(self, message: Message) -> CalendarPart | None:
        if message.notice is None:
            return None
        letter = sendable(message, kind=ChannelKind.EMAIL)
        text = NoticeText.model_construct(language=letter.language, subject=letter.subject, body=letter.body)
        organizer = self.settings.organizer or self.settings.smtp.sender
        found = invitation(message.notice, text=text, guests=Guests(organizer, letter.address, letter.name))
        return None if found is None else CalendarPart(found.method.value, found.content)
