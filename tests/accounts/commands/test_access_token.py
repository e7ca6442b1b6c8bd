"""manage.py access_token."""

import jwt
import pytest
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

from accounts.authentication.signing_keys import signing_key


def claims_in(token: str) -> dict:
    return jwt.decode(
        token,
        signing_key().public,
        algorithms=["RS256"],
        audience="http://localhost:8000",
        options={"verify_exp": False},
    )


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_URL = "http://localhost:8000"
    settings.ISSUER = "http://localhost:8000/o"


def test_one_line_is_printed_with_the_claims_of_the_interface(owner, capsys):
    call_command("access_token", owner.email)

    printed = capsys.readouterr()
    assert printed.err == ""
    assert len(printed.out.splitlines()) == 1
    claims = claims_in(printed.out.strip())
    assert len(claims.pop("jti")) == 36
    issued_at = claims.pop("iat")
    assert claims == {
        "iss": "http://localhost:8000/o",
        "aud": "http://localhost:8000",
        "sub": str(owner.pk),
        "client_id": "command-line",
        "scope": "itwin-platform",
        "exp": issued_at + 3600,
    }


def test_lifetime_scope_and_client_are_taken_from_the_options(owner, capsys):
    options = ["--lifetime", "60", "--scope", "openid email", "--client", "reports"]

    call_command("access_token", "OWNER@acme.example", *options)

    claims = claims_in(capsys.readouterr().out.strip())
    assert claims["exp"] - claims["iat"] == 60
    assert claims["scope"] == "openid email"
    assert claims["client_id"] == "reports"


def test_an_unknown_e_mail_is_one_sentence_and_exit_code_1(db, capsys):
    with pytest.raises(SystemExit) as stopped:
        execute_from_command_line(["manage.py", "access_token", "nobody@acme.example"])

    assert stopped.value.code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "CommandError: There is no person with the e-mail nobody@acme.example.\n"
    )


def test_a_person_who_is_not_active_gets_no_token(owner):
    owner.is_active = False
    owner.save()

    with pytest.raises(CommandError, match=r"^owner@acme\.example is not active"):
        call_command("access_token", owner.email)
