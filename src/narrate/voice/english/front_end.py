"""English words to phonemes in misaki's alphabet; every word of the text gets some."""

import logging
import re
import unicodedata
from collections.abc import Sequence

from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.model import Pronunciations
from narrate.voice.english.guess import Guess, guess
from narrate.voice.english.ipa import VOWELS, from_ipa
from narrate.voice.english.letters import has_accents_sounded, is_latin, latin, number_words, plain
from narrate.voice.english.lexicon import VOWEL_LETTERS, Lexicon, Next, open_lexicon, weakened
from narrate.voice.english.tagger import tags
from narrate.voice.english.units import Kind, Unit, divide
from narrate.voice.readings import Reading, has_sound

__all__ = ["EnglishFrontEnd"]

PUNCTUATION = frozenset(';:,.!?—…"()“”')
"""Signs that the voices were trained on; they shape the melody and the pauses."""
_HYPHENS = frozenset("-‐‑")
_NEITHER = frozenset("ˈˌɐ")
"""Signs that don't tell how a word begins; "to a fair" was learned with the sound of "to fair"."""
_PAUSES = frozenset(";:,.!?—…")
_CONTRACTION = re.compile(r"(?<=\w)(?:n't|'(?:s|re|ve|ll|d|m))$", re.IGNORECASE)
"""What the tagger was trained to see as a word of its own."""
_ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
"""Words for the endings that no dictionary lists by themselves."""
_SHORTEST_PART = 4  # of a compound: shorter words stand in too many names by chance
_CAMEL = re.compile(r"[^\W\d_a-z]?[a-zß-öø-ÿ]+|[^\W\d_a-z]+(?![a-zß-öø-ÿ])")
_log = logging.getLogger(__name__)


