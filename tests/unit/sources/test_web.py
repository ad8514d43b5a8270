"""The web: addresses that may be asked, limits, robots."""

import gzip
import time
import zlib

import pytest

from narrate.errors import PageUnreachable, PageUnreadable
from narrate.settings.options import FetchOptions
from narrate.sources import pages as sources
from narrate.sources.pages import read
from narrate.sources.web import HttpClient, Pages, host_matches, is_public, public_address, resolve

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
    with pytest.raises(PageUnreachable, match="can't be resolved"):
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


def loopback(_host, _port):
    return ("127.0.0.1",)


def options(**more):
    return FetchOptions(**{"private_hosts": ("news.test",), "fetch_timeout_s": 5.0, **more})


@pytest.fixture
def client():
    return HttpClient(options(), loopback)


def test_a_page_is_fetched_under_its_own_name(site, client):
    site.html("/a?x=1", "<p>Hello")
    answer = client.get(f"{site.url}/a?x=1")
    assert (answer.status, answer.content) == (200, b"<p>Hello")
    _, _, headers = site.requests[0]
    assert headers["host"] == f"news.test:{site.port}"
    assert headers["user-agent"].startswith("narrate/")


def test_a_redirect_is_followed_and_remembered(site, client):
    site.answers["/a"] = (302, {"location": "/b"}, b"")
    site.html("/b", "there")
    assert client.get(f"{site.url}/a").url == f"{site.url}/b"


def test_a_redirect_into_a_private_network_is_refused(site, client):
    site.answers["/a"] = (302, {"location": f"http://127.0.0.1:{site.port}/b"}, b"")
    site.html("/b", "secret")
    with pytest.raises(PageUnreadable, match="private network"):
        client.get(f"{site.url}/a")
    assert [path for _, path, _ in site.requests] == ["/a"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "//", "javascript:alert(1)", "data:,x"]
)
def test_a_redirect_to_another_scheme_is_refused(site, client, target):
    site.answers["/a"] = (302, {"location": target}, b"")
    with pytest.raises(PageUnreadable):
        client.get(f"{site.url}/a")


def test_redirects_end(site, client):
    site.answers["/a"] = (302, {"location": "/a"}, b"")
    with pytest.raises(PageUnreadable, match="redirects more than 5 times"):
        client.get(f"{site.url}/a")


def test_a_name_that_changes_its_address_meanwhile_is_not_asked_twice(site):
    """DNS rebinding: the first answer is public, the second one leads home."""
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return ("192.0.2.1",) if len(asked) > 1 else ("127.0.0.1",)

    site.html("/a", "x")
    assert HttpClient(options(), rebinding).get(f"{site.url}/a").content == b"x"
    assert asked == ["news.test"]


def test_loopback_is_refused_unless_it_is_named(site):
    with pytest.raises(PageUnreadable, match="private network"):
        HttpClient(FetchOptions(), loopback).get(f"{site.url}/a")
    assert site.requests == []


def test_only_hosts_of_the_allow_list_are_asked():
    with pytest.raises(PageUnreadable, match="allow_hosts"):
        HttpClient(FetchOptions(allow_hosts=("example.org",)), lambda *_: ("8.8.8.8",)).get("http://other.test/")


@pytest.mark.parametrize(
    "url",
    [
        "http://user:word@news.test/",
        "http:///path",
        "http://news.test:99999/",
        "http://news.test/\r\nX-Evil: 1",
        "http://news.test/a b",
        "http://[::1",
        "https//news.test",
        "",
    ],
)
def test_what_is_no_plain_address_is_refused(client, url):
    with pytest.raises(PageUnreadable):
        client.get(url)


def test_a_large_page_is_cut_off(site):
    site.html("/a", "x" * 3_000_000)
    with pytest.raises(PageUnreadable, match="larger than 1 MB"):
        HttpClient(options(max_page_mb=1), loopback).get(f"{site.url}/a")


def test_a_compressed_page_is_unpacked(site, client):
    site.answers["/a"] = (200, {"content-encoding": "gzip"}, gzip.compress(b"words " * 50_000))
    assert client.get(f"{site.url}/a").content == b"words " * 50_000


