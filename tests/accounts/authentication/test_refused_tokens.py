"""Every token that must not let anybody in: one table, for ours and for a trusted issuer's.

Each token differs from a good one in what its row names, and in nothing else: ours is recorded as
one that counts, and both name a person who is let in otherwise.
"""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.operations.access_tokens import record_access_token, revoke_tokens_of
from tests.accounts.authentication.forged_tokens import (
    base64url,
    eddsa,
    es256,
    hs256,
    ourselves,
    outside,
    ps256,
    public_jwk,
    rs256,
    rs512,
    unsigned,
)
from tests.openid_provider import key_of
from tests.twins.api.answers import assert_answers, refusal

UNAUTHORIZED = refusal(
    "Unauthorized",
    "Access denied due to invalid access_token."
    " Make sure to provide a valid token for this API endpoint.",
)
SCOPE_MISSING = refusal(
    "RequiredScopeMissing",
    "Access denied due to invalid access_token. One or more required scopes are missing."
    " Make sure to provide a valid token for this API endpoint.",
)
FOREIGN = key_of("foreign")
DEEP = "[" * 5_000


@pytest.fixture(params=["ours", "theirs"])
def signer(request, owner, issuer, settings):
    """Whose token it is; the owner is known to both, and both are trusted."""
    settings.TRUSTED_ISSUERS = {issuer.url: issuer.entry()}
    owner.issuer, owner.subject = issuer.url, "ada-1"
    owner.save()
    return ourselves(owner) if request.param == "ours" else outside(issuer)


@pytest.fixture
def show(api, owner):
    """Shows a token, recorded as one of those of ours that count."""

    def shown(token):
        later = datetime.now(UTC) + timedelta(hours=1)
        record_access_token(token, user=owner, scope="itwin-platform", expires_at=later)
        return api(None).get("/itwins/", headers={"Authorization": f"Bearer {token}"})

    return shown


def with_header(sign=None, **header):
    return lambda by: by.token(sign, header=header)


def with_claims(**changes):
    return lambda by: by.token(**changes)


def in_pieces(change):
    """A good token whose three parts are changed after it was signed."""
    return lambda by: ".".join(change(*by.token().split(".")))


def other_claims(by):
    return by.token(aud="https://elsewhere.example").split(".")[1]


