"""The page of API tokens in a browser without scripts: its forms sent, its answers read."""

import re

from django.test import Client

from accounts.models import User

PAGE = "/app/tokens"
LAPTOP = {"name": "laptop", "days": "90", "access": "read-only", "networks": ""}


def browser_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def form_id_on(response) -> str:
    (found,) = re.findall(r'name="form_id" value="([^"]+)"', response.content.decode())
    return found


def send(client: Client, **changed: str):
    """The form as a browser sends it, filled in."""
    form_id = form_id_on(client.get(PAGE))
    return client.post(PAGE, LAPTOP | {"form_id": form_id} | changed)


def secret_on(response) -> str:
    (found,) = re.findall(r"<code[^>]*data-secret>([^<]*)<", response.content.decode())
    return found


def names(response) -> list[str]:
    return re.findall(r"<span data-name>([^<]*)</span>", response.content.decode())
