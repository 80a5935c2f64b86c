"""Promises of safety: no address of an inner network is asked, whatever a link, a redirect or a name server says."""

import pytest

from dagster_project.sources.addresses import ForbiddenAddressError, check_url, is_public, public_address

HOSTS = ("kcna.kp", "www.kcna.kp")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://kcna.kp/",
        "gopher://kcna.kp/",
        "javascript:alert(1)",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://kcna.kp.evil.example/",
        "http://evil.example/?kcna.kp",
        "http://kcna.kp@evil.example/",
        "http://user:secret@kcna.kp/",
        "http://kcna.kp:22/",
        "http://kcna.kp:99999/",
        "http://kcna.kp/a b",
        "http://kcna.kp/a\r\nX-Header: 1",
        "http://[kcna.kp/",
        "//kcna.kp/",
        "http://kcna.kp/" + "x" * 5000,
        "",
    ],
)
def test_an_address_that_is_not_the_sources_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        check_url(url, HOSTS)


@pytest.mark.parametrize("url", ["http://kcna.kp/en", "https://WWW.KCNA.KP:443/x?y=1", "http://kcna.kp./"])
def test_an_address_of_the_source_is_allowed(url: str) -> None:
    check_url(url, HOSTS)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "not an address",
    ],
)
def test_a_machine_of_an_inner_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["175.45.176.71", "2606:4700::1111"])
def test_a_machine_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_a_name_with_one_inner_address_among_others_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.7"):
        public_address("kcna.kp", 80, lambda host, port: ["175.45.176.71", "10.0.0.7"])
