"""Which words of a text a listener heard: word errors, and its numbers, negations and names one by one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import jiwer
from rapidfuzz.distance import Levenshtein

import narrate

NUMBER = re.compile(
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven|eigh|nine)teen"
    r"|(twen|thir|for|fif|six|seven|eigh|nine)(ty|ties|tieth)|(hundred|thousand|million|billion|trillion)s?|point|once|twice"
    r"|half|quarters?|first|second|(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth)s?"
)
NEGATION = re.compile(r"no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|\w+n't")
KINDS = ("number", "negation", "name")
MAX_DISTANCE = 0.34
"""Share of a name's letters that a listener may spell otherwise: `Jonsdottir` may be heard as `Yonsdottar`."""
LEAST_CONSONANTS = 2
"""Below, too many words have the same consonants for them to say that a name was heard."""
JOINED_WORDS = 3
"""A listener writes an unknown name as up to this many words."""
SAME_CONSONANTS = (
    (r"ph", "f"),
    (r"c(?=[eiy])|sch|sz|cz|z|sh", "s"),
    (r"ck|ch|kh|q|c|gh|g", "k"),
    (r"x", "ks"),
    (r"[vw]", "f"),
    (r"d|th", "t"),
    (r"j", "y"),
    (r"[aeiouhy]", ""),
    (r"(.)\1+", r"\1"),
)
"""Spellings of one sound, then what is left out: vowels, h, y and doubled letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text."""

    text: str
    """Lower case, plain letters."""
    kind: str
    """One of `KINDS`, or empty."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A number, negation or name that wasn't heard."""

    place: int
    """Index of the word in its text."""
    word: Word
    heard: str
    """What was heard around its place; empty for nothing."""


def words_of(sentence: str) -> list[Word]:
    """Return the words of `sentence`, as a listener's words are compared with them, with their kinds.

    A name is a capitalised word that doesn't open the sentence.
    """
    words = []
    for place, token in enumerate(plain(sentence, keep_case=True).split()):
        is_name = token[0].isupper() and token.partition("'")[0] != "I" and place > 0
        words.append(Word(token.lower(), _kind(token.lower(), is_name=is_name)))
    return words


def plain(text: str, *, keep_case: bool = False) -> str:
    """Return `text` as a listener and the page can agree on it: numbers said, no accents, marks or capitals."""
    text = narrate.spoken_form(text).replace("’", "'").replace("-", " ")
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = " ".join(re.sub(r"[^A-Za-z0-9' ]", " ", text).split())
    return (text if keep_case else text.lower()) or "-"


def errors(words: list[Word], heard: str) -> int:
    """Return how many words have to be changed, left out or put in to get what was heard."""
    found = jiwer.process_words(" ".join(word.text for word in words), plain(heard))
    return int(found.substitutions + found.deletions + found.insertions)


def misses(words: list[Word], heard: str) -> list[Miss]:
    """Return the numbers, negations and names of `words` that aren't in `heard` at their place."""
    said, got = [word.text for word in words], plain(heard).split()
    return [
        Miss(place, words[place], " ".join(got[others]))
        for region, others in _differences(said, got)
        for place in range(region.start, region.stop)
        if words[place].kind and not _is_heard(words[place], words[region], got[others])
    ]


def sounds_like(name: str, heard: str) -> bool:
    """Whether `heard` may be a spelling of `name`.

    Listeners spell names freely, so a name counts when at most `MAX_DISTANCE` of its letters differ, or when both have
    the same consonants (at least `LEAST_CONSONANTS`).
    """
    name = name.removesuffix("'s")
    heard = heard.removesuffix("'s")
    consonants = _consonants(name)
    if len(consonants) >= LEAST_CONSONANTS and consonants == _consonants(heard):
        return True
    return bool(Levenshtein.distance(name, heard) <= MAX_DISTANCE * len(name))


def _kind(word: str, *, is_name: bool) -> str:
    if NUMBER.fullmatch(word):
        return "number"
    if NEGATION.fullmatch(word):
        return "negation"
    return "name" if is_name else ""


def _differences(said: list[str], got: list[str]) -> Iterator[tuple[slice, slice]]:
    """Yield the stretches of both lists between words that are the same in both."""
    region: tuple[int, int, int, int] | None = None
    for chunk in jiwer.process_words(" ".join(said), " ".join(got)).alignments[0]:
        if chunk.type == "equal":
            if region:
                yield slice(region[0], region[1]), slice(region[2], region[3])
            region = None
            continue
        start, _, heard_start, _ = region or (chunk.ref_start_idx, 0, chunk.hyp_start_idx, 0)
        region = (start, chunk.ref_end_idx, heard_start, chunk.hyp_end_idx)
    if region:
        yield slice(region[0], region[1]), slice(region[2], region[3])


def _is_heard(word: Word, said: list[Word], got: list[str]) -> bool:
    """Whether `word`, one of the words `said`, is among those got for them."""
    if word.kind == "number":
        return word.text in got
    if word.kind == "negation":
        return _negation(word.text) in map(_negation, got)
    spellings = ["".join(got[i : i + n]) for n in range(1, JOINED_WORDS + 1) for i in range(len(got))]
    if any(sounds_like(word.text, spelling) for spelling in spellings):
        return True
    is_one_name = all(other.kind == "name" for other in said)  # "van der Meulen", heard as "Vandermeulen"
    return is_one_name and sounds_like("".join(other.text for other in said), "".join(got))


def _negation(word: str) -> str:
    """Return the same word for `didn't`, `not` and `cannot`, which a listener exchanges without loss."""
    return "not" if word.endswith("n't") or word == "cannot" else word


def _consonants(word: str) -> str:
    for spelling, sound in SAME_CONSONANTS:
        word = re.sub(spelling, sound, word)
    return word
