"""The English front end with its real dictionaries: every word gets phonemes."""

import re
from importlib.resources import files

import pytest

from claims import TABLES, assert_each
from claims import rows as rows_of
from narrate.errors import SettingsError, SynthesisFailed
from narrate.script.normalize.tables import rows
from narrate.settings.lexicon import parse_tables
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.english.ipa import from_ipa, to_ipa
from narrate.voice.english.spelling import LANGUAGES, spell_out
from narrate.voice.readings import Reading, _number_by_symbol, has_sound, portions


@pytest.fixture(scope="module")
def front_end() -> EnglishFrontEnd:
    return EnglishFrontEnd()


def said(front_end: EnglishFrontEnd, text: str, *pronunciations: tuple[str, str]) -> dict[str, str]:
    places = sorted(
        (m.start(), m.end(), ipa) for word, ipa in pronunciations for m in re.finditer(rf"\b{word}\b", text)
    )
    return {reading.token: reading.phonemes for reading in front_end.read(text, tuple(places))}


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("ˈhɑɹbɚ", "hˈɑɹbəɹ"),
        ("vəˈloʊdɪmɪr", "vəlˈOdɪmɪɹ"),
        ("/dʒɔɪ/", "ʤY"),
        ("ˈt͡ʃaɪnə", "ʧˈInə"),
        ("ˈbʌtn̩", "bˈʌtᵊn"),
        ("ˌɪntəˈnæʃənəl", "ˌɪntənˈæʃənəl"),
        ("ˈstriːt", "stɹˈit"),
    ],
)
def test_ipa_is_written_in_the_voice_s_alphabet(ipa: str, expected: str) -> None:
    assert from_ipa(ipa) == expected


@pytest.mark.parametrize(
    ("phonemes", "ipa"),
    [
        ("hˈɑɹbəɹ", "ˈhɑɹbəɹ"),
        ("vəlˈOdɪmɪɹ zəlˈɛnski .", "vəˈloʊdɪmɪɹ zəˈlɛnski"),
        ("ʤˈY", "ˈdʒɔɪ"),
        ("dɹˈɔɪŋ", "ˈdɹɔ.ɪŋ"),
        ("nˈʌtʃˌɛl", "ˈnʌtˌʃɛl"),
        ("ɪkstɹˈim", "ɪkˈstɹim"),
        ("ətlˈæntɪk", "ətˈlæntɪk"),
        ("hˈæŋəɹ", "ˈhæŋəɹ"),
        ("fˈɪŋɡəɹ", "ˈfɪŋɡəɹ"),
        ("lɛftˈɛnənt", "lɛfˈtɛnənt"),
        ("wˈɔTəɹ", "ˈwɔɾəɹ"),
        ("“hˈI , ðˈɛɹ !”", "ˈhaɪ ˈðɛɹ"),
    ],
)
def test_the_voice_s_alphabet_is_written_in_ipa(phonemes: str, ipa: str) -> None:
    assert to_ipa(phonemes) == ipa


def test_what_is_shown_as_ipa_is_said_the_same_when_a_lexicon_gives_it() -> None:
    lines = files("narrate.voice.english").joinpath("data", "us.tsv").read_text("utf-8").splitlines()
    sample = [line.split("\t")[2] for line in lines if line.split("\t")[1] == "1"][::200]
    assert len(sample) > 200
    assert [given for given in sample if from_ipa(to_ipa(given)) != given] == []


def test_every_token_has_a_reading_in_order(front_end: EnglishFrontEnd) -> None:
    text = "“The boats,” he said — well-known, all of them — left at 5."
    assert [reading.token for reading in front_end.read(text)] == text.split()


@pytest.mark.parametrize(
    "text",
    [
        "The X-136 and the B-52s were seen.",
        "A café in Łódź, a naïve façade.",
        "Привіт means hello, Αθήνα is Athens.",
        "See example.com or https, or pnmtrg.",
        "It was 3rd of 4, at 12:14, in the 1990s.",
        "co-operate re-elect e-mail U.S.-led rock’n’roll",
        "supercalifragilisticexpialidocious " * 3,
    ],
)
def test_every_word_has_phonemes(front_end: EnglishFrontEnd, text: str) -> None:
    for token, phonemes in said(front_end, text).items():
        assert has_sound(phonemes), token


def test_digits_that_stick_to_letters_are_said(front_end: EnglishFrontEnd) -> None:
    alone = " ".join(said(front_end, "thirty six").values())
    assert said(front_end, "the X-36 flew")["X-36"].endswith(alone)


