"""`manage.py start`: everything a first start needs, then the web server and a worker, in the foreground."""

import io
import os
import shlex
import signal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction

from accounts.authentication.access_tokens import issue_access_token
from accounts.authentication.signing_keys import signing_key
from accounts.models import User
from itwins_site.child_processes import background_worker, first_to_end
from itwins_site.redis_server import refuse_an_unreachable_redis
from itwins_site.web_server import refuse_a_busy_port, web_server
from twins.demo.credentials import (
    demo_password,
    ensure_demo_passwords,
    ensure_service_secret,
)

GUIDE = "owner@acme.example"
ADMINISTRATOR = "admin@acme.example"
SUPPORT_PERSON = "support@itwins.example"
_WHERE_WE_ARE = ("PORT", "PUBLIC_URL", "DATA_DIR")


class Command(BaseCommand):
    help = "Migrates, makes the keys, loads the demo data into an empty database, and serves."

    def handle(self, *args: object, **options: object) -> None:
        _stop_on_signals()
        try:
            refuse_a_busy_port()
            _prepare()
            with background_worker() as worker, web_server() as server:
                self.stdout.write(_welcome())
                self.stdout.flush()
                ended = first_to_end(server, worker)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        else:
            raise SystemExit(
                f"The {'web server' if ended is server else 'worker'} stopped by itself"
                f" (exit code {ended.returncode})."
                f" Next: read the lines above and start again."
            )


def _stop_on_signals() -> None:
    # Ctrl-C too: a shell starts what it puts in the background with it ignored.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants us to stay
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def _prepare() -> None:
    refuse_an_unreachable_redis()
    _migrate()
    signing_key()
    if settings.DEMO != "none" and not User.objects.exists():
        with transaction.atomic():  # an interrupted first start leaves an empty database
            call_command("load_demo_data", size=settings.DEMO, stdout=io.StringIO())
    if _guide() is not None:
        ensure_demo_passwords()


def _migrate() -> None:
    try:
        connection.ensure_connection()
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise ImproperlyConfigured(
            f"the database cannot be used ({reason}). Next: see that it runs,"
            f" or set DATABASE_URL=postgres://user@host:port/name (unset: SQLite in DATA_DIR)."
        ) from None


def _guide() -> User | None:
    """The demo user whom the printed lines introduce."""
    return User.objects.filter(email=GUIDE, is_active=True).first()


def _welcome() -> str:
    guide = _guide()
    lines = ["", f"Pages:   {settings.PUBLIC_URL}/app/"]
    if guide is not None:
        lines += _introduction(guide)
    elif not User.objects.exists():
        lines += [
            "There is nobody yet. Make the first organization and its administrator:",
            "  .venv/bin/python manage.py create_organization 'Your company' --admin you@example.com",
        ]
    return "\n".join([*lines, "", "Stop with Ctrl-C.", f"Ready: {settings.PUBLIC_URL}"])


def _introduction(guide: User) -> list[str]:
    token = issue_access_token(guide)
    known = demo_password()
    shown = known if guide.check_password(known) else "(another one was chosen since)"
    return [
        f"Sign in: {guide.email}   password: {shown}",
        f"         The same for {ADMINISTRATOR}, and for {SUPPORT_PERSON} at /admin/.",
        "",
        "The API, as the same person (the token lasts an hour;"
        f" another one: {_as_here()}.venv/bin/python manage.py access_token {guide.email}):",
        f"curl -H 'Authorization: Bearer {token}' '{settings.PUBLIC_URL}/itwins/?$top=5'",
        *_service_introduction(),
    ]


def _as_here() -> str:
    """What another shell has to set to speak of this registry; a password is not repeated."""
    given = {name: os.environ[name] for name in _WHERE_WE_ARE if os.environ.get(name)}
    return "".join(f"{name}={shlex.quote(value)} " for name, value in given.items())


def _service_introduction() -> list[str]:
    service = ensure_service_secret()
    if service is None:
        return []
    client_id, secret = service
    if not secret:
        return ["", f"Somebody gave the service {client_id} another secret: it cannot be shown."]
    values = {
        "ITP_API_URL": settings.PUBLIC_URL,
        "ITP_ISSUER_URL": settings.ISSUER,
        "ITP_SERVICE_CLIENT_ID": client_id,
        "ITP_SERVICE_CLIENT_SECRET": secret,
    }
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in values.items())
    return [
        "",
        'The same for applications (README, "Use it from iTwin.js"; these are a service\'s):',
        f"export {words}",
    ]