class EnglishFrontEnd:
    """Reads English in misaki's alphabet; opens its tables at the first text, or when told to."""

    version = "en6"

    def __init__(self, *, british: bool = False) -> None:
        self._accent = "gb" if british else "us"
        self._opened: Lexicon | None = None

    def load(self) -> None:
        """Open the tables, unless they are. Raises BackendUnavailable."""
        self._lexicon.say("loaded", tags(["loaded"])[0])

    @property
    def _lexicon(self) -> Lexicon:
        if self._opened is None:
            try:
                self._opened = open_lexicon(british=self._accent == "gb")
            except OSError as error:
                raise BackendUnavailable(
                    f"the English dictionary is missing ({error}); install narrate again"
                ) from error
        return self._opened

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in order.

        Args:
            text: One line; numbers should be written as words already.
            pronunciations: Places of words with their IPA; they win over the dictionary.

        Raises:
            BackendUnavailable: A file of the front end is missing.
            SynthesisFailed: No word of the text could be read.
        """
        units = list(divide(text, pronunciations))
        phonemes = self._phonemes(units, [ipa for _, _, ipa in pronunciations])
        readings = []
        index = 0
        for token in re.finditer(r"\S+", text):
            first = index
            while index < len(units) and units[index].start < token.end():
                index += 1
            joined = _joined(units[first:index], phonemes[first:index])
            if not has_sound(joined) and any(map(str.isalnum, token[0])):
                _log.warning("the English voice can't say %r; it is left silent", token[0])
            readings.append(Reading(token[0], joined))
        if not any(has_sound(reading.phonemes) for reading in readings):
            raise SynthesisFailed(f"the English front end can't read any word of {text!r}; name another --voice")
        return tuple(readings)

    def guessed(self, word: str) -> Guess | None:
        """Return how the most doubtful part of `word` is guessed; None if the dictionaries hold all of it.

        They hold a word also if they hold what it is an inflected form or compound of.

        Args:
            word: One word, which may have hyphens and apostrophes.

        Raises:
            BackendUnavailable: A file of the front end is missing.
        """
        units = [unit.text for unit in divide(word.replace("’", "'")) if unit.kind is Kind.WORD]
        guesses = [self._guess(unit) for unit in units if self._known(unit, tags([unit])[0]) is None]
        return max(guesses, key=lambda each: each.doubt, default=None)

    def _phonemes(self, units: Sequence[Unit], given: Sequence[str]) -> list[str]:
        """Return the phonemes of each unit, found from the last to the first: a word may hang on what follows it."""
        unit_tags = _unit_tags(units)
        phonemes = [""] * len(units)
        left = list(given)
        next_, follower = Next.PAUSE, ""
        start_by_stop = {stop: start for start, stop in _compounds(units)}
        index = len(units)
        while index:
            start = start_by_stop.get(index, index - 1)
            if start < index - 1:
                phonemes[start:index] = self._compound(units[start:index], unit_tags[start:index], next_)
            else:
                unit = units[start]
                phonemes[start] = (
                    from_ipa(left.pop())
                    if unit.kind is Kind.GIVEN
                    else self._unit(unit, unit_tags[start], next_, before_to=follower == "to")
                )
                if unit.kind is Kind.INITIALS and start == len(units) - 1 and unit.text.endswith("."):
                    phonemes[start] += "."
                if unit.kind is Kind.MARK:
                    phonemes[start] = _mark(units, start) or phonemes[start]
            group = "".join(phonemes[start:index])
            next_ = _start_of(group, next_)
            follower = units[start].text.lower()
            index = start
        return phonemes

    def _compound(self, units: Sequence[Unit], unit_tags: Sequence[str], next_: Next) -> list[str]:
        """Return the phonemes of words joined by hyphens: listed as a whole, else by part, the lighter ones weakened.

        Where a part has to be guessed, all keep their stress and are said apart.
        """
        whole = "".join(unit.text for unit in units).replace("’", "'")
        if self._lexicon.is_listed(whole):
            return [self._lexicon.say(whole, unit_tags[0], next_) or "", *[""] * (len(units) - 1)]
        phonemes = [""] * len(units)
        for index in reversed(range(len(units))):
            if units[index].kind is not Kind.MARK:
                phonemes[index] = self._unit(units[index], unit_tags[index], next_)
                next_ = _start_of(phonemes[index], next_)
        parts = [index for index, unit in enumerate(units) if unit.kind is not Kind.MARK]
        if all(self._known(units[index].text, unit_tags[index]) is not None for index in parts):
            for index in _lighter(parts, units, phonemes):
                phonemes[index] = weakened(phonemes[index])
            return phonemes
        return [f" {part}" if part and index else part for index, part in enumerate(phonemes)]

    def _unit(self, unit: Unit, tag: str, next_: Next, *, before_to: bool = False) -> str:
        if unit.kind is Kind.WORD:
            word = plain(unit.text)
            return self._known(word, tag, next_, before_to=before_to) or self._guessed(word)
        if unit.kind is Kind.NUMBER:
            return " ".join(self._known(word, "CD", Next.CONSONANT) or "" for word in number_words(unit.text))
        if unit.kind is Kind.INITIALS:
            letters = latin(unit.text.replace(".", ""))
            return self._lexicon.spell(letters) or ""
        return self._lexicon.say(unit.text, "", next_) or "" if unit.text in "%&+@" else ""

    def _known(self, word: str, tag: str, next_: Next = Next.PAUSE, *, before_to: bool = False) -> str | None:
        """Return what the dictionaries say of `word`, of its parts, or of it without its accents; else None."""
        word = plain(word)
        phonemes = self._lexicon.name(word) or self._lexicon.say(word, tag, next_, before_to=before_to)
        if phonemes:
            return phonemes
        if not word.isascii() and is_latin(word):
            bare = latin(word)
            phonemes = self._lexicon.say(bare, tag, next_) or self._lexicon.rare(bare)
            if phonemes and not has_accents_sounded(word, phonemes):
                phonemes = None
        phonemes = phonemes or self._contracted(word, tag, next_) or self._lexicon.rare(word)
        return phonemes or self._camel(word, next_) or self._two_words(word, next_)

    def _contracted(self, word: str, tag: str, next_: Next) -> str | None:
        """Return the phonemes of a contraction ("who'll") whose stem is known."""
        ending = _CONTRACTION.search(word)
        if not ending or not ending.start():
            return None
        stem = self._known(word[: ending.start()], tag, Next.CONSONANT)
        if stem and ending[0].lower() == "'s":
            return self._lexicon.with_s(stem)
        end = self._lexicon.say(_ENDINGS.get(ending[0].lower(), ending[0].lower()), "", next_)
        return stem + end if stem and end else None

    def _camel(self, word: str, next_: Next) -> str | None:
        """Return the phonemes of known words that only a capital parts ("GiveWell", "iPhone")."""
        parts = _CAMEL.findall(word)
        if len(parts) < 2 or "".join(parts) != word:
            return None
        if parts[-1] == parts[-1].upper() and len(parts[-1]) < 3:
            return self._with_letters(word[: -len(parts[-1])], parts[-1])
        if max(map(len, parts[1:])) < 3:
            return None
        phonemes = [self._lexicon.say(part, "NN", next_) if len(part) > 1 or part == "i" else None for part in parts]
        if not all(phonemes):
            return None
        parts_phonemes = [part or "" for part in phonemes]
        lighter = 1 if len(parts[0]) == 1 else 0
        parts_phonemes[lighter] = weakened(parts_phonemes[lighter])
        return "".join(parts_phonemes)

    def _with_letters(self, head: str, letters: str) -> str | None:
        """Return the phonemes of a word with one or two letters behind it that are spelled ("SpaceX", "LedeAI")."""
        if len(head) < 3 or VOWEL_LETTERS.isdisjoint(head.upper()):
            return self._lexicon.spell(latin(head + letters)) if len(head + letters) < 5 else None
        spelled = self._lexicon.spell(latin(letters))
        return weakened(self._known(head, "NN", Next.VOWEL) or self._guessed(head)) + spelled if spelled else None

    def _two_words(self, word: str, next_: Next) -> str | None:
        """Return the phonemes of two common words written as one ("Whitechapel"), cut near the middle."""
        small = word.lower()
        cuts = sorted(range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1), key=lambda cut: abs(2 * cut - len(word)))
        for first, second in ((small[:cut], small[cut:]) for cut in cuts if word.isalpha()):
            if second != "able" and self._lexicon.is_checked(first) and self._lexicon.is_checked(second):
                phonemes = [
                    self._lexicon.say(part, "NN", at) for part, at in ((first, Next.CONSONANT), (second, next_))
                ]
                return f"{phonemes[0]}{weakened(phonemes[1] or '')}" if all(phonemes) else None
        return None

    def _guessed(self, word: str) -> str:
        """Return the phonemes of a word that no dictionary holds; empty if no letter of it can be said."""
        stem = re.sub(r"'s$", "", word)
        if stem != word:
            phonemes = self._guessed(stem)
            return self._lexicon.with_s(phonemes) if phonemes else ""
        if re.match(r"X[^\Waeiouhy]", word):
            return f"ˌɛks{self._known(word[1:].lower(), 'NN') or self._guessed(word[1:].capitalize())}"  # "Xfinity"
        phonemes = self._guess(word).phonemes
        if VOWELS.isdisjoint(phonemes):
            return self._lexicon.spell(latin(word)) or phonemes  # "https" is spelled, a model can only mumble it
        return phonemes

    def _guess(self, word: str) -> Guess:
        is_of_latin_script = all(unicodedata.name(sign, "").startswith("LATIN") for sign in word if sign.isalpha())
        return guess(word if is_of_latin_script else latin(word), self._accent)


def _unit_tags(units: Sequence[Unit]) -> list[str]:
    """Return the part of speech of each unit; that of its stem for a contraction."""
    words: list[str] = []
    places: list[int] = []
    for unit in units:
        places.append(len(words))
        text = unit.text.replace("’", "'")
        ending = _CONTRACTION.search(text) if unit.kind is Kind.WORD else None
        words += [text[: ending.start()], ending[0]] if ending else [text]
    word_tags = tags(words)
    return [word_tags[place] for place in places]


def _compounds(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return start and stop of runs of words and numbers that hyphens join."""
    runs: list[tuple[int, int]] = []
    sounding = {Kind.WORD, Kind.NUMBER}
    index = 0
    while index < len(units):
        stop = index + 1
        if units[index].kind in sounding:
            while stop + 1 < len(units) and _joins(units[stop - 1 : stop + 2]) and units[stop + 1].kind in sounding:
                stop += 2
        if stop > index + 1:
            runs.append((index, stop))
        index = stop
    return runs


