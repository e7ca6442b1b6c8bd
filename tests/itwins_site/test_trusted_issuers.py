"""TRUSTED_ISSUERS: what is read, and the one sentence that a wrong value gets."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from itwins_site.trusted_issuers import TrustedIssuer, trusted_issuers

OWN = "https://registry.example/o"
ENTRY = {
    "issuer": "https://sign-in.example",
    "jwks_uri": "https://sign-in.example/jwks",
    "audience": "https://registry.example",
}
NEXT = (
    'Next: correct it, as in [{"issuer": "https://sign-in.example",'
    ' "jwks_uri": "https://sign-in.example/jwks", "audience": "https://registry.example"}],'
    " or leave it unset."
)


def refused(given) -> str:
    """What is wrong, without the name and the next step that every refusal has."""
    text = given if isinstance(given, str) else json.dumps(given)
    with pytest.raises(ImproperlyConfigured) as refusal:
        trusted_issuers(text, own=OWN)
    said = str(refusal.value)
    assert said.startswith("TRUSTED_ISSUERS ")
    assert said.endswith(f". {NEXT}")
    return said.removeprefix("TRUSTED_ISSUERS ").removesuffix(f". {NEXT}")


@pytest.mark.parametrize("given", ["", " \n", "[]"])
def test_nobody_is_trusted_unless_listed(given):
    assert trusted_issuers(given, own=OWN) == {}


def test_an_entry_may_be_short():
    assert trusted_issuers(json.dumps([ENTRY]), own=OWN) == {
        "https://sign-in.example": TrustedIssuer(
            issuer="https://sign-in.example",
            jwks_uri="https://sign-in.example/jwks",
            audience=("https://registry.example",),
            algorithms=("RS256",),
            provision=False,
            organization="",
        )
    }


def test_an_entry_may_say_everything():
    local = {
        "issuer": "http://localhost:9000/realms/acme/",
        "jwks_uri": "http://[::1]:9000/jwks?realm=acme",
        "audience": ["one", "two"],
        "algorithms": ["ES256", "EdDSA"],
        "provision": True,
        "organization": " Acme Corporation ",
    }

    assert trusted_issuers(json.dumps([ENTRY, local]), own=OWN)[local["issuer"]] == TrustedIssuer(
        issuer="http://localhost:9000/realms/acme/",
        jwks_uri="http://[::1]:9000/jwks?realm=acme",
        audience=("one", "two"),
        algorithms=("ES256", "EdDSA"),
        provision=True,
        organization="Acme Corporation",
    )


@pytest.mark.parametrize(
    "given",
    ["nonsense", "{}", json.dumps(ENTRY), "null", "7", '"https://sign-in.example"', "[" * 100_000],
    ids=lambda given: given[:20],
)
def test_what_is_no_list_is_refused(given):
    assert refused(given) == "is not a JSON list"


@pytest.mark.parametrize("entry", [None, 7, "https://sign-in.example", [ENTRY]], ids=str)
def test_an_entry_that_is_no_object_is_refused(entry):
    assert refused([ENTRY, entry]) == "has an entry 2 that is no object"


@pytest.mark.parametrize("missing", ["issuer", "jwks_uri", "audience"])
def test_an_entry_that_lacks_something_is_refused(missing):
    entry = {name: value for name, value in ENTRY.items() if name != missing}

    assert refused([entry]) == f"lacks '{missing}' in entry 1"


def test_a_misspelt_key_is_refused():
    assert refused([ENTRY | {"algorithm": "RS256"}]) == "has an unknown key 'algorithm' in entry 1"


WRONG = {
    "issuer": (
        "an https address of at most 255 characters without a query",
        [
            *("", "sign-in.example", "http://sign-in.example", "ftp://localhost/x"),
            *("https://", "https://a b.example", "https://x@sign-in.example", "https://[x"),
            *("https://sign-in.example?x=1", "https://sign-in.example#x", "https://e.example:x"),
            *("https://" + "e" * 250, "https://\u00e9.example", "https://e.example\n", 7, None),
        ],
    ),
    "jwks_uri": (
        "an https address",
        ["", "http://sign-in.example/jwks", "file:///etc/passwd", "http://localhost.evil.example"],
    ),
    "audience": ("a word or a list of words", ["", " ", [], [""], ["one", 7], {"one": 1}, None]),
    "algorithms": (
        "a list of some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA",
        ["RS256", [], ["none"], ["HS256"], ["RS256", "HS512"], ["rs256"], [None], [[]], None],
    ),
    "provision": ("true or false", ["true", 1, None]),
    "organization": ("the name or id of an organization", ["", "  ", 7, None]),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, (_, values) in WRONG.items() for value in values],
    ids=lambda given: str(given)[:40],
)
def test_a_wrong_value_is_refused_with_what_it_must_be(name, value):
    said = refused([ENTRY | {name: value}])

    assert said == f"has a wrong '{name}' in entry 1: it must be {WRONG[name][0]}"


def test_an_issuer_that_is_listed_twice_is_refused():
    other = ENTRY | {"issuer": "https://other.example"}

    assert refused([ENTRY, other, ENTRY]) == "lists https://sign-in.example twice"


def test_our_own_issuer_is_refused():
    assert refused([ENTRY | {"issuer": OWN}]) == (
        "lists https://registry.example/o, which is this registry itself and needs no entry"
    )