# What is wrong, and a token of which that is true.
REFUSED = {
    # Who signed it, and how.
    "alg none": with_header(unsigned, alg="none"),
    "alg None": with_header(unsigned, alg="None"),
    "alg none, signed": with_header(alg="none"),
    "no alg": with_header(alg=None),
    "alg empty": with_header(alg=""),
    "alg a list": with_header(alg=["RS256"]),
    "alg an object": with_header(alg={}),
    "alg unknown": with_header(alg="RS257"),
    "no signature": with_header(unsigned),
    "HS256 with the public key": lambda by: by.token(
        hs256(by.public_pem()), header={"alg": "HS256"}
    ),
    "HS256 with the text of the public key": lambda by: by.token(
        hs256(by.public_pem().strip()), header={"alg": "HS256"}
    ),
    "HS256 with nothing": with_header(hs256(b""), alg="HS256"),
    "HS256 with an empty file": with_header(hs256(b""), alg="HS256", kid="../../../dev/null"),
    "a foreign key": with_header(rs256(FOREIGN)),
    "a foreign key with another id": with_header(rs256(FOREIGN), kid="foreign"),
    "a foreign key without an id": with_header(rs256(FOREIGN), kid=None),
    "a foreign key, embedded": with_header(rs256(FOREIGN), jwk=public_jwk(FOREIGN)),
    "a foreign key, embedded, of no id": with_header(
        rs256(FOREIGN), kid=None, jwk=public_jwk(FOREIGN)
    ),
    "a foreign key, by address": with_header(
        rs256(FOREIGN), kid="f", jku="https://elsewhere.example/jwks"
    ),
    "a foreign certificate, by address": with_header(
        rs256(FOREIGN), kid="f", x5u="https://elsewhere.example/x5u"
    ),
    "a foreign certificate": with_header(rs256(FOREIGN), x5c=["MIIB"], x5t="AAAA"),
    "a foreign key by a path": with_header(rs256(FOREIGN), kid="../../../etc/passwd"),
    "a foreign key by an address": with_header(rs256(FOREIGN), kid="https://elsewhere.example/"),
    "a foreign key by SQL": with_header(rs256(FOREIGN), kid="' OR 1=1 --"),
    "a foreign key by NUL": with_header(rs256(FOREIGN), kid="k1\0"),
    "a foreign key by a long id": with_header(rs256(FOREIGN), kid="k" * 8_000),
    "kid a number": with_header(rs256(FOREIGN), kid=1),
    "kid a list": with_header(rs256(FOREIGN), kid=["k1"]),
    "RS512 with the right key": lambda by: by.token(rs512(by.key), header={"alg": "RS512"}),
    "PS256 with the right key": lambda by: by.token(ps256(by.key), header={"alg": "PS256"}),
    "RS512 that says RS256": lambda by: by.token(rs512(by.key)),
    "RS256 that says RS512": with_header(alg="RS512"),
    "RS256 that says ES256": with_header(alg="ES256"),
    "RS256 that says EdDSA": with_header(alg="EdDSA"),
    "ES256": with_header(es256, alg="ES256"),
    "ES256 that says RS256": with_header(es256),
    "EdDSA": with_header(eddsa, alg="EdDSA"),
    "EdDSA that says RS256": with_header(eddsa),
    # What it is.
    "an unknown critical header": with_header(crit=["exp2"], exp2=1),
    "crit empty": with_header(crit=[]),
    "crit no list": with_header(crit="exp"),
    "not encoded": with_header(crit=["b64"], b64=False),
    "typ of an ID token of some": with_header(typ="id_token+jwt"),
    "typ of a sign-out": with_header(typ="logout+jwt"),
    "typ of an event": with_header(typ="secevent+jwt"),
    "typ of a proof of possession": with_header(typ="dpop+jwt"),
    "typ no text": with_header(typ=["at+jwt"]),
    "encrypted": lambda by: (
        base64url(b'{"alg":"RSA-OAEP","enc":"A256GCM"}').decode() + ".a2V5.aXY.Y2lwaGVy.dGFn"
    ),
    "with a part more": in_pieces(lambda *parts: [*parts, "e30"]),
    "with two parts more": in_pieces(lambda *parts: [*parts, "e30", "e30"]),
    "with a part less": in_pieces(lambda head, body, signature: [head, body]),
    "another header": in_pieces(
        lambda head, body, signature: [head[:-4] + "AAAA", body, signature]
    ),
    "other claims": lambda by: ".".join(
        [by.token().split(".")[0], other_claims(by), by.token().split(".")[2]]
    ),
    "another signature": in_pieces(
        lambda head, body, signature: [head, body, signature[:-8] + "AAAAAAAA"]
    ),
    "padded in front": lambda by: "=" + by.token(),
    "of 100 KB": with_claims(more="x" * 75_000),
    "deep header": in_pieces(
        lambda head, body, signature: [base64url(DEEP.encode()).decode(), body, signature]
    ),
    "deep claims": in_pieces(
        lambda head, body, signature: [head, base64url(DEEP.encode()).decode(), signature]
    ),
    "claims a list": in_pieces(lambda head, body, signature: [head, "W10", signature]),
    "an ID token": with_claims(aud="test", azp="test", nonce="n", at_hash="h", scope=None),
    # What it says.
    "another issuer": with_claims(iss="https://elsewhere.example/o"),
    "no issuer": with_claims(iss=None),
    "an issuer and a slash": lambda by: by.token(iss=by.claims["iss"] + "/"),
    "issuers listed": lambda by: by.token(iss=[by.claims["iss"]]),
    "another audience": with_claims(aud="https://elsewhere.example"),
    "other audiences": with_claims(aud=["https://elsewhere.example", "x"]),
    "an audience that begins alike": lambda by: by.token(aud=by.claims["aud"] + ".elsewhere"),
    "no audience": with_claims(aud=None),
    "no audience of a list": with_claims(aud=[]),
    "audience an object": lambda by: by.token(aud={by.claims["aud"]: 1}),
    "audience a list of lists": lambda by: by.token(aud=[[by.claims["aud"]]]),
    "expired": with_claims(exp=-60),
    "never expires": with_claims(exp=None),
    "expires soon": with_claims(exp="soon"),
    "expires now and then": with_claims(exp=[9999999999]),
    "not yet valid": with_claims(nbf=3600),
    "valid from soon on": with_claims(nbf="soon"),
    "not yet issued": with_claims(iat=3600),
    "no subject": with_claims(sub=None),
    "subject empty": with_claims(sub=""),
    "subject blank": with_claims(sub=" "),
    "subject an address": with_claims(sub="owner@acme.example"),
    "subject a number": with_claims(sub=7),
    "subject an object": with_claims(sub={}),
    "subject with NUL": lambda by: by.token(sub=by.claims["sub"] + "\0"),
    "subject of 10,000 characters": with_claims(sub="s" * 10_000),
    "subject of nobody": with_claims(sub="00000000-0000-4000-8000-000000000000"),
}
SCOPELESS = {
    "no scope": with_claims(scope=None),
    "scope empty": with_claims(scope=""),
    "another scope": with_claims(scope="openid"),
    "a scope of before": with_claims(scope="itwins:read"),
    "a scope that begins alike": with_claims(scope="itwin-platforms"),
    "the scope in capitals": with_claims(scope="Itwin-Platform"),
    "scopes by commas": with_claims(scope="openid,itwin-platform"),
    "scope a number": with_claims(scope=7),
    "scope an object": with_claims(scope={"itwin-platform": True}),
}


