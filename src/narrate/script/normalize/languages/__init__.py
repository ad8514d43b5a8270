"""Languages other than English: figures by `num2words`, tables of facts, and one file per family for its rules."""

from narrate.script.normalize.languages.german import German
from narrate.script.normalize.languages.language import Language, cardinal, ordinal_word
from narrate.script.normalize.languages.romance import French, Spanish
from narrate.script.normalize.languages.slavic import Slavic
from narrate.script.normalize.rules import Rule

__all__ = ["CODES", "cardinal", "ordinal_word", "rules"]

_FAMILY_BY_CODE: dict[str, type[Language]] = {
    "de": German,
    "es": Spanish,
    "fr": French,
    "pl": Slavic,
    "ru": Slavic,
    "uk": Slavic,
}
CODES = frozenset(_FAMILY_BY_CODE)


def rules(code: str) -> tuple[Rule, ...]:
    """Return the rules of a language, in order of priority; letters and figures that no rule knows stay."""
    return _FAMILY_BY_CODE[code](code).rules()
