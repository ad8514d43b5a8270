"""What an attacker tries."""

import asyncio
import gzip
import hmac
import json
import socket
import time
from html import escape

import httpx
import pytest
from lxml import etree, html
from rig import GHOST_SECRET, HOOK_SECRET, TOKEN, Service, post

from narrate.service.signatures import sign

FRESH = {"status": "draft"}


def test_a_forged_hook_is_refused(shared_service):
    assert shared_service.ghost(post("forged"), FRESH, secret="some other secret").status_code == 401
    assert shared_service.client.get("/articles/ghost-forged").status_code == 404


def test_a_stale_hook_is_refused(shared_service):
    assert shared_service.ghost(post("stale"), FRESH, at=time.time() - 3600).status_code == 401


@pytest.mark.parametrize("dated", [True, False])
def test_a_replayed_hook_is_refused(shared_service, dated):
    article, at = post(f"replay{int(dated)}"), time.time()
    assert shared_service.ghost(article, FRESH, at=at, dated=dated).status_code == 202
    assert shared_service.ghost(article, FRESH, at=at, dated=dated).status_code == 409
    later = shared_service.ghost(article, FRESH, at=at + 2, dated=dated)
    assert later.status_code == (202 if dated else 409)


@pytest.mark.parametrize("header", ["", "x", "sha256=, t=", "sha256=" + "a" * 64 + ", t=" + "9" * 300])
def test_a_malformed_signature_is_refused(shared_service, header):
    answer = shared_service.client.post("/hooks/ghost", content=b"{}", headers={"x-ghost-signature": header})
    assert answer.status_code == 401


def test_a_signature_over_another_path_or_body_lets_nobody_in(shared_service):
    client = shared_service.client
    header = {"x-narrate-signature": sign(b"{}", HOOK_SECRET, time.time())}
    assert client.post("/articles", content=b'{"url": "https://a.example/"}', headers=header).status_code == 401
    assert client.delete("/articles/ghost-x", headers=header).status_code == 401
    assert client.post("/articles", json={}, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.post("/articles", json={}).status_code == 401


def test_a_signed_article_is_accepted_once(shared_service):
    body = json.dumps({"id": "signed", "html": "<article><p>Words enough to be read.</p></article>"}).encode()
    header = {"x-narrate-signature": sign(body, HOOK_SECRET, time.time())}
    assert shared_service.client.post("/articles", content=body, headers=header).status_code == 202
    assert shared_service.client.post("/articles", content=body, headers=header).status_code == 409


def test_a_thousand_posts_at_once_are_all_accepted(shared_service):
    body = json.dumps({"post": {"current": {"id": "crowd", "status": "draft"}, "previous": {}}}).encode()

    async def one(n):
        content = body + b" " * n
        stamp = str(int(time.time() * 1000))
        digest = hmac.new(GHOST_SECRET.encode(), content + stamp.encode(), "sha256").hexdigest()
        head = f"POST /hooks/ghost HTTP/1.1\r\nhost: cms\r\nconnection: close\r\ncontent-length: {len(content)}\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", shared_service.port)
        writer.write(f"{head}x-ghost-signature: sha256={digest}, t={stamp}\r\n\r\n".encode() + content)
        answer = await reader.read()
        writer.close()
        return answer[:12]

    async def crowd():
        return await asyncio.gather(*(one(n) for n in range(1000)))

    assert set(asyncio.run(crowd())) == {b"HTTP/1.1 202"}