def test_a_zip_bomb_is_cut_off_before_it_is_unpacked(site, client):
    site.answers["/a"] = (200, {"content-encoding": "gzip"}, gzip.compress(bytes(200_000_000), 1))
    started = time.process_time()
    with pytest.raises(PageUnreadable, match="larger than 8 MB"):
        client.get(f"{site.url}/a")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_a_compression_that_was_not_asked_for_is_refused(site, client, coding):
    site.answers["/a"] = (200, {"content-encoding": coding}, zlib.compress(b"x"))
    with pytest.raises(PageUnreadable, match="wasn't asked for"):
        client.get(f"{site.url}/a")


def test_broken_compression_is_an_error(site, client):
    site.answers["/a"] = (200, {"content-encoding": "gzip"}, b"not compressed")
    with pytest.raises(PageUnreadable, match="damaged"):
        client.get(f"{site.url}/a")


@pytest.mark.parametrize("piece", [b"HTTP/1.1 200 OK\r\nx", b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n"])
def test_a_server_that_trickles_is_left(site, piece):
    def trickle(handler):
        try:
            handler.wfile.write(piece)
            for _ in range(200):
                handler.wfile.write(b"a")
                handler.wfile.flush()
                handler.rfile.raw._sock.settimeout(0.02)
                try:
                    if not handler.rfile.raw._sock.recv(1):
                        return
                except TimeoutError:
                    pass
        except OSError:
            pass
        handler.close_connection = True

    site.answers["/a"] = trickle
    started = time.monotonic()
    with pytest.raises(PageUnreachable):
        HttpClient(options(fetch_timeout_s=0.3), loopback).get(f"{site.url}/a")
    assert time.monotonic() - started < 3


def test_a_server_that_is_not_there_is_unreachable(site, client):
    site.server.server_close()
    with pytest.raises(PageUnreachable, match="doesn't answer"):
        client.get(f"{site.url}/a")


def test_only_html_is_a_page(site):
    site.answers["/a"] = (200, {"content-type": "application/pdf"}, b"%PDF")
    with pytest.raises(PageUnreadable, match="its type is application/pdf, not HTML"):
        Pages(options(), loopback).fetch(f"{site.url}/a")


def test_robots_are_asked_once_and_obeyed(site):
    site.answers["/robots.txt"] = (200, {"content-type": "text/plain"}, b"User-agent: narrate\nDisallow: /private/\n")
    site.html("/a", "x")
    site.html("/b", "x")
    pages = Pages(options(), loopback)
    assert pages.fetch(f"{site.url}/a").url == f"{site.url}/a"
    pages.fetch(f"{site.url}/b")
    with pytest.raises(PageUnreadable, match=r"robots\.txt"):
        pages.fetch(f"{site.url}/private/a")
    assert [path for _, path, _ in site.requests] == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    ("status", "error"), [(404, PageUnreadable), (403, PageUnreadable), (503, PageUnreachable), (429, PageUnreachable)]
)
def test_a_fault_of_the_server_may_pass_and_one_of_the_address_does_not(site, status, error):
    site.answers["/a"] = (status, {"content-type": "text/html"}, b"")
    with pytest.raises(error, match=str(status)):
        Pages(options(), loopback).fetch(f"{site.url}/a")


def test_the_charset_that_the_server_states_counts(site):
    site.answers["/a"] = (200, {"content-type": "text/html; charset=windows-1251"}, "Київ".encode("cp1251"))
    assert Pages(options(), loopback).fetch(f"{site.url}/a").markup.decode("utf-8-sig") == "Київ"


def test_what_is_sent_arrives(site, client):
    heard = []

    def hear(handler):
        heard.append(handler.rfile.read(int(handler.headers["content-length"])))
        handler.send_response(204)
        handler.end_headers()

    site.answers["/hook"] = hear
    assert client.send("POST", f"{site.url}/hook", b"body", {"x-signature": "1"}).status == 204
    assert heard == [b"body"]


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://news.example.org/2026/03/Storm-Closes-Bridge.html", "storm-closes-bridge"),
        ("https://news.example.org/storm/", "storm"),
        ("https://news.example.org/storm/index.html?x=1", "storm"),
        ("https://news.example.org", "news-example-org"),
        ("HTTPS://news.example.org/%D0%9A%D0%B8%D1%97%D0%B2", "київ"),
    ],
)
def test_a_slug_is_the_end_of_an_address(address, slug):
    assert next(sources.find((address,))).slug == slug


def test_a_private_address_is_refused_by_the_command_line_too():
    with pytest.raises(PageUnreadable, match="private network"):
        read(sources.place_of("http://127.0.0.1:9/story"), "story")
