"""What an editor asks: why is this read, how is that said, which words does nobody know."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli import narrate

SAMPLES = Path(__file__).parents[2] / "samples"
PAGE = SAMPLES / "harbour-bridge.html"


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: object):
    done = CliRunner(mix_stderr=False).invoke(narrate, [str(a) for a in arguments])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_every_stretch_of_a_page_has_a_receipt():
    lines = run("extract", PAGE, "--explain").splitlines()
    assert any(line.startswith("read") and "third closure this year" in line for line in lines)
    assert any(line.startswith("- ") and "This audio is created with AI assistance" in line for line in lines)


def test_a_rule_can_be_written_from_what_a_receipt_says(tmp_path):
    line = next(line for line in run("extract", PAGE, "--explain").splitlines() if "Local reporting costs" in line)
    assert "div.c-donate-inline" in line
    assert "Local reporting costs" not in run("extract", PAGE)
    (tmp_path / "narrate.toml").write_text('[[site]]\nmatch = "example.org"\nkeep = ["div.c-donate-inline"]\n')
    assert "Local reporting costs" in run("extract", PAGE)


def test_the_coloured_page_escapes_what_it_shows(tmp_path):
    page = tmp_path / "evil.html"
    text = PAGE.read_text(encoding="utf-8").replace(
        "It is the third", "&lt;script&gt;alert(1)&lt;/script&gt; It is the third"
    )
    page.write_text(text, encoding="utf-8")
    shown = run("extract", page, "--format", "html")
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert shown.count('<p class="read"') == 6


def test_the_coloured_page_tells_read_from_skipped_without_colours():
    shown = run("extract", PAGE, "--format", "html")
    read = re.findall(r'<p class="read" tabindex="0"><span>(.*?)</span><br><b lang="en">(.*?)</b>', shown)
    skipped = re.findall(r'<p class="skipped" tabindex="0"><span>(.*?)</span><br><b lang="en">(.*?)</b>', shown)
    assert {mark for _, mark in read} == {"✓ Read"}
    assert {mark for _, mark in skipped} == {"✕ Skipped"}
    assert f"6 of {len(read) + len(skipped)} stretches of text are read" in shown
    assert any("Sign up for our free weekly newsletter" in text for text, _ in skipped)


def test_the_coloured_page_folds_menus_but_not_what_may_be_skipped_wrongly():
    shown = run("extract", PAGE, "--format", "html")
    folded = " ".join(re.findall(r"<details>(.*?)</details>", shown, re.DOTALL))
    unfolded = re.sub(r"<details>.*?</details>", "", shown, flags=re.DOTALL)
    assert "Become a member" in unfolded  # score 0.28
    assert all(float(score) < 0.1 for score in re.findall(r"score (0\.\d+)", folded))


def test_a_site_rule_in_narrate_toml_drops_what_it_names(tmp_path):
    assert "The county council meets" in run("extract", PAGE)
    (tmp_path / "narrate.toml").write_text('[[site]]\nmatch = "example.org"\ndrop = ["//section/p[last()]"]\n')
    assert "The county council meets" not in run("extract", PAGE)


def test_a_site_rule_in_the_public_format_is_followed_too(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "example.org.txt").write_text("strip: //h2\n")
    (tmp_path / "narrate.toml").write_text('[files]\nrules_dir = "rules"\n')
    assert "Ferries run until midnight" not in run("extract", PAGE)


def tried(rule: str, *, code: int = 0):
    Path("narrate.toml").write_text(f"[[site]]\n{rule}\n", encoding="utf-8")
    done = CliRunner(mix_stderr=False).invoke(narrate, ["rules", "test", str(PAGE)])
    assert done.exit_code == code
    return done.stdout, done.stderr


def test_a_tried_rule_shows_what_it_changes_line_by_line():
    shown, _ = tried(
        'match = "example.org"\ndrop = ["//section/p[last()]", ".newsleter"]\nkeep = "//h1"\ntitle = "//h2"'
    )
    assert "site rule: example.org (narrate.toml, site rule 1) fits https://example.org/" in shown
    assert "//section/p[last()]  finds 1, changes 1" in shown
    assert ".newsleter           does nothing: it finds nothing on the page" in shown
    assert "- read -> not read  The county council meets" in shown
    assert "+ not read -> read  Storm closes Lowen harbour bridge" in shown
    assert "~ title: Storm closes Lowen harbour bridge" in shown


def test_a_tried_rule_that_changes_nothing_is_an_error():
    shown, error = tried('match = "example.org"\ndrop = ".newsleter"', code=2)
    assert "does nothing" in shown
    assert "changes nothing" in error


def test_a_tried_rule_that_leaves_no_story_is_an_error():
    _, error = tried('match = "example.org"\nbody = "h1"', code=3)
    assert "no story is left" in error


def test_rules_of_other_sites_are_named_when_none_fits_and_that_is_an_error():
    shown, error = tried('match = "example.net"\ndrop = "p"', code=2)
    assert "none fits https://example.org/storm-closes-lowen-bridge/; rules are for example.net" in shown
    assert "no rule fits it" in error
    assert len(error.splitlines()) == 1


def test_a_page_that_no_newsroom_rule_fits_is_an_error_and_one_that_one_fits_is_none():
    Path("narrate.toml").write_text('[[newsroom.rules]]\nif = { language = "fr" }\nthen = { skip = true }\n')
    done = CliRunner(mix_stderr=False).invoke(narrate, ["rules", "test", str(PAGE)])
    assert (done.exit_code, "no rule fits it, it is narrated as usual" in done.stderr) == (2, True)
    assert "write [[site]]" not in done.stderr, "there are rules"
    _, error = tried(
        'match = "example.net"\ndrop = "p"\n[[newsroom.rules]]\nif = { language = "en" }\nthen = { skip = true }'
    )
    assert not error


def test_a_line_of_the_public_format_is_shown_as_it_was_written():
    Path("rules").mkdir()
    Path("rules/example.org.txt").write_text("strip: //h2\nstrip_id_or_class: prmo\n", encoding="utf-8")
    Path("narrate.toml").write_text('[files]\nrules_dir = "rules"\n', encoding="utf-8")
    shown = run("rules", "test", PAGE)
    assert "strip_id_or_class: prmo  does nothing" in shown
    assert "- read -> not read  Ferries run until midnight  (site rule: drop)" in shown


def test_lines_of_the_public_format_that_are_not_followed_are_told():
    Path("rules").mkdir()
    Path("rules/example.org.txt").write_text("strip: //h2\ntidy: no\nfind_string: a\nstrip_clas: x\nbody //p\n")
    Path("narrate.toml").write_text('[files]\nrules_dir = "rules"\n', encoding="utf-8")
    done = CliRunner(mix_stderr=False).invoke(narrate, ["rules", "test", str(PAGE)])
    assert [line for line in done.stdout.splitlines() if "not followed" in line] == [
        "  not followed: line 3: find_string isn't followed",
        "  not followed: line 4: the format has no directive strip_clas",
        "  not followed: line 5: 'body //p' isn't written as name: value",
    ]
    assert done.stderr.splitlines() == [
        "narrate: site config of example.org, line 4: the format has no directive strip_clas",
        "narrate: site config of example.org, line 5: 'body //p' isn't written as name: value",
    ]


def test_a_lexicon_changes_how_a_name_is_said(tmp_path):
    before = run("say", "Lowen is wet.")
    (tmp_path / "names.tsv").write_text("Lowen\tˈluːvən\n")
    (tmp_path / "narrate.toml").write_text('[[lexicon]]\nfile = "names.tsv"\n')
    after = run("say", "Lowen is wet.")
    assert before.splitlines()[0] == after.splitlines()[0] == "Lowen is wet."
    assert "ˈluvən" in after
    assert "ˈluvən" not in before


def test_a_text_can_be_heard(tmp_path):
    assert run("say", "It rained.", "--voice", "tone", "-o", tmp_path / "x.mp3").splitlines()[-1] == str(
        tmp_path / "x.mp3"
    )
    assert (tmp_path / "x.mp3").stat().st_size > 1000


def test_a_text_is_said_in_the_language_of_the_voice():
    assert run("say", "5 Grüße", "--voice", "gtts:de") == "fünf Grüße\n"
    assert run("say", "5 Grüße", "--voice", "gtts:de", "--language", "en").startswith("five ")


def test_words_that_nobody_knows_are_listed_by_count_and_doubt():
    rows = [line.split("\t") for line in run("script", "--unknown", SAMPLES).splitlines()]
    worth = [int(count) * float(doubt) for count, *_, doubt in rows]
    assert worth == sorted(worth, reverse=True)
    words = {word for _, word, *_ in rows}
    assert "Okafor" in words
    assert "bridge" not in words
    listed = json.loads(run("script", "--unknown", SAMPLES, "--format", "json"))
    assert [[str(row["count"]), row["word"], row["ipa"], row["way"]] for row in listed] == [row[:-1] for row in rows]


def test_the_voices_are_listed_with_their_licence():
    voices = json.loads(run("voices", "--json"))
    known = {f"{voice['engine']}:{voice['voice']}": voice for voice in voices}
    assert known["kokoro:af_heart"]["licence"] == "Apache-2.0"
    assert known["kokoro:af_heart"]["offline"]
    assert not next(voice for voice in voices if voice["engine"] == "gtts")["offline"]