def test_a_body_of_100_mb_is_refused_before_it_is_read(shared_service):
    with socket.create_connection(("127.0.0.1", shared_service.port), timeout=10) as connection:
        connection.sendall(b"POST /hooks/ghost HTTP/1.1\r\nhost: x\r\ncontent-length: 104857600\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_without_a_declared_length_is_cut_off(shared_service):
    def endless():
        for _ in range(200):
            yield b"x" * 2**20

    try:
        answer = shared_service.client.post("/hooks/ghost", content=endless())
        assert answer.status_code == 413
    except httpx.WriteError:
        pass  # the door was shut in the middle of it
    assert shared_service.client.get("/healthz").status_code == 200


def test_a_compressed_body_is_not_unpacked(shared_service):
    bomb = gzip.compress(bytes(50_000_000))
    answer = shared_service.client.post("/hooks/ghost", content=bomb, headers={"content-encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b'{"x": NaN}', b'"\\ud800"', b""])
def test_json_that_is_none_is_refused(shared_service, body):
    answer = shared_service.client.post("/articles", content=body, headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code in {400, 422}


PATHS = [
    "/audio/../../etc/passwd",
    "/audio/..%2f..%2fetc%2fpasswd",
    "/audio/%2e%2e/%2e%2e/queue.db",
    "/audio/x/..%5c..%5cqueue.db",
    "/audio/queue.db",
    "/audio/.mp3",
    "/audio/a%00.mp3",
    "/articles/..%2fdata",
    "/embed/..%2f..%2fetc%2fpasswd",
    "/embed/%3Cscript%3E",
    "/player/..%2fapp.py",
    "/feeds/section/..%2f..%2fx.xml",
    "/feeds/author/%0d%0aset-cookie:x.xml",
    "/articles/" + "a" * 5000,
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_nowhere_but_to_recordings(shared_service, path):
    with socket.create_connection(("127.0.0.1", shared_service.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer
    assert b"set-cookie" not in answer.lower().partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("identity", ["../x", "a/b", "a.b", "A", "", " ", "x\r\ny", "ї", "-a", "a" * 81])
def test_an_id_that_could_be_a_path_is_refused(shared_service, identity):
    answer = shared_service.post(id=identity, html="<article><p>Words.</p></article>")
    assert answer.status_code == 422


def test_a_header_cannot_be_injected_through_the_host(shared_service):
    answer = shared_service.client.get("/feed.xml", headers={"host": "evil.example"})
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example/\r\nx: y",
        'https://a.example/"><script>',
        "https://",
    ],
)
def test_an_address_that_is_none_is_refused(shared_service, url):
    assert shared_service.post(id="address", url=url).status_code == 422


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:169.254.169.254]/", "http://2130706433/"]
)
def test_an_article_of_a_private_address_is_not_fetched(shared_service, url):
    identity = f"ssrf-{abs(hash(url)) % 10**9}"
    assert shared_service.post(id=identity, url=url).status_code == 202
    assert "private network" in shared_service.until(identity, "failed")["error"]


EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>]]>&lt;b\u0000\u0001\ud7ff'


@pytest.mark.slow
def test_no_title_author_or_tag_becomes_markup(service):
    article = post(
        title=f"Quiet day {EVIL}", authors=[{"name": f"Ada {EVIL}"}], tags=[{"name": EVIL}], primary_tag={"name": EVIL}
    )
    assert service.ghost(article, FRESH).status_code == 202
    service.until("ghost-65a1b2c3", "ready")
    feed = service.client.get("/feed.xml").content
    root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False))
    names = {etree.QName(element).localname for element in root.iter(etree.Element)}
    assert not names & {"script", "img", "b"}
    page = service.client.get("/embed/ghost-65a1b2c3")
    document = html.fromstring(page.content)
    scripts = document.xpath("//script")
    assert [script.get("type") for script in scripts] == ["module"]
    assert not document.xpath("//img | //@onerror")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    told = service.client.get("/oembed", params={"url": article["url"]}).json()
    frame = html.fromstring(told["html"])
    assert frame.tag == "iframe"
    assert not frame.xpath("//script | //img")
    assert json.loads(service.client.get("/feed.json").content)["items"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", 'https://a.example/"><script>alert(1)</script>', "data:text/html,<script>", "//x"]
)
def test_what_a_page_says_of_itself_becomes_neither_markup_nor_a_link_that_acts(shared_service, url):
    identity = f"evil-{abs(hash(url)) % 10**9}"
    told = json.dumps({"@type": "NewsArticle", "headline": EVIL, "url": url, "image": url, "author": {"name": EVIL}})
    page = (
        f'<html lang="en"><head><title>{escape(EVIL)}</title><link rel="canonical" href="{escape(url)}">'
        f'<meta property="og:url" content="{escape(url)}"><meta property="og:image" content="{escape(url)}">'
        f'<meta name="author" content="{escape(EVIL)}"><meta property="article:section" content="{escape(EVIL)}">'
        f'<script type="application/ld+json">{told.replace("<", chr(92) + "u003c")}</script></head><body><article>'
        f"<h1>{escape(EVIL)}</h1><p>The harbour bridge was closed on Monday. {escape(EVIL)} Nobody was hurt.</p>"
        "<p>Engineers look at the cables, and buses take the northern road until Friday.</p></article></body></html>"
    )
    assert shared_service.post(id=identity, html=page).status_code == 202
    shared_service.until(identity, "ready")
    frame = html.fromstring(shared_service.client.get(f"/embed/{identity}").content)
    assert [script.get("type") for script in frame.xpath("//script")] == ["module"]
    assert not frame.xpath("//img | //@onerror")
    assert {address.partition(":")[0] for address in frame.xpath("//@href | //@src")} <= {"http", "https"}
    feed = shared_service.client.get("/feed.xml").content
    root = etree.fromstring(feed, etree.XMLParser(resolve_entities=False))
    assert not {etree.QName(element).localname for element in root.iter(etree.Element)} & {"script", "img", "b"}
    addresses = [*root.xpath("//link/text()"), *root.xpath("//@href | //@url")]
    for item in json.loads(shared_service.client.get("/feed.json").content)["items"]:
        addresses += [item[name] for name in ("url", "image") if name in item]
    assert addresses
    assert all(address.startswith(("http://", "https://")) and not set(address) & set('<>"') for address in addresses)


