"""Whose address a request counts as: with proxies in front, and with clients who lie."""

import pytest
from django.test import RequestFactory

from itwins_site.client_address import client_address

PROXY = "10.0.0.1"


def address(connected: str = PROXY, forwarded: str | None = None) -> str | None:
    told = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=connected, **told))


def test_what_a_client_says_of_itself_counts_for_nothing_without_a_proxy():
    assert address("192.0.2.1", "203.0.113.9") == "192.0.2.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counts"),
    [
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),  # the first is the client's own invention
        (2, "203.0.113.9, 192.0.2.1,10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1,10.0.0.2", "192.0.2.1"),
    ],
)
def test_the_entry_that_the_outermost_proxy_wrote_counts(settings, proxies, forwarded, counts):
    settings.PROXIES = proxies

    assert address(forwarded=forwarded) == counts


@pytest.mark.parametrize(
    ("entry", "counts"),
    [
        ("192.0.2.1:51234", "192.0.2.1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:51234", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::FFFF:c000:201]:80", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("  192.0.2.1\t", "192.0.2.1"),
    ],
)
def test_every_spelling_of_an_address_is_one_address(settings, entry, counts):
    settings.PROXIES = 1

    assert address(forwarded=entry) == counts
    assert address(entry) == counts


@pytest.mark.parametrize(
    "forwarded",
    [
        *(None, "", ",", "unknown", "_hidden", "192.0.2.1,", "192.0.2.256", "0xc0.0.2.1", "[", "]"),
        *("192.0.2.1\x00", "::1::", "10.0.0.0/8", "9" * 10_000, "1," * 5_000 + "x", "٣.٣.٣.٣"),
    ],
)
def test_a_malformed_entry_leaves_the_address_of_the_connection(settings, forwarded):
    settings.PROXIES = 1

    assert address(forwarded=forwarded) == PROXY


def test_a_request_that_came_past_the_proxies_counts_as_whoever_connected(settings):
    settings.PROXIES = 2

    assert address(forwarded="203.0.113.9") == PROXY


@pytest.mark.parametrize("connected", ["", "unix:/run/socket"])
def test_a_connection_without_an_address_has_none(connected):
    assert address(connected) is None