def _joins(units: Sequence[Unit]) -> bool:
    """Whether the middle one of three units is a hyphen between the other two."""
    before, hyphen, behind = units
    return hyphen.text in _HYPHENS and before.end == hyphen.start and hyphen.end == behind.start


def _lighter(parts: Sequence[int], units: Sequence[Unit], phonemes: Sequence[str]) -> Sequence[int]:
    """Return the parts of a compound that lose their stress: the shorter half, where too many are stressed.

    After a single letter, as in "e-mail", it is the other one.
    """
    if len(parts) == 2 and len(units[parts[0]].text) == 1:
        return [parts[1]]
    stressed = [index for index in parts if "ˈ" in phonemes[index]]
    if len(parts) < 2 or len(stressed) <= (len(parts) + 1) // 2:
        return []
    by_weight = sorted(parts, key=lambda index: ("ˈ" in phonemes[index], _weight(phonemes[index]), index))
    return by_weight[: len(parts) // 2]


def _weight(phonemes: str) -> int:
    """Return the length of `phonemes`, diphthongs and affricates counted twice."""
    return len(phonemes) + sum(sign in "AIOQWYʤʧ" for sign in phonemes)


def _mark(units: Sequence[Unit], index: int) -> str:
    """Return the sign that the voices know for a mark, or nothing."""
    unit = units[index]
    before_is_glued = index > 0 and units[index - 1].end == unit.start
    behind_is_glued = index + 1 < len(units) and units[index + 1].start == unit.end
    if unit.text == '"':
        return "“" if behind_is_glued and not before_is_glued else "”"
    if unit.text in "–—" or (unit.text in _HYPHENS and not before_is_glued and not behind_is_glued):
        return "—"
    if unit.text in ":.," and before_is_glued and behind_is_glued and units[index + 1].text[:1].isalnum():
        return ""  # inside "12:14" nobody pauses
    return unit.text if unit.text in PUNCTUATION else ""


def _start_of(phonemes: str, next_: Next) -> Next:
    """Return what a listener hears first of `phonemes`; `next_` if they are silent."""
    for sign in phonemes:
        if sign in _PAUSES:
            return Next.PAUSE
        if sign.isalpha() and sign not in _NEITHER:
            return Next.VOWEL if sign in VOWELS else Next.CONSONANT
    return next_


def _joined(units: Sequence[Unit], phonemes: Sequence[str]) -> str:
    """Return the phonemes of one token; sounding units are parted by a space, unless only a hyphen stands between."""
    joined, was_given, hyphen = "", False, False
    for unit, own in zip(units, phonemes, strict=True):
        is_given = unit.kind is Kind.GIVEN
        if has_sound(own) and has_sound(joined[-1:]) and (is_given or was_given or not hyphen):
            joined += " "
        joined += own
        if own:
            was_given, hyphen = is_given, False
        elif unit.text in _HYPHENS:
            hyphen = True
    return " ".join(joined.split())
