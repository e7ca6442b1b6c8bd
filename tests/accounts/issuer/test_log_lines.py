"""What a sign-in writes into the log, at the lowest level there is."""

import logging
import logging.config

import pytest

from itwins_site import log_lines
from tests.accounts.issuer.flows import (
    VERIFIER,
    basic,
    code_for,
    exchange,
    post_form,
    refresh,
)


@pytest.fixture
def _every_line(caplog):
    """As with LOG_LEVEL=DEBUG."""
    wanted = log_lines.settings_of("text", "DEBUG")
    before = {name: logging.getLogger(name).level for name in ["", *wanted["loggers"]]}
    logging.getLogger().setLevel("DEBUG")
    for name, told in wanted["loggers"].items():
        logging.getLogger(name).setLevel(told.get("level", "NOTSET"))
    caplog.handler.setLevel("DEBUG")
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("_every_line")
def test_no_line_tells_a_code_a_token_or_a_secret(visitor, trusted, service, caplog):
    code = code_for(visitor, trusted)
    tokens = exchange(visitor, trusted, code).json()
    newer = refresh(visitor, trusted, tokens["refresh_token"]).json()
    visitor.get("/o/userinfo", headers={"Authorization": f"Bearer {newer['access_token']}"})
    asked = {"token": newer["refresh_token"], "client_id": trusted.client_id}
    post_form(visitor, "/o/revoke_token/", asked)
    visitor.get(f"/o/logout/?id_token_hint={newer['id_token']}")
    exchange(visitor, trusted, code)
    application, secret = service
    header = {"Authorization": basic(application.client_id, secret)}
    own = post_form(visitor, "/o/token/", {"grant_type": "client_credentials"}, **header).json()
    post_form(visitor, "/o/token/", {"grant_type": "client_credentials", "scope": "x"}, **header)

    names = ("access_token", "refresh_token", "id_token")
    secrets = [code, VERIFIER, secret, header["Authorization"], own["access_token"]]
    secrets += [given[name] for given in (tokens, newer) for name in names]
    told = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "/o/token/" in told
    assert [secret for secret in secrets if secret in told] == []
