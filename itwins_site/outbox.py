"""The outbox of a demo: mails kept as files, for people who do not exist cannot read them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage as ParsedMail
from email.policy import default as modern
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

MOST_KEPT = 100


class OutboxBackend(BaseEmailBackend):
    """Keeps mails instead of sending them; the oldest make room for new ones."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
            draft = folder / f".{uuid.uuid4()}"
            draft.write_bytes(mail.message().as_bytes())
            # Renamed when whole: the page, in another process, never reads half a mail.
            draft.rename(folder / f"{moment}-{uuid.uuid4()}.eml")
        for path in _newest_first(folder)[MOST_KEPT:]:
            path.unlink(missing_ok=True)
        return len(email_messages)


@dataclass(frozen=True)
class KeptMail:
    """A mail as the page shows it."""

    to: str
    subject: str
    sent_at: datetime
    text: str


def kept_mails() -> list[KeptMail]:
    """The mails in the outbox, the newest first."""
    return [_read(path) for path in _newest_first(_folder())[:MOST_KEPT] if path.exists()]


def _folder() -> Path:
    return settings.DATA_DIR / "outbox"


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)


def _read(path: Path) -> KeptMail:
    mail = message_from_bytes(path.read_bytes(), _class=ParsedMail, policy=modern)
    body = mail.get_body(("plain",))
    return KeptMail(
        to=mail["To"],
        subject=mail["Subject"],
        sent_at=datetime.strptime(path.name.partition("-")[0] + "+0000", "%Y%m%d%H%M%S%f%z"),
        text=body.get_content().strip() if body else "",
    )
