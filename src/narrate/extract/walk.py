"""From a tree to candidate blocks: every run of text between two block boundaries, with where it stands."""

import re
from collections.abc import Mapping

from lxml import etree, html

from narrate import ssml
from narrate.errors import NoArticle
from narrate.extract.candidates import BREAK, HEADINGS, Candidate, Frame, Run, count_outward
from narrate.extract.places import is_link_note, is_share_label, link_kinds, shares_itself, without_link_note
from narrate.extract.rules import Matches
from narrate.extract.words import lines

__all__ = ["ONLY", "SKIP", "Candidate", "Frame", "comment_mark", "element_mark", "walk"]


def _tags(row: str) -> frozenset[str]:
    return frozenset(row.split())


BLOCK_TAGS = _tags(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul label"
)
"""Elements that begin and end a line (HTML Standard, section 15.3, "display: block" and its kin)."""
SILENT_TAGS = _tags(
    "script style noscript template svg math iframe object embed canvas select option optgroup datalist textarea input "
    "button audio video map head link meta rt rp progress meter frameset frame applet"
)
"""Elements whose text isn't the page's prose."""
BOLD_TAGS = frozenset(["b", "strong", "em", "i"])
ITALIC_TAGS = frozenset(["em", "i", "small"])
_INLINE_HOSTS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "a", "span", "b", "i", "em", "strong"])
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Of no size, clipped away or beside the page: for screen readers (WCAG technique C7). Transparent isn't among them:
# what fades in begins so.
_UNSEEN_STYLE = re.compile(
    r"(?<![\w-])clip\s*:\s*rect\(\s*(?:0|1px)|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|polygon\(0)|"
    r"(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}(?:\.\d+)?(?:px|em|rem|%)?|"
    r"(?<![\w-])(?:width|height)\s*:\s*[01]px\b.*(?<![\w-])(?:width|height)\s*:\s*[01]px\b|"
    r"font-size\s*:\s*0(?:px|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE | re.DOTALL,
)
# "not-sr-only" and "sm:sr-only" undo it or hold on some screens only; letters before it are a system's: "u-", "mw-".
_SCREEN_READER = re.compile(
    rf"(?<![\w:-])(?:[a-z]{{1,3}}[-_]{{1,2}})?(?:{'|'.join(lines('unseen_names.txt'))})(?![a-z])", re.IGNORECASE
)
_BEFORE_NOTES = frozenset('.!?…,;:"”’»)')
_EXPONENT = re.compile(r"[-−]?\d{1,3}")
_RAISED = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_REFERRING = frozenset({"a", "sup"})
_REFERENCE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡§])[\])]?")
_NOTE_ADDRESS = re.compile(r"#[^/]*(?:fn|note|ref|cite)", re.IGNORECASE)
_UNFOLDING = re.compile(r"accordion|collaps|faq|toggle|expand", re.IGNORECASE)
_NAMING = ("class", "id", "itemprop", "role", "data-testid", "data-component")
CONTROL_TAGS = frozenset(["input", "button", "select", "textarea"])
MEDIA_TAGS = frozenset(["img", "iframe", "video", "audio", "object", "embed", "hr", "svg", "canvas"])
MAX_CANDIDATES = (
    10_000  # runs of text: long live blogs have 3,000; this many take some 3 s, twice if the page is parsed again
)
MAX_NAME_CHARS = 2000  # of an element's class, id and kin, which are searched at each of its blocks
MAX_PIECED_CHARS = 300  # of a block that may be a byline, whose parts are told apart by their elements
MAX_DIRECTIONS = 500  # of one run of text: each is placed by folding what stands before it
_NO_RULE = Matches()
_DIRECTED = f"boolean(//@*[starts-with(name(), '{ssml.ATTRIBUTE}')])"


