"""The keys of an outside issuer: how often it is asked, and what holds while it is down."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from accounts.authentication.published_keys import KeyNotFound, PublishedKeys
from tests.key_server import published, serving_keys
from tests.openid_provider import key_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def keys(issuer) -> PublishedKeys:
    return PublishedKeys(issuer.entry())


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def refused(keys, key_id="k1", algorithm="RS256"):
    with pytest.raises(KeyNotFound) as refusal:
        keys.key(key_id, algorithm)
    return str(refusal.value)


def test_keys_are_fetched_once_an_hour(clock, issuer, keys):
    for minutes in (0, 0, 30, 59):
        clock.move_to(NOON + timedelta(minutes=minutes))
        keys.key("k1", "RS256")
    within_the_hour = issuer.fetches
    clock.move_to(NOON + timedelta(minutes=60))
    keys.key("k1", "RS256")

    assert (within_the_hour, issuer.fetches) == (1, 2)


def test_a_new_key_is_found_at_once(clock, issuer, keys):
    keys.key("k1", "RS256")
    issuer.keys.append(published("k2", key_of("next")))

    assert keys.key("k2", "RS256").key.public_numbers() == (
        key_of("next").public_key().public_numbers()
    )
    assert issuer.fetches == 2


def test_two_hundred_unknown_keys_cause_two_fetches(clock, issuer, keys):
    keys.key("k1", "RS256")

    for _ in range(200):
        refused(keys, str(uuid.uuid4()))
    within_a_minute = issuer.fetches
    clock.shift(59)
    refused(keys, "unknown")
    just_before = issuer.fetches
    clock.shift(1)
    refused(keys, "unknown")

    assert (within_a_minute, just_before, issuer.fetches) == (2, 2, 3)


def test_two_hundred_unknown_keys_at_once_cause_two_fetches(issuer, keys):
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda _: refused(keys, str(uuid.uuid4())), range(200)))

    assert issuer.fetches == 2


def test_the_keys_hold_while_the_issuer_is_down(clock, issuer, keys):
    keys.key("k1", "RS256")
    issuer.status = 503

    for hours in (1, 12, 23.9):
        clock.move_to(NOON + timedelta(hours=hours))
        keys.key("k1", "RS256")
    clock.move_to(NOON + timedelta(hours=24))

    assert refused(keys) == f"{issuer.url}/jwks does not answer"
    assert issuer.fetches == 5


def test_a_failure_is_remembered_for_ten_seconds(clock, issuer, keys):
    issuer.status = 503
    for _ in range(20):
        refused(keys)
    first = issuer.fetches
    issuer.status = 200
    clock.shift(9)
    refused(keys)
    clock.shift(1)
    keys.key("k1", "RS256")

    assert (first, issuer.fetches) == (1, 2)


def test_an_unknown_key_is_not_looked_for_while_the_issuer_is_down(clock, issuer, keys):
    keys.key("k1", "RS256")
    issuer.status = 503

    for seconds in range(59):
        clock.move_to(NOON + timedelta(seconds=seconds))
        refused(keys, "unknown")

    assert issuer.fetches == 2
    assert keys.key("k1", "RS256")


def test_whoever_knows_the_key_does_not_wait_for_who_fetches(issuer, keys):
    with time_machine.travel(NOON, tick=False) as clock, ThreadPoolExecutor(1) as threads:
        keys.key("k1", "RS256")
        clock.shift(timedelta(hours=1))
        issuer.asked.clear()
        issuer.may_answer.clear()
        fetching = threads.submit(keys.key, "k1", "RS256")
        assert issuer.asked.wait(10)

        for _ in range(3):
            keys.key("k1", "RS256")
        has_finished = fetching.done()
        issuer.may_answer.set()
        fetching.result()

    assert not has_finished
    assert issuer.fetches == 2


def test_whoever_needs_the_first_keys_waits_for_who_fetches(issuer, keys):
    issuer.may_answer.clear()
    with ThreadPoolExecutor(5) as threads:
        waiting = [threads.submit(keys.key, "k1", "RS256") for _ in range(5)]
        assert issuer.asked.wait(10)
        issuer.may_answer.set()
        found = [one.result() for one in waiting]

    assert len(set(found)) == 1
    assert issuer.fetches == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 500},
        {"status": 204},
        {"status": 302, "headers": {"Location": "/elsewhere"}},
        {"body": b""},
        {"body": b"<html>"},
        {"body": b"[]"},
        {"body": b"null"},
        {"body": b"{}"},
        {"body": b'{"keys": {}}'},
        {"body": b'{"keys": []}'},
        {"body": b'{"keys": [null, 7, "k1", [], {}]}'},
        {"body": b'{"keys": [{"kty": "RSA", "kid": "k1"}]}'},
        {"body": b'{"keys": [{"kty": "RSA", "kid": "k1", "n": "!", "e": 7}]}'},
        {"body": b'{"keys": [{"kty": ["RSA"], "kid": "k1", "n": "AQAB", "e": "AQAB"}]}'},
        {"body": b'{"keys": [{"kty": "oct", "kid": "k1", "k": "c2VjcmV0"}]}'},
        {"body": b"[" * 100_000},
        {"body": b'{"keys": [' + b"{}," * 100_000 + b"{}]}"},
        {"headers": {"Content-Encoding": "gzip"}, "body": b"\x1f\x8b"},
    ],
    ids=str,
)
def test_an_answer_that_is_no_set_of_keys_takes_none_away(clock, issuer, keys, changes):
    keys.key("k1", "RS256")
    for name, value in changes.items():
        setattr(issuer, name, value)
    clock.shift(timedelta(hours=1))

    assert keys.key("k1", "RS256")
    assert issuer.fetches == 2


def test_no_answer_at_all_takes_no_key_away(clock, issuer, keys):
    with serving_keys() as passing:
        keys = PublishedKeys(passing.entry())
        keys.key("k1", "RS256")
    clock.shift(timedelta(hours=1))

    assert keys.key("k1", "RS256")


@pytest.mark.parametrize(
    ("algorithm", "changes"),
    [
        ("RS256", {"use": "enc"}),
        ("RS256", {"alg": "RS512"}),
        ("RS256", {"alg": "HS256"}),
        ("RS256", {"kty": "EC"}),
        ("RS256", {"key_ops": ["encrypt"]}),
        ("RS256", {"d": "AQAB"}),
    ],
    ids=str,
)
def test_a_key_for_something_else_is_not_used(issuer, keys, algorithm, changes):
    issuer.keys.append(published("k2", key_of("next")) | changes)

    assert refused(keys, "k2", algorithm) == f"no {algorithm} key 'k2' is published"


def test_a_short_key_is_not_used(issuer, keys):
    issuer.keys.append(published("k2", rsa.generate_private_key(65537, 1024)))  # noqa: S505

    assert refused(keys, "k2") == "no RS256 key 'k2' is published"


def test_each_algorithm_finds_the_kind_of_key_that_it_needs(issuer):
    issuer.keys = [
        published("k1", key_of("theirs")),
        published("k1", ec.generate_private_key(ec.SECP256R1())),
        published("k1", ec.generate_private_key(ec.SECP384R1())),
        published("k1", ed25519.Ed25519PrivateKey.generate()),
    ]
    algorithms = ("RS256", "PS512", "ES256", "ES384", "EdDSA")
    keys = PublishedKeys(issuer.entry(algorithms=algorithms))

    assert [keys.key("k1", name).algorithm_name for name in algorithms] == list(algorithms)
    assert refused(keys, "k1", "ES512") == "no ES512 key 'k1' is published"


def test_a_token_without_a_key_id_is_checked_with_the_only_key_that_fits(issuer):
    issuer.keys.append(published("k2", ec.generate_private_key(ec.SECP256R1())))
    keys = PublishedKeys(issuer.entry(algorithms=("RS256", "ES256")))

    assert keys.key(None, "RS256") == keys.key("k1", "RS256")


def test_a_token_without_a_key_id_is_refused_where_two_keys_fit(issuer, keys):
    issuer.keys.append(published("k2", key_of("next")))

    assert refused(keys, None) == "no RS256 key None is published"
    assert issuer.fetches == 1


def test_an_answer_may_come_in_chunks(issuer, keys):
    whole = json.dumps({"keys": issuer.keys}).encode()
    parts = [whole[:100], whole[100:], b""]
    issuer.headers = {"Transfer-Encoding": "chunked"}
    issuer.body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)

    assert keys.key("k1", "RS256")


def test_a_redirect_is_not_followed(issuer, keys):
    with serving_keys() as elsewhere:
        issuer.status, issuer.headers = 302, {"Location": f"{elsewhere.url}/jwks"}
        refused(keys)

        assert elsewhere.fetches == 0


def test_an_issuer_that_dribbles_is_given_up(issuer, keys, monkeypatch, caplog):
    """Byte after byte comes in time: only the whole takes too long."""
    monkeypatch.setattr("accounts.authentication.published_keys._SECONDS_TO_ANSWER", 0.3)
    issuer.seconds_between_bytes = 0.05

    refused(keys)

    assert "not within 0.3 seconds" in caplog.text
