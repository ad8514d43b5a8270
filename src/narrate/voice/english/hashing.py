"""The two MurmurHash functions by which the English model looks up its tables."""

from functools import cache

__all__ = ["of_number", "of_text"]

_ALL = 2**64 - 1
_M = 0xC6A4A7935BD1E995
_SEED = 1


@cache
def of_text(text: str) -> int:
    """Return the 64-bit MurmurHash2 (variant 64A, seed 1) of `text` in UTF-8; 0 for no text, as in the model."""
    content = text.encode()
    if not content:
        return 0
    whole = len(content) & ~7
    result = _SEED ^ (len(content) * _M & _ALL)
    for at in range(0, whole, 8):
        block = int.from_bytes(content[at : at + 8], "little") * _M & _ALL
        result = (result ^ (block ^ block >> 47) * _M & _ALL) * _M & _ALL
    if whole < len(content):
        result = (result ^ int.from_bytes(content[whole:], "little")) * _M & _ALL
    result = (result ^ result >> 47) * _M & _ALL
    return result ^ result >> 47


def of_number(number: int, seed: int) -> tuple[int, int, int, int]:
    """Return four 32-bit hashes of a 64-bit number (a short form of MurmurHash3's x64_128)."""
    turned = number * 0x87C37B91114253D5 & _ALL
    turned = (turned << 31 | turned >> 33) & _ALL
    first = (turned * 0x4CF5AD432745937F & _ALL) ^ seed ^ 8
    second = seed ^ 8
    first = (first + second) & _ALL
    second = (second + first) & _ALL
    first, second = _mixed(first), _mixed(second)
    first = (first + second) & _ALL
    second = (second + first) & _ALL
    return first & 0xFFFFFFFF, first >> 32, second & 0xFFFFFFFF, second >> 32


def _mixed(number: int) -> int:
    """Return `number` with each of its bits spread over all (MurmurHash3's last step)."""
    number = (number ^ number >> 33) * 0xFF51AFD7ED558CCD & _ALL
    number = (number ^ number >> 33) * 0xC4CEB9FE1A85EC53 & _ALL
    return number ^ number >> 33
