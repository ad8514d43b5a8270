"""The marks that end sentences, in the scripts that news is written in, and the quotation marks around them."""

__all__ = ["CLOSING", "CLOSING_QUOTES", "OPENING_QUOTES", "SENTENCE_ENDS", "ends_sentence"]

SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
OPENING_QUOTES = '“"‘«'
CLOSING_QUOTES = "\"'”’»"
CLOSING = f"{CLOSING_QUOTES})"
"""What may stand after the mark and still belong to the sentence."""


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a mark that ends a sentence, quotation marks and a bracket after it left out."""
    return text.rstrip(CLOSING).endswith(SENTENCE_ENDS)
