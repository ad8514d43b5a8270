"""What the author of a text asks for its reading."""

import pytest

from narrate.model import Article, Block, BlockKind, Utterance
from narrate.script.write import write_script
from narrate.ssml import read


def utterances(text: str, language: str = "en") -> tuple[Utterance, ...]:
    """Return the reading of a text with SSML."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, each, "", directions=asked) for each, asked in read(text))
    return write_script(Article("", blocks, language=language)).utterances


@pytest.mark.parametrize(
    ("written", "language", "spoken"),
    [
        ('the <sub alias="World Wide Web Consortium">W3C</sub> rule', "en", "the World Wide Web Consortium rule"),
        ('in <say-as interpret-as="characters">B12</say-as> now', "en", "in B one two now"),
        ('an <say-as interpret-as="spell-out">ngo</say-as> here', "en", "an N.G.O. here"),
        (
            'call <say-as interpret-as="telephone">555-0100</say-as> now',
            "en",
            "call five five five, zero one zero zero now",
        ),
        ('in <say-as interpret-as="digits">1984</say-as> now', "en", "in one nine eight four now"),
        ('in <say-as interpret-as="cardinal">1984</say-as> now', "en", "in one thousand nine hundred eighty four now"),
        ('the <say-as interpret-as="ordinal">3</say-as> man', "en", "the third man"),
        ('im <say-as interpret-as="cardinal">1984</say-as>', "de", "im eintausendneunhundertvierundachtzig"),
        ('в <say-as interpret-as="digits">12</say-as> раз', "ru", "в один два раз"),
        ('on <say-as interpret-as="date">Oct. 3</say-as>', "en", "on October third"),
    ],
)
def test_a_stretch_is_said_as_its_author_asks(written: str, language: str, spoken: str) -> None:
    (utterance,) = utterances(written, language)
    assert utterance.spoken == spoken


def test_a_phoneme_is_the_sound_of_its_word_even_where_a_table_has_another() -> None:
    (utterance,) = utterances('They flew to <phoneme alphabet="ipa" ph="ˈkiɛf">Kyiv</phoneme> again.')
    ((start, end, ipa),) = utterance.pronunciations
    assert (utterance.spoken[start:end], ipa) == ("Kyiv", "ˈkiɛf")


def test_ipa_of_more_words_than_there_are_is_left_out() -> None:
    (utterance,) = utterances('a <phoneme ph="a b c">Leelo</phoneme> here')
    assert utterance.pronunciations == ()


def test_a_break_parts_a_sentence_with_its_silence() -> None:
    first, second = utterances('And the winner is <break time="1500ms"/> nobody at all.')
    assert (first.printed, first.pause_ms, second.printed) == ("And the winner is", 1500, "nobody at all.")


def test_a_break_at_the_beginning_lengthens_the_silence_before_its_paragraph() -> None:
    first, _ = utterances('One thing came.\n\n<break time="4s"/>Another thing came.')
    assert first.pause_ms == 4000


def test_a_break_at_the_end_is_the_silence_behind_its_paragraph() -> None:
    first, _ = utterances('One thing came.<break time="50ms"/>\n\nAnother thing came.')
    assert first.pause_ms == 50


def test_a_tempo_holds_for_its_stretch_alone() -> None:
    rates = [
        (u.printed, u.rate)
        for u in utterances('He spoke. <prosody rate="slow">Very slowly indeed.</prosody> Then he left the room.')
    ]
    assert rates == [("He spoke.", 1.0), ("Very slowly indeed.", 0.8), ("Then he left the room.", 1.0)]
