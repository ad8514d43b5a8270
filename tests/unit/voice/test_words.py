from narrate.model import Span, Utterance, Word
from narrate.voice.words import printed_words


def spoken_words(text: str) -> list[Word]:
    """One word every 100 ms."""
    return [Word(token, index * 100.0, index * 100.0 + 80) for index, token in enumerate(text.split())]


def spans(*quadruples: tuple[int, int, int, int]) -> tuple[Span, ...]:
    return tuple(Span(*quadruple) for quadruple in quadruples)


def times(utterance: Utterance) -> list[tuple[str, float, float]]:
    words = printed_words(utterance, spoken_words(utterance.spoken))
    return [(word.text, round(word.start_ms, 1), round(word.end_ms, 1)) for word in words]


def test_equal_texts_take_the_words_as_they_are() -> None:
    utterance = Utterance("Two boats left.", "Two boats left.", spans=spans((0, 15, 0, 15)))
    assert times(utterance) == [("Two", 0.0, 80.0), ("boats", 100.0, 180.0), ("left.", 200.0, 280.0)]


def test_a_number_takes_the_time_of_all_words_it_is_said_with() -> None:
    spoken = "About forty two boats"
    utterance = Utterance("About 42 boats", spoken, spans=spans((0, 6, 0, 6), (6, 15, 6, 8), (15, 21, 8, 14)))
    assert times(utterance) == [("About", 0.0, 80.0), ("42", 100.0, 280.0), ("boats", 300.0, 380.0)]


def test_words_that_change_places_share_the_time_of_their_span() -> None:
    utterance = Utterance("$5 million", "five million dollars", spans=spans((0, 20, 0, 10)))
    words = printed_words(utterance, spoken_words(utterance.spoken))
    assert words[0].start_ms == 0.0
    assert words[1].end_ms == 280.0
    assert words[0].end_ms <= words[1].start_ms


def test_a_dash_that_is_not_said_has_no_length() -> None:
    utterance = Utterance("Quiet — again", "Quiet again", spans=spans((0, 5, 0, 5), (6, 11, 8, 13)))
    assert times(utterance) == [("Quiet", 0.0, 80.0), ("—", 80.0, 80.0), ("again", 100.0, 180.0)]


def test_without_engine_times_there_are_no_words() -> None:
    assert printed_words(Utterance("Two boats", "Two boats"), ()) == ()


def test_without_a_span_map_the_texts_are_laid_on_each_other() -> None:
    utterance = Utterance("Two boats", "Two boats")
    assert times(utterance) == [("Two", 0.0, 80.0), ("boats", 100.0, 180.0)]
