"""Parts of speech, by an averaged perceptron over a window of five words (Collins 2002; the weights are hibari's)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from narrate.voice.english.table import SortedTable, open_table

__all__ = ["tags"]

_KEPT = 1 << 16  # features and words remembered: some hours of news


def tags(words: Sequence[str]) -> list[str]:
    """Return the Penn Treebank tag of each word or mark of a sentence."""
    window = ["-START2-", "-START-", *(_known_form(word) for word in words), "-END-", "-END2-"]
    chosen = ["-START2-", "-START-"]
    for index, word in enumerate(words):
        tag = _only_tag(word)
        if tag is None and index == 0 and _only_tag(word.lower()) == "NNS":
            tag = "NNS"  # a sentence that begins with a plural, not with a name
        chosen.append(_best(_features(word, window[index : index + 5], chosen[-2:], index)) if tag is None else tag)
    return _corrected(chosen[2:])


def _corrected(sentence_tags: list[str]) -> list[str]:
    """Return the tags with three errors of the perceptron undone, in the manner of Brill (1992).

    After a modal stands a verb ("can refuse"); what ends a clause after an article is a noun ("at the close"); between
    a plural and an article stands a verb ("cameras record the plates").
    """
    for index, tag in enumerate(sentence_tags):
        before = sentence_tags[index - 1] if index else ""
        if before == "RB" and index > 1:
            before = sentence_tags[index - 2] if sentence_tags[index - 2] == "MD" else before
        behind = sentence_tags[index + 1] if index + 1 < len(sentence_tags) else "."
        if before == "MD" and tag in {"NN", "JJ", "VBP"}:
            sentence_tags[index] = "VB"
        elif before == "DT" and tag == "JJ" and behind in {".", ",", ":", "IN", "TO"}:
            sentence_tags[index] = "NN"
        elif before in {"NNS", "NNPS"} and tag in {"NN", "JJ"} and behind in {"DT", "PRP$"}:
            sentence_tags[index] = "VBP"
    return sentence_tags


def _best(features: Iterable[str]) -> str:
    """Return the tag with the highest sum of weights, the last in the alphabet of equals; a noun's if none has any."""
    score_by_tag: dict[str, int] = {}
    for feature in features:
        for tag, weight in _weights(feature):
            score_by_tag[tag] = score_by_tag.get(tag, 0) + weight
    return max(score_by_tag, key=lambda tag: (score_by_tag[tag], tag), default="NN")


def _features(word: str, window: Sequence[str], before: Sequence[str], index: int) -> tuple[str, ...]:
    """Return the names under which the weights of this place are kept.

    Args:
        word: The word itself.
        window: Known forms of the two words before, of the word, and of the two behind.
        before: Tags of the two words before.
        index: Place in the sentence.
    """
    second, first, own, next_, after = window
    return (
        "b",
        f"s3={word[-3:]}",
        f"p1={word[0]}",
        f"w={own}",
        f"sh={_shape(word)}",
        "i+" if index else "i0",
        f"t-1={before[1]}",
        f"t-2={before[0]}",
        f"t-12={before[1]},{before[0]}",
        f"w-1={first}",
        f"s3-1={first[-3:]}",
        f"w-2={second}",
        f"w+1={next_}",
        f"s3+1={next_[-3:]}",
        f"w+2={after}",
    )


@lru_cache(_KEPT)
def _known_form(word: str) -> str:
    """Return the form in which the weights know `word`: in small letters, a class of figures, or only its shape."""
    if "-" in word[1:]:
        form = "!HYPHEN"
    elif word[0].isdigit():
        form = "!YEAR" if word.isdigit() and len(word) == 4 else "!DIGITS"
    else:
        form = word.lower()
    return form if _table().get(f"seen={form}") is not None else f"<{_shape(word)}>"


def _shape(word: str) -> str:
    if not word.isalpha():
        return "d" if word.isdigit() else "".join("d" if c.isdigit() else "x" if c.isalpha() else c for c in word[:4])
    if word.islower():
        return "x"
    if word.isupper():
        return "XX" if len(word) > 1 else "X1"
    return "Xx" if word[0].isupper() and word[1:].islower() else "xX"


@lru_cache(_KEPT)
def _only_tag(word: str) -> str | None:
    """Return the tag of a word that was seen with one tag only."""
    return _table().get(f"only={word}")


@lru_cache(_KEPT)
def _weights(feature: str) -> tuple[tuple[str, int], ...]:
    """Return tags with their weights in tenths."""
    pairs = (pair.rpartition(":") for pair in (_table().get(feature) or "").split())
    return tuple((tag, int(weight)) for tag, _, weight in pairs)


def _table() -> SortedTable:
    return open_table("tagger.tsv")
