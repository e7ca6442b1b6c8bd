"""Cookies of installations that share a host name, or a domain."""

import pytest

from itwins_site.cookie_names import cookie_name


@pytest.mark.parametrize(
    ("public_url", "name"),
    [
        ("https://registry.example", "__Host-twinstead-session"),
        ("https://localhost:8443", "__Host-twinstead-session"),
        ("http://registry.example", "twinstead-session"),
        ("http://localhost", "twinstead-session-80"),
        ("http://localhost:8000", "twinstead-session-8000"),
        ("http://127.0.0.1:8001", "twinstead-session-8001"),
        ("http://[::1]:8002", "twinstead-session-8002"),
    ],
)
def test_a_cookie_is_named_so_that_no_other_installation_overwrites_it(public_url, name):
    assert cookie_name("session", public_url) == name
