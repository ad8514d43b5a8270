"""No disguise of a private address gets through."""

import pytest

from narrate.errors import PageUnreachable, PageUnreadable
from narrate.sources.addresses import host_matches, is_public, public_address, resolve

PRIVATE = """
127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
192.0.0.1 192.0.2.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1
fd12:3456::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a00:1 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:0:7f00:1:0:0:80ff:fffe 2001:db8::1 100::1
nonsense
""".split()  # noqa: SIM905  a table reads better than a column of 36
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_seen_in_every_form(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "::1"])
def test_a_number_in_any_notation_is_resolved_before_it_is_checked(host):
    with pytest.raises(PageUnreadable, match="private network"):
        public_address(host, 80, resolve)


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(PageUnreadable, match="private_hosts"):
        public_address("mixed.test", 80, lambda *_: ("8.8.8.8", "10.0.0.1"))


def test_a_host_that_may_be_private_may():
    assert public_address("cms.test", 80, lambda *_: ("10.0.0.1",), private=True) == "10.0.0.1"


def test_an_unknown_host_is_unreachable():
    with pytest.raises(PageUnreachable, match="isn't known"):
        resolve("no-such-host.invalid", 80)


@pytest.mark.parametrize(
    ("host", "matches"),
    [
        ("example.org", True),
        ("EXAMPLE.org.", True),
        ("news.example.net", True),
        ("example.net", False),
        ("evil-example.org", False),
    ],
)
def test_an_allow_list_knows_whole_names(host, matches):
    assert host_matches(host, ("example.org", "*.example.net")) is matches