def test_the_lexicon_wins_over_the_dictionary(front_end: EnglishFrontEnd) -> None:
    readings = said(front_end, "In Reading, a Reading-based firm spoke.", ("Reading", "ˈrɛdɪŋ"))
    assert readings["Reading,"] == "ɹˈɛdɪŋ,"
    assert readings["Reading-based"] == "ɹˈɛdɪŋ bˈAst"


def test_a_word_may_be_said_in_two_ways(front_end: EnglishFrontEnd) -> None:
    text = "They lead the lead pipes."
    readings = front_end.read(text, ((14, 18, "ˈlɛd"),))
    assert [reading.phonemes for reading in readings if reading.token == "lead"] == ["lˈid", "lˈɛd"]


def test_the_part_of_speech_decides(front_end: EnglishFrontEnd) -> None:
    noun = said(front_end, "She broke a record.")["record."]
    verb = said(front_end, "They record everything.")["record"]
    assert noun.index("ˈ") < 2 < verb.index("ˈ")


def test_a_word_that_cannot_be_said_is_reported(front_end: EnglishFrontEnd, caplog: pytest.LogCaptureFixture) -> None:
    assert said(front_end, "He wrote 船 there.")["船"] == ""
    assert "船" in caplog.text


def test_a_text_without_any_readable_word_is_refused(front_end: EnglishFrontEnd) -> None:
    with pytest.raises(SynthesisFailed, match="船"):
        front_end.read("船 — 船")


def test_british_voices_speak_british(front_end: EnglishFrontEnd) -> None:
    american, british = said(front_end, "the bath")["bath"], said(EnglishFrontEnd(british=True), "the bath")["bath"]
    assert american == "bˈæθ"
    assert british == "bˈɑːθ"


def test_every_listed_name_is_said_with_signs_that_the_voice_knows() -> None:
    wrong = [
        (row[0], sign) for row in rows("en", "names") for sign in from_ipa(row[1]) if sign not in _number_by_symbol()
    ]
    assert wrong == []


def test_no_letter_that_a_lexicon_may_hold_is_lost_on_the_way_to_the_voice() -> None:
    letters = [letter for letter in map(chr, range(0x2000)) if letter.isalpha() and _is_taken(letter)]
    assert len(letters) > 100
    phonemes = {letter: from_ipa(letter) for letter in letters}
    known = {letter: portions([Reading(letter, said)], 400)[0].numbers for letter, said in phonemes.items()}
    assert [letter for letter, said in phonemes.items() if len(known[letter]) != len(said)] == []


def _is_taken(sign: str) -> bool:
    try:
        parse_tables([{"words": {"Rih": sign}}], "narrate.toml", str)
    except SettingsError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("AFRICOM", "æfɹ"),  # spelled, it would begin with the names of its letters
        ("Pryluky-based", "bˈAst"),  # guessed as one word, "based" was lost
        ("Kharkiv-born", "bˈɔɹn"),
    ],
)
def test_capitals_and_compounds_are_said_by_their_words(front_end: EnglishFrontEnd, text: str, sound: str) -> None:
    assert sound in said(front_end, f"The {text} unit left.")[text]


@pytest.mark.parametrize(
    ("word", "is_known"),
    [
        ("village", True),
        ("reporters", True),
        ("doesn’t", True),
        ("well-known", True),
        ("reopened", True),
        ("Zorblat", False),
        ("Zorblat-based", False),
    ],
)
def test_a_form_of_a_listed_word_is_known(front_end: EnglishFrontEnd, word: str, is_known: bool) -> None:  # noqa: FBT001
    assert front_end.knows(word) is is_known


@pytest.mark.parametrize("letter", ["Ѯ", "ᴙ", "Ԁ", "ɓ", "қ", "ϻ", "ə"])
def test_a_letter_of_a_related_alphabet_is_never_silent(front_end: EnglishFrontEnd, letter: str) -> None:
    assert has_sound(said(front_end, f"It says {letter}{letter} here.")[f"{letter}{letter}"])


def test_a_name_is_said_as_a_newsreader_says_it(front_end: EnglishFrontEnd) -> None:
    def claim(name: str, ipa: str) -> None:
        assert " ".join(to_ipa(reading.phonemes) for reading in front_end.read(name)) == ipa

    assert_each(rows_of(TABLES / "pronunciation" / "names.tsv"), claim)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_of_a_name_is_lost(language: str) -> None:
    for name in ("abracadabra", "wxyzßøłđ", "mcqueen-ish'", "ñandúçéèê"):
        assert "".join(letters for letters, _ in spell_out(name, language)) == name
