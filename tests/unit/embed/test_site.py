"""Pages of a site: found, attached in place or elsewhere, listed when they can't be, and given back."""

import hashlib
import json

import pytest

from narrate.embed import RecordingFolder, page_digest
from narrate.embed.site import State, attachment, pages_of, removal, write
from narrate.errors import PageUnreadable
from narrate.text import slug_of

PAGE = b"<html><head></head><body><main><h1>Mill</h1><p>The mill turned.</p><p>Nobody slept.</p></main></body></html>"


@pytest.fixture
def site(tmp_path, record_page):
    (tmp_path / "mill.html").write_bytes(PAGE)
    record_page(tmp_path / "audio", "mill", PAGE)
    return tmp_path


def attach(site, name="mill.html", **options):
    page = site / name
    change = attachment(page, RecordingFolder(site / "audio"), to=page, **options)
    write(change, page)
    return change


def test_a_page_gets_the_recording_that_was_made_from_it(site):
    assert attach(site).state is State.ATTACHED
    assert b'src="audio/mill.mp3?v=5f5f5f5f"' in (site / "mill.html").read_bytes()


def test_a_second_run_changes_nothing(site):
    attach(site)
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    assert attach(site).state is State.CURRENT
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_an_attached_page_has_the_digest_of_the_bare_one(site):
    attach(site)
    assert page_digest((site / "mill.html").read_bytes()) == hashlib.sha256(PAGE).hexdigest()


def test_removing_gives_the_bytes_back(site):
    attach(site)
    change = removal(site / "mill.html")
    write(change, change.page)
    assert change.state is State.REMOVED
    assert (site / "mill.html").read_bytes() == PAGE


def test_the_player_and_its_companions_stand_beside_the_recording(site):
    attach(site)
    names = {path.name for path in (site / "audio").iterdir()}
    assert {"mill.frame.html", "mill.oembed.json"} < names
    answer = json.loads((site / "audio" / "mill.oembed.json").read_text())
    assert answer["type"] == "rich"
    assert 'src="https://quiet.example/mill/audio/mill.frame.html"' in answer["html"]
    assert any(name.startswith("narrate-player.") for name in names)


def test_a_changed_page_of_the_same_name_is_stale(site):
    (site / "mill.html").write_bytes(PAGE.replace(b"</main>", b"<p>And then it stopped.</p></main>"))
    assert attach(site).state is State.STALE
    assert b"<narrate-player" in (site / "mill.html").read_bytes()


@pytest.fixture
def long_site(site, record_page):
    more = b"".join(
        b"<p>For the %d. time that year the wheel of the old mill stood still, and all came to see it.</p>" % n
        for n in range(6)
    )
    page = PAGE.replace(b"</main>", more + b"</main>")
    (site / "mill.html").write_bytes(page)
    record_page(site / "audio", "mill", page)
    return site


def test_a_changed_page_with_a_very_long_name_is_stale_too(tmp_path, record_page):
    name = "уряд-ухвалив-новий-бюджет-на-відновлення-мостів-доріг-і-шкіл-у-прифронтових-областях"
    (tmp_path / f"{name}.html").write_bytes(PAGE)
    record_page(tmp_path / "audio", slug_of(name), PAGE)
    (tmp_path / f"{name}.html").write_bytes(PAGE.replace(b"slept", b"slept well"))
    assert attach(tmp_path, f"{name}.html").state is State.STALE


def test_what_changes_around_the_story_makes_no_recording_stale(long_site):
    site, page = long_site, (long_site / "mill.html").read_bytes()
    around = b"<head><title>Mill</title></head><body><nav><a href=/>Home</a> <a href=/new>New</a></nav>"
    (site / "mill.html").write_bytes(page.replace(b"<head></head><body>", around))
    assert attach(site).state is State.ATTACHED
    assert attach(site).state is State.CURRENT


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"<h1>Mill", b"<h1>The mill"), (b"slept.", b"slept well."), (b"<p>Nobody slept.</p>", b"")],
    ids=["headline", "word", "paragraph"],
)
def test_what_changes_in_the_story_makes_it_stale(long_site, before, after):
    path = long_site / "mill.html"
    path.write_bytes(path.read_bytes().replace(before, after))
    assert attach(long_site).state is State.STALE


def test_of_two_recordings_of_equal_pages_the_one_of_the_name_is_taken(site, record_page):
    record_page(site / "audio", "a-first", PAGE)
    attach(site)
    assert b'src="audio/mill.mp3' in (site / "mill.html").read_bytes()


def test_another_page_of_the_same_name_has_no_recording(site):
    (site / "other").mkdir()
    (site / "other" / "mill.html").write_bytes(b"<h1>Mill</h1><p>Another story.</p>")
    assert attach(site, "other/mill.html").state is State.NONE
    assert b"narrate" not in (site / "other" / "mill.html").read_bytes()


def test_an_index_page_goes_by_the_name_of_its_folder(site):
    (site / "mill").mkdir()
    (site / "mill" / "index.html").write_bytes(PAGE + b"\n")
    assert attach(site, "mill/index.html").state is State.STALE
    assert b'src="../audio/mill.mp3' in (site / "mill" / "index.html").read_bytes()


