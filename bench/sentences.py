"""How well and how fast sentences are found: `python bench/sentences.py FOLDER`, with the folder that holds `score.py`.

narrate runs against every peer that is installed (`pip install pysbd syntok`; sentencex comes with narrate), in one
process, on the same texts. Prints a Markdown table.
"""

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sentencex

import narrate

Split = Callable[[str], Sequence[str]]


def peers() -> dict[str, Split]:
    """Return the splitters that are installed, by name."""
    found: dict[str, Split] = {
        "narrate": narrate.split_sentences,
        "sentencex": lambda text: sentencex.segment("en", text),
    }
    for name, make in (("pysbd", _pysbd), ("syntok", _syntok)):
        try:
            found[name] = make(importlib.import_module(f"{name}.segmenter" if name == "syntok" else name))
        except ImportError:
            sys.stderr.write(f"{name} isn't installed\n")
    return found


def _pysbd(module: Any) -> Split:
    segmenter = module.Segmenter(language="en", clean=False)
    return lambda text: [str(sentence) for sentence in segmenter.segment(text)]


def _syntok(module: Any) -> Split:
    def split(text: str) -> list[str]:
        sentences = (sentence for paragraph in module.analyze(text) for sentence in paragraph)
        return ["".join(token.spacing + token.value for token in sentence) for sentence in sentences]

    return split


def main() -> None:
    """Print a row for each splitter."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    score = importlib.import_module("score")
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    sets = {name: cases for name, cases in rules.items() if "_en" in name}
    news = json.loads((folder / "news_dev.json").read_text("utf-8"))
    sets["news_dev"] = [(case["text"], case["sents"]) for case in news]
    treebank = json.loads((folder / "ud_en_pud.json").read_text("utf-8"))
    print(f"| splitter | {' | '.join(sets)} | PUD treebank F1 | texts with letters lost | sentences per CPU s |")
    print("|" + " --- |" * (len(sets) + 4))
    for name, split in peers().items():
        found = [score.rules(split, cases) for cases in sets.values()]
        *_, f1, lost, speed = score.corpus(split, treebank)
        rights = " | ".join(f"{right}/{total}" for right, total, *_ in found)
        print(f"| {name} | {rights} | {100 * f1:.1f} | {lost + sum(each[2] for each in found)} | {speed:,.0f} |")


if __name__ == "__main__":
    warnings.filterwarnings("ignore")  # old peers have patterns that newer Pythons complain of
    main()
