"""`narrate embed` and `narrate preview` as typed."""

import http.client
import json
import signal
import subprocess
import sys
import threading

import pytest
from click.testing import CliRunner

from narrate.cli.embed import embed, preview
from narrate.cli.preview_server import PreviewServer
from narrate.errors import PageUnreadable, ServiceError, StoreError
from narrate.extract.extractor import extract_article
from narrate.model import Page
from narrate.publish.manifest import story_digest
from narrate.settings.options import ExtractOptions
from narrate.settings.site_rules import parse_toml

PAGE = b"<html><head></head><body><main><h1>Mill</h1><p>The mill turned.</p><p>Nobody slept.</p></main></body></html>"


@pytest.fixture
def site(tmp_path, record_page):
    (tmp_path / "mill.html").write_bytes(PAGE)
    (tmp_path / "about.html").write_bytes(b"<h1>About</h1><p>We print.</p>")
    record_page(tmp_path / "audio", "mill", PAGE)
    return tmp_path


def run(site, *arguments):
    return CliRunner(mix_stderr=False).invoke(
        embed, [str(site), "--audio-dir", str(site / "audio"), *arguments], catch_exceptions=False
    )


def test_each_page_is_listed_with_its_state(site):
    done = run(site)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [f"{site}/about.html: no recording", f"{site}/mill.html: attached"]
    assert "1 attached, 1 no recording" in done.stderr


def test_check_writes_nothing_and_fails_until_all_is_attached(site):
    done = run(site, "--check")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, f"{site}/mill.html: not attached")
    assert (site / "mill.html").read_bytes() == PAGE
    run(site)
    assert run(site, "--check").exit_code == 0, "a page of the site that has no recording wants none"


def test_check_fails_on_a_page_that_was_named_and_has_no_recording(site):
    done = CliRunner(mix_stderr=False).invoke(
        embed, [str(site / "about.html"), "--audio-dir", str(site / "audio"), "--check"]
    )
    assert done.exit_code == 1


def test_check_tells_an_outdated_player_from_none(site):
    run(site)
    done = run(site, "--audio-base", "https://media.example/audio", "--check")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, f"{site}/mill.html: outdated")


def test_check_of_a_removal_says_that_the_player_is_still_there(site):
    run(site)
    done = run(site, "--remove", "--check")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, f"{site}/mill.html: still attached")


def named(site, name, *arguments):
    return CliRunner(mix_stderr=False).invoke(
        embed, [str(site / name), "--audio-dir", str(site / "audio"), *arguments], catch_exceptions=False
    )


def test_a_page_that_was_named_and_gets_no_player_is_a_failure(site):
    told = "<p>For the first time that year the wheel of the old mill stood still, and all came to see it.</p>"
    (site / "still.html").write_text(f"<article><h1>The mill stands still</h1>{told * 3}</article>")
    done = named(site, "still.html")
    assert done.exit_code == 3
    assert f"run narrate {site}/still.html first" in done.stdout
    done = named(site, "mill.html", "--target", "#nothing")
    assert done.exit_code == 3
    assert done.stdout == f"{site}/mill.html: left alone: nothing on the page matches the target '#nothing'\n"


