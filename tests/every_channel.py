"""A clinic that has every channel that is shipped, each with a far end on loopback that keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

import trustme
from attrs import define, field
from pypdf import PdfReader

from downtimekit.adapters.http import Line
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.ports import Notifier
from downtimekit.runtime.channels import Channels
from tests.channel_sinks import a_line
from tests.http_servers import Behaviour, Exchange, Request, Server, answering, serving
from tests.integration.mail_servers import PASSWORD, SENDER, USER, Mailbox, as_read, strict_server
from tests.status_pages import TOKEN as PAGE_TOKEN
from tests.status_pages import FakeInstatus, FakePage, FakeStatuspage

SECRETS: Mapping[str, str] = {
    "slack": "xoxb-planted-slack",
    "slack_room": "planted-slack-room",
    "teams": "planted-teams",
    "pagerduty": "planted-pagerduty-key",
    "twilio": "planted-twilio-token",
    "webhook": "whsec_" + "cGxhbnRlZCBzaWduaW5nIGtleSBvZiAzMmI=",
    "webhook_url": "planted-webhook-url",
    "fhir": "planted-fhir-token",
    "cap": "planted-cap-token",
    "pages": PAGE_TOKEN,
    "apprise": "planted-apprise",
    "smtp": PASSWORD,
    "smtp_user": USER,
}
"""What each channel signs in with, or what makes its URL a credential."""

_TAKES: Mapping[str, Behaviour] = {
    "slack": answering(200, b'{"ok": true, "ts": "1700000000.000100"}'),
    "slack_room": answering(200, b"ok"),
    "teams": answering(202),
    "pagerduty": answering(202, b'{"status": "success", "message": "Event processed", "dedup_key": "west-1"}'),
    "twilio": answering(201, json.dumps({"sid": "SM" + "a1" * 16, "status": "queued", "error_code": None}).encode()),
    "webhook": answering(204),
    "fhir": answering(201),
    "cap": answering(200),
    "apprise": answering(200),
}

KINDS: Sequence[tuple[ChannelKind, str]] = (
    (ChannelKind.EMAIL, "planted.nurse@example.org"),
    (ChannelKind.SMS, "+12025550123"),
    (ChannelKind.PHONE, "+12025550124"),
    (ChannelKind.CHAT, "slack:U024BE7LH"),
    (ChannelKind.PAGER, "+12025550125"),
)
ADDRESSES = [address for _, address in KINDS]

AT_FIRST = ("smtp", "twilio_sms", "twilio_voice", "slack", "webhook_pager")
INSTEAD = ("invitations", "texts_in_files", "call_sheet", "console_chat", "apprise_pager")
PAGES = ("statuspage", "instatus")
BOARDS = ("slack_room", "teams", "pagerduty", "webhook", "fhir_communication", "cap", *PAGES, "apprise")


def people(name: str = "Carla Chen", roles: Sequence[Role] = tuple(Role), **about: object) -> Directory:
    """Return one contact for each kind of address, so that every channel has somebody to tell."""
    return Directory(
        contacts=tuple(
            Contact.model_validate(
                {"id": f"person-{kind}", "name": name, "roles": roles, "channels": (Channel(kind=kind, address=at),)}
                | about
            )
            for kind, at in KINDS
        )
    )


@define
class FarEnds:
    """What went out.

    Attributes:
        folder: where what is local lies: calls, files and alerts.
        trouble: what every HTTP server does instead of taking a message; None where they take it.
    """

    folder: Path
    ca_file: Path
    smtp_port: int
    mailbox: Mailbox
    server: Server = field(factory=Server)
    pages: dict[str, Server] = field(factory=dict)
    trouble: Behaviour | None = None

    async def behave(self, exchange: Exchange) -> None:
        """Answer as the vendor does whose name begins the path."""
        name = exchange.request.line.partition(" ")[2].split("/")[1]
        await (self.trouble or _TAKES[name])(exchange)

    @property
    def requests(self) -> Sequence[Request]:
        """Every request that came to any server."""
        return [request for server in (self.server, *self.pages.values()) for request in server.requests]

    def left_the_house(self) -> str:
        """Return all that went over the network, as it was sent and as it is read."""
        said = [f"{request.line}\n{request.headers}\n{request.content.decode()}" for request in self.requests]
        raw = [content.decode() for content in self.mailbox.raw]
        return "\n".join([*said, *raw, *map(as_read, self.mailbox.mails)])

    def on_paper(self) -> str:
        """Return all that lies in files, with the text of PDFs."""
        return "\n".join(read(path) for path in sorted(self.folder.rglob("*")) if path.is_file())

    def forget(self) -> None:
        """Forget all that went out."""
        for kept in (self.mailbox.mails, self.mailbox.raw, self.server.requests):
            kept.clear()
        for server in self.pages.values():
            server.requests.clear()
        rmtree(self.folder)
        self.folder.mkdir()

    def settings(self, **hosts: str) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
        """Return the settings of every channel, by a name for each and that under which it is opened.

        Args:
            hosts: as `http` the root of all URLs, where they are not to lead to these far ends.
        """
        at = hosts.get("http", f"http://127.0.0.1:{self.server.port}")
        pages = {name: hosts.get("http", f"http://127.0.0.1:{server.port}") for name, server in self.pages.items()}
        smtp = {
            "host": "127.0.0.1",
            "port": self.smtp_port,
            "sender": SENDER,
            "username": USER,
            "password": PASSWORD,
            "ca_file": str(self.ca_file),
            "timeout": 2.0,
        }
        twilio = {"account": "AC" + "0" * 32, "token": SECRETS["twilio"], "sender": "+12025550199"}
        hook = {"secrets": [SECRETS["webhook"]], "url": f"{at}/webhook/{SECRETS['webhook_url']}"}
        page = {"token": SECRETS["pages"], "page": "p1", "components": {"RIS/west": "cRis"}, "words": True}
        apprise = at.replace("http://", f"json://ward:{SECRETS['apprise']}@") + "/apprise"
        return {
            "smtp": ("smtp", smtp),
            "invitations": ("invitations", {"smtp": smtp}),
            "texts_in_files": ("files", {"folder": str(self.folder / "texts"), "kind": "sms", "name": "texts"}),
            "call_sheet": ("call_sheet", {"folder": str(self.folder / "calls")}),
            "call_tree": ("call_tree", {"folder": str(self.folder / "tree")}),
            "console_chat": ("console", {"kind": "chat"}),
            "twilio_sms": ("twilio_sms", twilio | {"url": f"{at}/twilio"}),
            "twilio_voice": ("twilio_voice", twilio | {"url": f"{at}/twilio"}),
            "slack": ("slack", {"token": SECRETS["slack"], "url": f"{at}/slack"}),
            "slack_room": ("slack_room", {"url": f"{at}/slack_room/{SECRETS['slack_room']}"}),
            "teams": ("teams", {"url": f"{at}/teams/{SECRETS['teams']}?sig={SECRETS['teams']}"}),
            "pagerduty": ("pagerduty", {"routing_key": SECRETS["pagerduty"], "url": f"{at}/pagerduty"}),
            "webhook": ("webhook", hook),
            "webhook_pager": ("webhook", hook | {"kind": "pager", "name": "pager"}),
            "fhir_communication": (
                "fhir_communication",
                {"url": f"{at}/fhir", "home": "https://clinic.example.org", "token": SECRETS["fhir"]},
            ),
            "cap": (
                "cap",
                {
                    "folder": str(self.folder / "alerts"),
                    "sender": "alerts@clinic.example.org",
                    "words": True,
                    "url": f"{at}/cap",
                    "token": SECRETS["cap"],
                },
            ),
            "statuspage": ("statuspage", page | {"url": f"{pages['statuspage']}/v1"}),
            "instatus": ("instatus", page | {"url": pages["instatus"]}),
            "apprise": ("apprise", {"url": apprise, "timeout": 2.0}),
            "apprise_pager": (
                "apprise",
                {"url": f"{apprise}/{{address}}", "kind": "pager", "name": "apprise-pager", "timeout": 2.0},
            ),
        }

    def channels(self, *names: str, line: Line | None = None, **hosts: str) -> tuple[Notifier, ...]:
        """Open channels as a host does, from a configuration; over a line that may call this machine, or another."""
        known = self.settings(**hosts)
        config = [{"channel": known[name][0], "settings": known[name][1]} for name in names]
        return Channels.installed(given={"line": line or a_line(timeout=0.5)}).open_all(config)


def read(path: Path) -> str:
    """Return what a person reads in a file."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return path.read_text(errors="replace")


@contextmanager
def far_ends(folder: Path) -> Iterator[FarEnds]:
    """Run a server for every channel."""
    authority = trustme.CA()
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    local = folder / "local"
    local.mkdir()
    with ExitStack() as stack:
        port, mailbox = stack.enter_context(strict_server(authority.issue_cert("127.0.0.1")))
        found = FarEnds(local, ca_file, port, mailbox)
        found.server = stack.enter_context(serving(found.behave))
        vendors: dict[str, FakePage] = {"statuspage": FakeStatuspage(), "instatus": FakeInstatus()}
        for name, page in vendors.items():

            async def behave(exchange: Exchange, page: FakePage = page) -> None:
                await (found.trouble or page.behave)(exchange)

            found.pages[name] = stack.enter_context(serving(behave))
        yield found