class _Walker:
    """Gathers candidates from start, end and comment events."""

    def __init__(self, ruled: Matches, *, is_directed: bool) -> None:
        self._ruled = ruled or None
        self._is_directed = is_directed
        self.candidates: list[Candidate] = []
        self._runs = [Run()]
        self._jump = 0
        self._media = 0
        self._controls = 0
        self._alts: list[tuple[str, Frame]] = []
        self._stack: list[tuple[Frame, Frame, str]] = []
        self._skipping = False
        self._asking: dict[html.HtmlElement, tuple[Run, int]] = {}

    def start(self, el: html.HtmlElement) -> bool:
        """Enter an element; False if nothing in it can be read."""
        tag = el.tag.lower()
        if tag == "br":
            self._break()
        if (tag in SILENT_TAGS or tag == "img") and not self._is_heading_button(el, tag):
            self._media += tag in MEDIA_TAGS
            if tag == "img" and el.get("alt") and self._stack:
                self._alts.append((" ".join(el.get("alt").split()), self._stack[-1][0]))
            self._controls += tag in CONTROL_TAGS and el.get("type") != "hidden"
            return False
        frame, host, mark = self._stack[-1] if self._stack else (None, None, "")
        own = _frame(el, tag, frame)
        mark = mark or element_mark(el.attrib, own.names)
        word = self._ruled.word(el) if self._ruled is not None else ""
        own.rule = own.rule if own.rule == "drop" else word or own.rule
        block = host is None or tag in BLOCK_TAGS or bool(word)
        block = block or ("-" in tag and frame is not None and frame.tag not in _INLINE_HOSTS)
        block = block or (tag == "button" and not self._is_in_heading())
        if block:
            self.flush()
            self._jump += 1
            host = own
        elif self._is_unsaid(el, tag, own):
            return False
        elif tag == "a":
            self._runs[-1].links += 1
        elif mark == SKIP or (not mark and self._is_hidden_inline(el, own)):
            return False
        self._stack.append((own, host or own, mark))
        if self._is_directed:
            self._asking[el] = (self._runs[-1], len(self._runs[-1].parts))
        self.add(raised(el, self._before()) if tag == "sup" else el.text)
        return True

    def _is_unsaid(self, el: html.HtmlElement, tag: str, own: Frame) -> bool:
        """Tell whether an inline element is a share button's label, a note on its link, or a footnote's number."""
        if el.text and (is_share_label(el.text) or (own.in_link and is_link_note("".join(el.itertext())))):
            return True
        return tag in _REFERRING and is_note_reference(el, tag, self._before())

    def _before(self) -> str:
        """Return the last piece of the text being gathered."""
        return self._runs[-1].parts[-1] if self._runs[-1].parts else ""

    def _is_in_heading(self) -> bool:
        return any(frame.tag in HEADINGS for frame, _, _ in self._stack[-3:])

    def _is_heading_button(self, el: html.HtmlElement, tag: str) -> bool:
        """Tell whether a button is a heading that unfolds what stands below it (ARIA practices, accordion)."""
        if tag != "button" or not self._stack:
            return False
        names = f"{el.get('class') or ''} {el.get('id') or ''}"
        unfolds = bool(el.get("aria-controls") or el.get("aria-expanded")) and bool(_UNFOLDING.search(names))
        return self._is_in_heading() or (unfolds and len("".join(el.itertext()).split()) > 1)

    def _is_hidden_inline(self, el: html.HtmlElement, own: Frame) -> bool:
        """Tell whether an inline element is hidden, or read by screen readers only; one letter there is a drop cap."""
        if own.unseen:
            return len("".join(el.itertext()).strip()) > 1
        return own.hidden and own.parent is not None and not own.parent.hidden

    def end(self, el: html.HtmlElement) -> None:
        """Leave an element that was entered."""
        frame, host, _ = self._stack[-1]
        if self._is_directed:
            run, first = self._asking.pop(el)
            if len(run.asked) < MAX_DIRECTIONS:
                run.asked += ((each, first, len(run.parts)) for each in ssml.of_attributes(el.attrib))
        if frame is host:
            self.flush()
            self._jump += 1
        self._stack.pop()
        self.add(el.tail)

    def comment(self, el: html.HtmlElement) -> None:
        """Pass a comment, which may be an author's mark."""
        if "narrate" in (el.text or ""):
            mark, ends, text = comment_mark(el.text)
            if mark == SKIP:
                self.flush()
                self._skipping = not ends
            elif text:
                self.flush()
                self._runs[-1].parts.append(text)
                self.flush(ONLY)
        self.add(el.tail)

    def add(self, text: str | None) -> None:
        """Gather text that stands directly in the open element."""
        if not text or not self._stack:
            return
        frame = self._stack[-1][0]
        self._runs[-1].take(without_link_note(text) if frame.in_link else text, frame)

    def _break(self) -> None:
        """Pass a line break: the second of two that stand together ends a paragraph, one is a blank."""
        parts = self._runs[-1].parts
        last = next((number for number in range(len(parts) - 1, -1, -1) if parts[number].strip(" \n\t\r\xa0")), -1)
        if last >= 0 and parts[last] == BREAK:
            self._runs.append(Run())
        parts.append(BREAK)

    def flush(self, mark: str = "") -> None:
        """End the text being gathered: each of its paragraphs becomes a candidate."""
        if not self._stack or not any(run.parts for run in self._runs):
            return
        runs, self._runs = self._runs, [Run()]
        _, host, marked = self._stack[-1]
        for run in runs:
            text, breaks = run.fold()
            if text:
                self._found(run, (text, breaks), host, mark or (SKIP if self._skipping else marked))

    def _found(self, run: Run, folded: tuple[str, tuple[int, ...]], host: Frame, mark: str) -> None:
        text, breaks = folded
        candidate = Candidate(
            text=text,
            frame=host,
            linked=run.linked,
            bold=run.bold,
            italic=run.italic,
            lead=run.lead,
            tail=run.tail,
            link=run.link,
            links=run.links,
            hidden=run.hidden,
            jump=self._jump,
            media=self._media,
            controls=self._controls,
            mark=mark,
            order=len(self.candidates),
            lang=next(iter(run.langs)) if len(run.langs) == 1 else "",
            breaks=breaks,
            directions=run.directions(text) if run.asked else (),
            alts=tuple(self._alts),
            pieces=tuple(run.pieces) if len(text) <= MAX_PIECED_CHARS else (),
        )
        host.count += 1
        host.linked += min(run.linked, len(text))
        host.prose += max(0, len(text) - run.linked)
        count_outward(host, max(0, len(text) - run.linked))
        self.candidates.append(candidate)
        self._jump = self._media = self._controls = 0
        self._alts = []


def _frame(el: html.HtmlElement, tag: str, parent: Frame | None) -> Frame:
    get = el.attrib.get
    names = " ".join(filter(None, map(get, _NAMING)))[:MAX_NAME_CHARS]
    if parent is None:
        return Frame(tag, None, 0, 1, names)
    step = parent.steps.get(tag, 0) + 1
    parent.steps[tag] = step
    frame = Frame(tag, parent, parent.depth + 1, step, names)
    frame.in_link = parent.in_link or (tag == "a" and not _shares_itself(el))
    frame.link = parent.link | link_kinds(get("href") or "", get("rel") or "") if tag == "a" else parent.link
    frame.rule = parent.rule
    frame.lang = parent.lang if tag == "body" else get("lang") or get("xml:lang") or parent.lang
    frame.bold = parent.bold or tag in BOLD_TAGS
    frame.italic = parent.italic or tag in ITALIC_TAGS
    style = get("style")
    frame.hidden = parent.hidden or "hidden" in el.attrib or bool(style and _HIDDEN_STYLE.search(style))
    frame.unseen = bool(names and _SCREEN_READER.search(names)) or bool(
        style and _UNSEEN_STYLE.search(style[:MAX_NAME_CHARS])
    )
    return frame


def is_note_reference(el: html.HtmlElement, tag: str, before: str) -> bool:
    """Tell whether an `a` or `sup` is the number or sign of a footnote, which nobody says.

    Args:
        el: The element.
        tag: Its tag.
        before: The text before it: behind a mark of punctuation a raised number refers, behind a unit it is a power.
    """
    text = "".join(el.itertext()).strip()
    if not _REFERENCE.fullmatch(text):
        return False
    links = [el] if tag == "a" else list(el.iter("a"))
    if el.get("role") == "doc-noteref" or any(_NOTE_ADDRESS.search(link.get("href") or "") for link in links):
        return True
    return tag == "sup" and (bool(links) or before[-1:] in _BEFORE_NOTES)


def raised(el: html.HtmlElement, before: str) -> str | None:
    """Return the text of a `sup`: an exponent in raised figures, so that 10 to the sixth isn't 106; a fraction apart.

    Args:
        el: The element.
        before: The text before it.
    """
    text: str | None = el.text
    if not text or not before[-1:].isalnum() or not _EXPONENT.fullmatch(text.strip()):
        return text
    return f" {text}" if (el.tail or "").startswith(("/", "\u2044")) else text.translate(_RAISED)


def _shares_itself(el: html.HtmlElement) -> bool:
    address = el.get("href") or ""
    return ("/share" in address or "/intent" in address) and shares_itself(address, "".join(el.itertext()))


def walk(root: html.HtmlElement, ruled: Matches = _NO_RULE) -> list[Candidate]:
    """Return the candidates of a page in reading order.

    Args:
        root: The page's root element.
        ruled: What a site rule found on the page.

    Raises:
        NoArticle: There are more than `MAX_CANDIDATES`.
    """
    walker = _Walker(ruled, is_directed=bool(root.xpath(_DIRECTED)))
    walk_events = etree.iterwalk(root, events=("start", "end", "comment"))
    silent = None
    for event, el in walk_events:
        if event == "comment":
            walker.comment(el)
        elif event == "start":
            if len(walker.candidates) > MAX_CANDIDATES:
                raise NoArticle(
                    f"the page has more than {MAX_CANDIDATES:,} pieces of text; give the page of a single article"
                )
            if not walker.start(el):
                silent = el
                walk_events.skip_subtree()
        elif silent is not None and el is silent:
            walker.add(el.tail)
        else:
            walker.end(el)
    walker.flush()
    return walker.candidates


SKIP = "skip"
ONLY = "only"
_CLASS = re.compile(r"(?:^|\s)narrate[:-](skip|only)(?=\s|$)")
_COMMENT = re.compile(r"(/?)narrate:(skip|only)\b")


def element_mark(attributes: Mapping[str, str], names: str) -> str:
    """Return `skip`, `only` or nothing for an element.

    Args:
        attributes: The element's attributes.
        names: Its class words.
    """
    if "narrate" not in names and not any("narrate" in name for name in attributes):
        return ""
    spelled = _CLASS.search(names)
    if spelled:
        return spelled[1]
    for mark in (SKIP, ONLY):
        if f"narrate:{mark}" in attributes or attributes.get("data-narrate") == mark:
            return mark
    return ""


def comment_mark(comment: str) -> tuple[str, bool, str]:
    """Return what a comment marks, whether it ends a stretch, and the text that it adds."""
    comment = comment.strip()
    spelled = _COMMENT.match(comment)
    if not spelled:
        return "", False, ""
    return spelled[2], spelled[1] == "/", comment[spelled.end() :].strip()