@pytest.mark.parametrize("name", ["posts/mill/index.html", "2024/posts/mill.html", "Posts/Mill/index.html"])
def test_a_page_of_a_tree_goes_by_the_names_of_its_folders(site, name):
    for suffix in ("mp3", "vtt", "json"):
        (site / "audio" / f"mill.{suffix}").rename(site / "audio" / f"posts-mill.{suffix}")
    manifest = (site / "audio" / "posts-mill.json").read_text().replace("mill.mp3", "posts-mill.mp3")
    (site / "audio" / "posts-mill.json").write_text(manifest.replace("mill.vtt", "posts-mill.vtt"))
    (site / name).parent.mkdir(parents=True)
    (site / name).write_bytes(PAGE + b"\n")
    assert attach(site, name).state is State.STALE


def test_a_player_whose_recording_is_gone_is_taken_off(site):
    attach(site)
    (site / "audio" / "mill.mp3").unlink()
    assert attach(site).state is State.NONE
    assert (site / "mill.html").read_bytes() == PAGE


def test_a_damaged_manifest_is_no_recording(site):
    (site / "audio" / "mill.json").write_text('{"version": 1')
    assert attach(site).state is State.NONE


def test_a_manifest_that_points_outside_its_folder_is_no_recording(site):
    manifest = json.loads((site / "audio" / "mill.json").read_text())
    manifest["audio"]["file"] = "../../etc/passwd"
    (site / "audio" / "mill.json").write_text(json.dumps(manifest))
    assert attach(site).state is State.NONE


def test_a_refused_page_is_left_alone_with_its_reason(site):
    broken = PAGE.replace(b"<main>", b"<main><!--narrate:begin-->")
    (site / "mill.html").write_bytes(broken)
    change = attach(site)
    assert change.state is State.REFUSED
    assert "other half" in change.reason or "lost its" in change.reason
    assert (site / "mill.html").read_bytes() == broken


def test_a_base_address_is_used_as_given(site):
    attach(site, base="https://media.example/a/")
    page = (site / "mill.html").read_text()
    assert 'src="https://media.example/a/mill.mp3?v=5f5f5f5f"' in page
    assert 'type="application/json+oembed" href="https://media.example/a/mill.oembed.json"' in page


def test_permissions_and_links_stay(site):
    real = site / "real.html"
    (site / "mill.html").rename(real)
    (site / "mill.html").symlink_to(real)
    real.chmod(0o640)
    attach(site)
    assert (site / "mill.html").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert b"<narrate-player" in real.read_bytes()


def test_pages_of_a_tree_are_its_html_files(site):
    (site / ".cache").mkdir()
    (site / ".cache" / "x.html").write_bytes(b"")
    (site / "b").mkdir()
    (site / "b" / "A.HTM").write_bytes(b"")
    (site / "b" / "b.xhtml").write_bytes(b"")
    (site / "audio" / "mill.frame.html").write_bytes(b"")
    assert [str(page.relative_to(site)) for page in pages_of(site)] == ["b/A.HTM", "b/b.xhtml", "mill.html"]


def test_a_place_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PageUnreadable, match="nowhere"):
        list(pages_of(tmp_path / "nowhere"))


BASED = PAGE.replace(b"<head>", b'<head><base href="BASE">')


HOME = "https://paper.example/2024/based"
BASES = {  # by the base: whether the folder of the site is known, the canonical address, and where the sound is then
    "/": (True, "", "2024/audio/based.mp3"),
    "/news/": (True, "", "../2024/audio/based.mp3"),
    "../": (False, "", "2024/audio/based.mp3"),
    "x.html": (False, "", "audio/based.mp3"),
    "/2024/": (False, HOME, "https://paper.example/2024/audio/based.mp3"),
    "https://other.example/": (True, HOME, "https://paper.example/2024/audio/based.mp3"),
}


@pytest.mark.parametrize("base", BASES)
def test_addresses_are_right_on_a_page_with_a_base(tmp_path, record_page, base):
    is_known, url, address = BASES[base]
    folder = tmp_path / "2024"
    folder.mkdir()
    page = folder / "based.html"
    page.write_bytes(BASED.replace(b"BASE", base.encode()))
    record_page(folder / "audio", "based", page.read_bytes(), url=url)
    attach(folder, "based.html", root=tmp_path if is_known else None)
    assert f'src="{address}?v='.encode() in page.read_bytes()


def test_a_page_whose_base_leads_elsewhere_is_left_alone(tmp_path, record_page):
    page = tmp_path / "based.html"
    page.write_bytes(BASED.replace(b"BASE", b"/other/"))
    record_page(tmp_path / "audio", "based", page.read_bytes(), url="")
    change = attach(tmp_path, "based.html")
    assert (change.state, "--audio-base" in change.reason) == (State.REFUSED, True)
    assert attach(tmp_path, "based.html", base="https://media.example/").state is State.ATTACHED
