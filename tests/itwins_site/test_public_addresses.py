"""Which URLs may be called on somebody's behalf, in all the ways to spell a private one."""

import socket
from ipaddress import ip_address

import pytest

from itwins_site import public_addresses as addresses
from itwins_site.public_addresses import PrivateAddress, is_callable_url, is_public

PUBLIC = [
    "https://hooks.example/told",
    "https://hooks.example:8443/told?by=twinstead&x=%20",
    "https://HOOKS.example",
    "https://xn--bcher-kva.example/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
]
PRIVATE_HOSTS = [
    *("localhost", "LOCALHOST", "localhost.", "x.localhost", "localhost.localdomain"),
    *("127.0.0.1", "127.1", "127.0.0.1.", "127.000.000.001", "0177.0.0.1", "0x7f.0.0.1"),
    *("2130706433", "0x7f000001", "017700000001", "127.0.0.0x1", "0", "0.0.0.0"),  # noqa: S104
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.0.8"),
    *("169.254.169.254", "2852039166", "metadata.google.internal", "metadata", "printer.local"),
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "router.home.arpa", "wiki.corp"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]"),
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]"),
    *("[fe80::1%25eth0]", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "ⓛocalhost"),
]
NO_URLS = [
    *("http://hooks.example/", "ftp://hooks.example/", "file:///etc/passwd", "//hooks.example/"),
    *("hooks.example", "https:hooks.example", "https://", "https:///told", "javascript:alert(1)"),
    *("https://me@hooks.example/", "https://me:secret@hooks.example/", "https://@hooks.example/"),
    *("https://hooks.example\\@127.0.0.1/", "https://hooks.example:0/", "https://hooks.example:x/"),
    *("https://hooks.example:65536/", "https://hooks.example/#part", "https://hooks .example/"),
    *("https://hooks.example/\r\nX: y", " https://hooks.example/", "https://hooks.example/\n"),
    *("https://[::1", "https://bücher.example/", "https://-x.example/", "https://a..example/", ""),
    "https://hooks.example/" + "x" * 2048,
]


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_https_url_may_be_called(url):
    assert is_callable_url(url)


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_host_is_refused_however_it_is_spelled(host):
    assert not is_callable_url(f"https://{host}/")
    assert not is_callable_url(f"https://{host}:8443/told")


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_plain_https_url_is_refused(url):
    assert not is_callable_url(url)


def test_private_hosts_may_be_called_once_that_is_allowed(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True

    assert is_callable_url("http://127.0.0.1:9000/told")
    assert is_callable_url("https://receiver/")
    for url in ("ftp://receiver/", "http://me@receiver/", "http:///told", "//receiver/"):
        assert not is_callable_url(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "::1", "::ffff:8.8.8.8", "2002:808:808::", "ff0e::1"],
)
def test_an_address_that_is_not_out_on_the_internet_is_not_public(address):
    assert not is_public(ip_address(address))


def answering(*found: str):
    """A name server that gives these addresses, whatever it is asked."""

    def getaddrinfo(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    return getaddrinfo


def test_a_name_is_called_at_the_addresses_it_has(monkeypatch):
    monkeypatch.setattr(addresses.socket, "getaddrinfo", answering("8.8.8.8", "1.1.1.1", "8.8.8.8"))

    assert addresses.public_addresses("hooks.example", 443) == ["8.8.8.8", "1.1.1.1"]


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["fd00:ec2::254"]])
def test_a_name_of_a_private_address_is_refused(monkeypatch, found):
    monkeypatch.setattr(addresses.socket, "getaddrinfo", answering(*found))

    with pytest.raises(PrivateAddress):
        addresses.public_addresses("hooks.example", 443)
