"""Which addresses an application may be sent back to: in step with how they are compared."""

import pytest
from oauth2_provider.models import check_redirect_to_uri_allowed

from accounts.models import Application, ApplicationKind
from accounts.queries.redirect_addresses import addresses_in_lines, problems_of

NATIVE, SPA, WEB = ApplicationKind.NATIVE, ApplicationKind.SINGLE_PAGE, ApplicationKind.WEB


@pytest.mark.parametrize(
    "address",
    [
        "https://app.example.com/callback",
        "https://app.example.com:8443/callback?tenant=1&x=%23",
        "https://app.example.com",
        "https://10.0.0.1/callback",
        "https://[2001:db8::1]:8443/callback",
        "https://XN--bcher-kva.example/cb;v=1",
        "http://localhost:3000/signin-callback",
        "http://LOCALHOST/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:3000/cb",
        "https://a.example/" + "x" * 237,
    ],
)
def test_a_good_address_is_let_in_and_found_again(address):
    assert [problems_of([address], kind=kind) for kind in (SPA, WEB, NATIVE)] == [[], [], []]
    assert check_redirect_to_uri_allowed(address, [address]) == (True, [])
    assert scheme_is_allowed(address)


@pytest.mark.parametrize("address", ["com.example.app:/callback", "com.my-app.x1:/a/b?c=d"])
def test_a_scheme_of_its_own_is_for_native_applications_alone(address):
    assert problems_of([address], kind=NATIVE) == []
    assert check_redirect_to_uri_allowed(address, [address]) == (True, [])
    assert scheme_is_allowed(address)
    for kind in (SPA, WEB):
        assert problems_of([address], kind=kind) == [f"{address} does not begin with https://."]


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("javascript:alert(1)", "does not begin with https:// or with a scheme that holds"),
        ("JavaScript:alert(1)", "does not begin with https:// or"),
        ("javascript://app.example.com/%0aalert(1)", "does not begin with https:// or"),
        ("data:text/html,x", "does not begin with https:// or"),
        ("vbscript:x", "does not begin with https:// or"),
        ("file:///etc/passwd", "does not begin with https:// or"),
        ("ftp://app.example.com/cb", "does not begin with https:// or"),
        ("myapp:/callback", "does not begin with https:// or"),
        ("urn:ietf:wg:oauth:2.0:oob", "does not begin with https:// or"),
        (".app:/callback", "is no whole address"),
        ("com..app:/callback", "does not begin with https:// or"),
        ("com.example+x:/callback", "does not begin with https:// or"),
        ("com.example.app://callback", "has no host to name: write one slash"),
        ("com.example.app:///callback", "has no host to name: write one slash"),
        ("com.example.app:callback", "has no host to name: write one slash"),
        ("com.example.app:", "has no host to name: write one slash"),
        ("http://app.example.com/cb", "begins with http, which is for localhost"),
        ("http://localhost.evil.example/cb", "begins with http, which is for localhost"),
        ("http://127.0.0.1.evil.example/cb", "begins with http, which is for localhost"),
        ("http://127.1/cb", "begins with http, which is for localhost"),
        ("http://[::ffff:127.0.0.1]/cb", "begins with http, which is for localhost"),
        ("https://app.example.com/cb#", "has a fragment (#)"),
        ("https://app.example.com/cb#token", "has a fragment (#)"),
        ("https://user@app.example.com/cb", "has a user name (@)"),
        ("https://user:pw@app.example.com/cb", "has a user name (@)"),
        ("http://localhost@evil.example/cb", "has a user name (@)"),
        ("https://*.example.com/cb", "has a wildcard"),
        ("https://app.example.com/*", "has a wildcard"),
        ("https://good.example\\@evil.example/cb", "has a character that no address may have"),
        ('https://app.example.com/"><script>', "has a character that no address may have"),
        ("https://app.example.com/a b", "has blanks or characters that are not ASCII"),
        ("https://app.example.com/\x00", "has blanks or characters that are not ASCII"),
        ("https://app.example.com/\r\nX: y", "has blanks or characters that are not ASCII"),
        ("https://bücher.example/cb", "has blanks or characters that are not ASCII"),
        ("https://app.example.com/\N{RIGHT-TO-LEFT OVERRIDE}", "has blanks or characters"),
        ("/callback", "is no whole address"),
        ("//app.example.com/cb", "is no whole address"),
        ("app.example.com/cb", "is no whole address"),
        ("https:", "names no host"),
        ("https:/app.example.com/cb", "names no host"),
        ("https:///cb", "names no host"),
        ("https://:443/cb", "names no host"),
        ("https://-app.example.com/cb", "names no host"),
        ("https://app..example.com/cb", "names no host"),
        ("https://app.example.com%2eevil/cb", "names no host"),
        ("https://[fe80::1%25eth0]/cb", "names no host"),
        ("https://app.example.com:/cb", "has no usable port"),
        ("https://app.example.com:0/cb", "has no usable port"),
        ("https://app.example.com:99999/cb", "is no address that we understand"),
        ("https://app.example.com:x/cb", "is no address that we understand"),
        ("https://[::1/cb", "is no address that we understand"),
        ("https://a.example/" + "x" * 238, "is longer than 255 characters"),
        ("x" * 10_000, "is longer than 255 characters"),
    ],
)
def test_a_bad_address_is_refused_with_a_reason(address, problem):
    (said,) = problems_of([address], kind=NATIVE)

    assert f" {problem}" in said
    assert len(said) < 260
    assert [len(problems_of([address], kind=kind)) for kind in (SPA, WEB)] == [1, 1]


def test_each_bad_address_is_named_and_the_good_ones_are_not():
    addresses = ["http://a.example/", "https://b.example/", "ftp://c.example/"]

    said = problems_of(addresses, kind=SPA)

    assert [each.partition(" ")[0] for each in said] == ["http://a.example/", "ftp://c.example/"]


def test_there_are_ten_at_most():
    ten = [f"https://a.example/{number}" for number in range(10)]

    assert problems_of(ten, kind=SPA) == []
    assert problems_of([*ten, "nonsense"], kind=SPA) == [
        "There are 11 addresses; an application has 10 at most."
    ]


def test_lines_are_read_one_by_one_each_once():
    text = "\r\n https://a.example/ \n\nhttps://b.example/ x\rhttps://a.example/\n"

    assert addresses_in_lines(text) == ["https://a.example/", "https://b.example/ x"]


def scheme_is_allowed(address: str) -> bool:
    """What the issuer asks before it sends anybody there."""
    application = Application(redirect_uris=address)
    return address.partition(":")[0].lower() in application.get_allowed_schemes()