@pytest.mark.parametrize(
    ("make", "body"),
    [(make, UNAUTHORIZED) for make in REFUSED.values()]
    + [(make, SCOPE_MISSING) for make in SCOPELESS.values()],
    ids=[*REFUSED, *SCOPELESS],
)
def test_a_token_is_refused_in_the_published_words(show, signer, issuer, make, body):
    assert show(signer.token()).status_code == 200

    answer = show(make(signer))

    assert_answers(answer, 401, body)
    assert answer.headers["www-authenticate"] == 'Bearer realm="itwins"'
    assert issuer.fetches <= 2


def test_our_own_tokens_are_never_fetched_for(show, owner, issuer, settings):
    settings.TRUSTED_ISSUERS = {issuer.url: issuer.entry()}
    ours = ourselves(owner)

    let_in = show(ours.token())
    for header in ({"kid": "k1"}, {"kid": None}, {"alg": "ES256"}, {"typ": "JWT"}):
        show(ours.token(header=header))

    assert let_in.status_code == 200
    assert issuer.fetches == 0


# --- What only tokens of ours can lack -----------------------------------------------------------


def test_a_token_that_was_signed_and_never_recorded_is_refused(api, owner):
    header = {"Authorization": f"Bearer {ourselves(owner).token()}"}

    assert_answers(api(None).get("/itwins/", headers=header), 401, UNAUTHORIZED)


def test_a_revoked_token_is_refused_at_once(api, show, owner):
    token = ourselves(owner).token()
    before = show(token).status_code

    revoke_tokens_of(owner)

    assert before == 200
    header = {"Authorization": f"Bearer {token}"}
    assert_answers(api(None).get("/itwins/", headers=header), 401, UNAUTHORIZED)


def test_a_token_of_ours_without_the_type_of_access_tokens_is_refused(show, owner):
    for kind in ("JWT", None, "AT+JWT"):
        token = ourselves(owner).token(header={"typ": kind})

        assert_answers(show(token), 401, UNAUTHORIZED)


# --- What does not matter --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        with_claims(nbf=-60),
        with_claims(scope="openid itwin-platform email"),
        with_claims(client_id=None),
        lambda by: by.token(aud=["https://elsewhere.example", by.claims["aud"]]),
        with_claims(nonce="n", auth_time=1, acr="0", more={"a": ["b"]}),
        with_header(jwk=public_jwk(FOREIGN), jku="https://elsewhere.example/", x5u="file:///x"),
    ],
    ids=["began", "scopes", "no client", "audiences", "more claims", "other keys"],
)
def test_a_token_with_more_or_less_than_that_lets_in(show, signer, make):
    assert show(make(signer)).status_code == 200