def test_a_page_that_can_have_no_recording_says_why(site):
    (site / "mill.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    done = named(site, "mill.png")
    assert done.exit_code == 3
    assert "binary file, not HTML" in done.stdout
    assert "run narrate" not in done.stdout


def test_a_folder_of_recordings_that_is_not_there_is_named(site):
    done = CliRunner(mix_stderr=False).invoke(embed, [str(site), "--audio-dir", str(site / "aduio")])
    assert done.exit_code == 2
    assert "aduio' does not exist" in done.stderr


def test_a_folder_without_a_page_is_a_failure(site):
    (site / "none").mkdir()
    done = named(site, "none")
    assert done.exit_code == 3
    assert done.stderr == (f"narrate: {site}/none: no .html page is in this folder; name a page or another folder\n")


@pytest.mark.parametrize("command", [embed, preview])
def test_an_address_is_told_from_a_page_of_this_machine(command):
    done = CliRunner(mix_stderr=False).invoke(command, ["https://x.example/story"])
    assert done.exit_code == 2
    assert "https://x.example/story is an address on the web" in done.stderr


def test_check_fails_on_a_stale_page(site):
    (site / "about.html").unlink()
    (site / "mill.html").write_bytes(PAGE + b"<!-- edited -->")
    run(site)
    done = run(site, "--check")
    assert done.exit_code == 1
    assert "stale" in done.stdout


def test_remove_undoes_it(site):
    run(site)
    assert run(site, "--remove").exit_code == 0
    assert (site / "mill.html").read_bytes() == PAGE


def test_output_goes_elsewhere_on_request(site, tmp_path):
    out = tmp_path / "out"
    run(site, "-o", str(out))
    assert (site / "mill.html").read_bytes() == PAGE
    assert b'src="../audio/mill.mp3' in (out / "mill.html").read_bytes()
    assert (out / "about.html").read_bytes() == (site / "about.html").read_bytes()


def test_json_has_an_object_a_page(site):
    lines = [json.loads(line) for line in run(site, "--json").stdout.splitlines()]
    assert [line["state"] for line in lines] == ["no recording", "attached"]


def test_recordings_outside_the_site_are_warned_of(site, tmp_path_factory, record_page):
    folder = tmp_path_factory.mktemp("elsewhere")
    record_page(folder, "mill", PAGE)
    done = CliRunner(mix_stderr=False).invoke(embed, [str(site), "--audio-dir", str(folder)])
    assert "--audio-base" in done.stderr


def test_a_missing_page_is_an_error(tmp_path):
    done = CliRunner(mix_stderr=False).invoke(embed, [str(tmp_path / "no.html")], catch_exceptions=False)
    assert done.exit_code == PageUnreadable.exit_code


def test_preview_needs_a_recording(site):
    with pytest.raises(StoreError, match="has no recording"):
        CliRunner(mix_stderr=False).invoke(
            preview, [str(site / "about.html"), "--audio-dir", str(site / "audio")], catch_exceptions=False
        )


@pytest.fixture
def served(site):
    with PreviewServer(b"<h1>page</h1>", "mill.html", site, site / "audio", {"/.narrate/p.js": b"1"}, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_preview_serves_page_recording_and_player(served):
    assert get(served, "/")[2] == b"<h1>page</h1>"
    assert get(served, "/.narrate/mill.mp3")[2] == b"sound"
    status, headers, body = get(served, "/.narrate/p.js")
    assert (status, headers["Content-Type"], body) == (200, "text/javascript; charset=utf-8", b"1")


@pytest.mark.parametrize(("asked", "given"), [("bytes=1-2", b"ou"), ("bytes=3-", b"nd"), ("bytes=-2", b"nd")])
def test_preview_gives_the_bytes_that_a_seek_asks_for(served, asked, given):
    status, headers, body = get(served, "/.narrate/mill.mp3", Range=asked)
    assert (status, body) == (206, given)
    assert headers["Content-Range"].endswith("/5")


def test_preview_shows_nothing_outside_its_folders(served):
    for path in ("/../mill.json", "/%2e%2e/%2e%2e/etc/passwd", "/.narrate/../../x", "/nothing"):
        assert get(served, path)[0] == 404


@pytest.fixture
def page_that_cannot_be_written(site):
    """Its name leaves no room for that of the file that would take its place."""
    page = site / f"{'m' * 245}.html"
    page.write_bytes(PAGE)
    return page


def test_a_page_that_cannot_be_written_harms_no_other(site, page_that_cannot_be_written):
    later = site / "z.html"
    later.write_bytes(PAGE)
    done = run(site)
    assert done.exit_code == 7
    assert done.stdout.splitlines() == [
        f"{site}/about.html: no recording",
        f"{site}/mill.html: attached",
        f"{site}/z.html: attached",
    ]
    line, counts = done.stderr.splitlines()
    assert line == f"narrate: {page_that_cannot_be_written}: the name is too long for this file system; rename the page"
    assert counts == "narrate: 2 attached, 1 failed, 1 no recording"


def test_a_page_that_is_not_there_harms_no_other(site):
    done = CliRunner(mix_stderr=False).invoke(
        embed, [str(site / "gone.html"), str(site / "mill.html"), "--audio-dir", str(site / "audio")]
    )
    assert done.exit_code == 3
    assert done.stdout == f"{site}/mill.html: attached\n"
    assert done.stderr.startswith(f"narrate: {site}/gone.html: there is no such page")


def test_recordings_are_looked_for_where_narrate_puts_them(site, monkeypatch):
    monkeypatch.setenv("NARRATE_OUT_DIR", str(site / "audio"))
    done = CliRunner(mix_stderr=False).invoke(embed, [str(site / "mill.html")])
    assert done.stdout == f"{site}/mill.html: attached\n"


def test_preview_looks_for_recordings_where_narrate_puts_them(site, monkeypatch):
    monkeypatch.setenv("NARRATE_OUT_DIR", str(site / "audio"))
    with pytest.raises(StoreError, match=f"has no recording in {site / 'audio'}"):
        CliRunner(mix_stderr=False).invoke(preview, [str(site / "about.html")], catch_exceptions=False)


def test_a_port_that_is_taken_is_named(site, served):
    with pytest.raises(ServiceError, match=f"port {served} can't be opened .*choose another --port"):
        CliRunner(mix_stderr=False).invoke(
            preview,
            [str(site / "mill.html"), "--audio-dir", str(site / "audio"), "--port", str(served)],
            catch_exceptions=False,
        )


def previewed(site):
    """Run a preview and end it as its help says; returns the exit code and what it told."""
    # Tests that run in the background have been told to ignore Ctrl-C, and what they start inherits it.
    heard = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from narrate.cli import main; main()"
    )
    command = [
        sys.executable,
        "-c",
        f"{heard}; from narrate.cli import main; main()",
        "preview",
        "mill.html",
        "--audio-dir",
        "audio",
    ]
    with subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        try:
            _, told = process.communicate(timeout=30)
        finally:
            process.kill()
        return process.returncode, told


def test_preview_ends_as_its_help_says(site):
    assert previewed(site) == (0, "")


NOTE = b'<p class="note">The wheel was mended by two brothers who had come over the hills in the spring.</p>'


def test_preview_follows_the_site_rules_of_the_recording(site):
    page = PAGE.replace(b"<head>", b'<head><link rel="canonical" href="https://quiet.example/mill/">')
    page = page.replace(b"Nobody slept.", b"Nobody in the village slept before the wheel stood still again.")
    (site / "mill.html").write_bytes(page.replace(b"</main>", NOTE + b"</main>"))
    rule = '[[site]]\nmatch = "quiet.example"\ndrop = ".note"\n'
    (site / "narrate.toml").write_text(rule)
    options = ExtractOptions(site_rules=tuple(parse_toml(rule, "narrate.toml")))
    manifest = json.loads((site / "audio" / "mill.json").read_text())
    manifest["story_sha256"] = story_digest(extract_article(Page(page), options))
    (site / "audio" / "mill.json").write_text(json.dumps(manifest))
    assert previewed(site) == (0, "")