@pytest.mark.slow
def test_secrets_are_never_told(tmp_path):
    key, outgoing = "64f0c0ffee:" + "0123456789abcdef" * 4, "webhook-secret-of-tests"
    service = Service(
        tmp_path, ghost_url="http://127.0.0.1:9", ghost_admin_key=key, ghost_attach="card", log_json=True,
        webhook_urls="http://127.0.0.1:9/hook", webhook_secret=outgoing,
    ).start()  # fmt: skip
    try:
        service.ghost(post("loud"), FRESH, secret="wrong")
        service.ghost(post("loud"), FRESH)
        service.client.post("/articles", json={}, headers={"authorization": f"Bearer {TOKEN}x"})
        service.until("ghost-loud", "ready")
        service.eventually(lambda: "attach:ghost-loud: try" in service.log.read_text(), timeout=30)
        told = service.client.get("/metrics").text + service.client.get("/openapi.json").text
    finally:
        service.stop()
    log = service.log.read_text()
    assert all(isinstance(json.loads(line), dict) for line in log.splitlines())
    hidden = (GHOST_SECRET, HOOK_SECRET, TOKEN, outgoing, key.partition(":")[2])
    assert not [secret for secret in hidden if secret in told + log]


@pytest.mark.slow
def test_one_line_of_a_client_stays_one_line_of_the_log(service):
    service.post(id="lines", url="http://127.0.0.1/x%0aERROR%20forged")
    service.until("lines", "failed")
    assert all("forged" not in line or "lines" in line for line in service.log.read_text().splitlines())


@pytest.mark.slow
def test_a_slow_loris_is_shown_the_door_while_others_are_served(shared_service):
    connections = [socket.create_connection(("127.0.0.1", shared_service.port), timeout=30) for _ in range(200)]
    for connection in connections:
        connection.sendall(b"POST /hooks/ghost HTTP/1.1\r\nx-slow: ")
    dripping = [socket.create_connection(("127.0.0.1", shared_service.port), timeout=60) for _ in range(20)]
    for connection in dripping:
        connection.sendall(b"POST /hooks/ghost HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{")
    started = time.monotonic()
    assert shared_service.client.get("/healthz").status_code == 200
    assert time.monotonic() - started < 5
    for connection in connections:
        connection.settimeout(30)
        assert connection.recv(100) == b"", "closed without an answer"
        connection.close()
    assert time.monotonic() - started < 25
    for connection in dripping:
        assert connection.recv(100).startswith(b"HTTP/1.1 408")
        connection.close()
    assert time.monotonic() - started < 45


def test_no_address_is_taken_from_the_host_header(shared_service):
    answer = shared_service.client.get("/feed.xml/", headers={"host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers
