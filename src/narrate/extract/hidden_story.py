"""Stories that a page holds without showing them: in JSON-LD, in its scripts' data, in `noscript` and `template`.

The fallback after that of low scores. What is found must be prose, and about what headline and description say.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from lxml import etree, html

from narrate.extract.metadata import Metadata
from narrate.extract.richtext import Blocks, from_text, is_element
from narrate.extract.script_data import State, script_data
from narrate.extract.statements import Statements, texts
from narrate.extract.words import length, words

__all__ = ["Story", "find"]

LEAST_WORDS = 80  # a shorter text may be a description, a cookie notice, a biography
LEAST_SENTENCES = 3
LEAST_CHARS = 300
LEAST_BLOCKS = 3
MAX_CHARS = 500_000  # of markup: some 60,000 words; more is a list of stories, or no text at all
MAX_NODES = 200_000  # objects, lists and strings of a page's data that are looked at
MAX_PATH = 120  # characters of a place that the user is told
MAX_TRIED = 12  # the longest texts; the others are cards and notices
MAX_CARRIED = 8  # objects around a text whose titles are known
_TITLES = ("headline", "headlines", "title", "hed", "name", "seoTitle", "titleText")
_INNER_TITLES = ("rendered", "basic", "text", "default", "value", "raw", "headline", "title")
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"[.!?…]+[\"'”’»)]*(?:\s|<|$)|[。！？।؟]")
_PROGRAM = re.compile(r"\{\{|\}\}|<%|\$\{|=>|\bfunction\s*\(|\bvar \w+\s*=|!important|@media\b|\w\(\)|;\s*\}")
_DENSE = "\u0e00"  # from Thai on: Burmese, Khmer, kana, Han, Hangul
OWN, OTHER, UNKNOWN = 2, 1, 0  # how the title of the object around a text compares with the page's
_WORTH = {OWN: 3.0, UNKNOWN: 1.0, OTHER: 0.3}


@dataclass(frozen=True, slots=True)
class Story:
    """A story that the page doesn't show."""

    markup: str
    """HTML of its paragraphs."""
    words: int
    where: str
    """Its place, in words for the user: `the script __NEXT_DATA__ (props.pageProps.article.body)`."""
    anchor: str
    """XPath of the element that holds it."""
    title: str
    """Title of the object that holds it; may be empty."""


@dataclass(slots=True)
class _Text:
    markup: str
    where: str
    holder: html.HtmlElement
    titles: tuple[str, ...] = ()
    """Titles of the objects around it, the nearest first."""


def find(root: html.HtmlElement, structured: Statements, facts: Metadata) -> Story | None:
    """Return the story that a page holds without showing it, or None if nothing in it is surely one.

    Args:
        root: The page's root element.
        structured: What the page says of itself.
        facts: The page's metadata.
    """
    texts_by_size = nlargest(MAX_TRIED, _all(root, structured), key=lambda text: len(text.markup))
    title = frozenset(words(facts.title))
    topic = _topic(f"{facts.title} {facts.description}")
    best, most = None, 0.0
    for text in texts_by_size:
        plain = _TAGS.sub(" ", text.markup)
        count = length(plain)
        about = len(topic & _topic(plain)) / max(1, len(topic))
        kinship = _kinship(text.titles, title)
        if count < LEAST_WORDS or not _is_prose(plain) or (about < 0.25 and kinship != OWN):
            continue
        worth = count * (0.2 + about) * _WORTH[kinship]
        if worth > most:
            best, most = Story(text.markup, count, text.where, _path(text.holder), next(iter(text.titles), "")), worth
    return best


def _topic(text: str) -> set[str]:
    """Return words that tell what a text is about; where they are short or stand without blanks, pairs of letters."""
    bigrams = set()
    for word in words(text):
        if word[0] >= _DENSE:
            bigrams |= {word[at : at + 2] for at in range(len(word) - 1)}
        elif len(word) > 3:
            bigrams.add(word)
    return bigrams


def _kinship(titles: Sequence[str], own: frozenset[str]) -> int:
    """Tell whether the nearest title around a text is the page's own, another one, or neither is known."""
    nearest = frozenset(words(next(iter(titles), "")))
    if not nearest or not own:
        return OWN if nearest else UNKNOWN
    if len(nearest & own) >= 0.5 * min(len(nearest), len(own)) and len(nearest & own) >= min(3, len(own)):
        return OWN
    return OTHER if len(nearest) > 3 else UNKNOWN


def _is_prose(plain: str) -> bool:
    """Tell whether a text is sentences in letters, and no program, style or template."""
    letters = sum(char.isalpha() or char.isspace() for char in plain)
    return (
        len(_ENDS.findall(plain)) >= LEAST_SENTENCES
        and letters >= 0.85 * len(plain)
        and len(_PROGRAM.findall(plain)) <= len(plain) // 5000
    )


def _path(holder: html.HtmlElement) -> str:
    return str(holder.getroottree().getpath(holder))


def _all(root: html.HtmlElement, structured: Statements) -> Iterator[_Text]:
    body = next(texts(structured.article.get("articleBody")), "")
    if LEAST_CHARS <= len(body) <= MAX_CHARS:
        holder = next((el for el in root.iter("script") if "articleBody" in (el.text or "")), root)
        headlines = tuple(texts(structured.article.get("headline")))[:1]
        yield _Text(from_text(body), "the JSON-LD statement (articleBody)", holder, headlines)
    finder = _Finder()
    for state in script_data(root):
        yield from finder.texts(state)
    yield from _in_elements(root)


def _in_elements(root: html.HtmlElement) -> Iterator[_Text]:
    """Yield the contents of elements that browsers don't show, and of scripts that hold markup."""
    left = MAX_CHARS
    for el in root.iter("noscript", "template", "script"):
        kind = (el.get("type") or "").lower()
        if el.tag == "script" and "template" not in kind and "html" not in kind:
            continue
        if left < 0 or next(el.iterancestors("noscript", "template"), None) is not None:
            continue  # what it holds was read with the one around it
        inner = (el.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in el)
        left -= len(inner)
        if LEAST_CHARS <= len(inner) <= MAX_CHARS:
            yield _Text(from_text(inner), f"a {el.tag} element", el)


@dataclass(slots=True)
class _Node:
    """A value on the way down, with what stands around it."""

    value: Any
    path: str
    titles: tuple[str, ...]


class _Finder:
    """Looks through a page's data for texts, within bounds over all of it."""

    def __init__(self) -> None:
        self._left = MAX_NODES
        self._blocks = Blocks()

    def texts(self, state: State) -> Iterator[_Text]:
        """Yield the long strings and the lists of blocks in a value, with the titles of the objects around them."""
        name = f"the script {state.name}" if state.name else "a script"
        pending = [_Node(state.value, "", ())]
        while pending and self._left > 0:
            node = pending.pop()
            self._left -= 1
            markup = ""
            if isinstance(node.value, str):
                markup = self._of_string(node, pending)
            elif is_element(node.value):
                pending.append(_Node(node.value[3], node.path, node.titles))
            elif isinstance(node.value, list):
                markup = "".join(self._blocks.markup(node.value)) if len(node.value) >= LEAST_BLOCKS else ""
                pending += [
                    _Node(part, f"{node.path}[{n}]"[-MAX_PATH:], node.titles)
                    for n, part in enumerate(node.value)
                    if part
                ]
            elif isinstance(node.value, dict):
                titles = (_title(node.value), *node.titles)[:MAX_CARRIED] if _title(node.value) else node.titles
                pending += [_Node(v, f"{node.path}.{k}"[-MAX_PATH:], titles) for k, v in node.value.items() if v]
            if LEAST_CHARS <= len(markup) <= MAX_CHARS:
                where = f"{name} ({node.path.lstrip('.')})" if node.path else name
                yield _Text(markup, where, state.script, node.titles)

    def _of_string(self, node: _Node, pending: list[_Node]) -> str:
        """Return the markup of a long string; one that is JSON again is looked through."""
        text = node.value
        if len(text) < LEAST_CHARS:
            return ""
        if text[:9].lstrip()[:1] in ("{", "["):
            try:
                pending.append(_Node(json.loads(text, strict=False), node.path, node.titles))
            except (ValueError, RecursionError):
                pass  # a text that begins with a bracket
            else:
                return ""
        return from_text(text) if len(text) <= MAX_CHARS else ""


def _title(value: dict[str, Any]) -> str:
    for key in _TITLES:
        title = value.get(key)
        if isinstance(title, dict):
            title = next((title[inner] for inner in _INNER_TITLES if isinstance(title.get(inner), str)), None)
        if isinstance(title, str) and title.strip():
            return title[:400]
    return ""
