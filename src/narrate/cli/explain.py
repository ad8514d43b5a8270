"""Shows an editor what of a page is read aloud, what isn't, and why; and what site rules change about it."""

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby

from narrate.errors import NoArticle, SettingsError
from narrate.extract.extractor import examine
from narrate.extract.trial import Change, LineEffect, Trial, attempt, with_selectors
from narrate.model import Extraction, Receipt
from narrate.pipeline.api import source_of
from narrate.settings import Settings
from narrate.text import Markup, element, joined

__all__ = [
    "examine_at",
    "explained_html",
    "explained_json",
    "explained_text",
    "require_effect",
    "require_fitting_rule",
    "trial_at",
    "trial_text",
]


_FOLD_FROM = 6  # surely skipped stretches in a row that are folded away: menus, lists of other stories
_DOUBT = 0.1  # score from which a skipped stretch stays in sight: it may have been skipped wrongly
_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; --read: #1a7f37; --skipped: #a04c00; }
@media (prefers-color-scheme: dark) { :root { --read: #4ac26b; --skipped: #f0883e; } }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin-bottom: .5rem; }
header { border-bottom: 1px solid; margin-bottom: 1.5rem; padding-bottom: 1rem; }
header p, details p { margin: .4rem 0; }
.warning { border: 2px solid var(--skipped); padding: .4rem .8rem; font-weight: 600; }
.read, .skipped { margin: .4rem 0; padding: .3rem .8rem; }
.read { border-inline-start: .4rem solid var(--read); }
.skipped { border-inline-start: .4rem dashed var(--skipped); }
.skipped span { text-decoration: line-through; text-decoration-color: var(--skipped); opacity: .8; }
b { font-size: .8rem; } .read b { color: var(--read); } .skipped b { color: var(--skipped); }
small { font-size: .8rem; } i { display: none; font-size: .8rem; font-style: normal; }
p:hover i, p:focus i { display: block; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
summary { cursor: pointer; padding: .3rem .8rem; border-inline-start: .4rem dashed var(--skipped); }
summary b { color: var(--skipped); }
@media print { details::details-content { content-visibility: visible; block-size: auto; } i { display: none; } }
"""


_LEGEND = Markup(
    '<p><span class="read"><b>✓ Read</b> aloud, line whole</span> '
    '<span class="skipped"><b>✕ Skipped</b>, line broken, text struck out</span></p>'
    "<p><small>Behind each stand the rule or the score (0 to 1: how much it looks like the story) that decided. "
    "Point at a stretch, or reach it with Tab, to see a selector for site rules and its place in the page.</small></p>"
)


_SHOWN_CHARS = 110


def examine_at(page: str, settings: Settings) -> Extraction:
    """Return what the extractor makes of the file `page`, or of standard input for "-", with selectors for site rules.

    Raises:
        PageError: The page can't be read.
    """
    source = source_of(page, settings)
    return with_selectors(examine(source.page, settings.extract), source.page)


def explained_text(extraction: Extraction) -> str:
    """Return a line per stretch of the page's text: `read` or `-`, the reason, a selector that finds it, the text."""
    lines = [f"confidence {extraction.confidence:.2f}", *(f"warning: {text}" for text in extraction.warnings)]
    lines += [
        f"{'read' if r.kept else '-   '}  {r.reason:<28}  {r.selector or '-':<28}  {r.text}"
        for r in extraction.receipts
    ]
    return "\n".join(lines)


def explained_json(extraction: Extraction) -> str:
    """Return confidence, warnings and receipts as JSON."""
    content = {
        "confidence": extraction.confidence,
        "warnings": extraction.warnings,
        "receipts": [asdict(receipt) for receipt in extraction.receipts],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def explained_html(extraction: Extraction) -> str:
    """Return a page that shows which stretches of text are read and which are skipped, and why.

    Marks, words and lines tell the two apart, not colours alone; long runs of skipped stretches are folded away.
    """
    article = extraction.article
    title = (article.title or "No headline") if article else "No article"
    language = {"lang": article.language if article else ""}
    head = (
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width"}),
        element("title", None, f"Read or skipped: {title}"),
        element("style", None, Markup(_STYLE)),
    )
    stretches: list[Markup] = []
    for sure, run in groupby(extraction.receipts, key=_is_surely_furniture):
        receipts = list(run)
        written = joined(map(_stretch, receipts), "\n")
        if sure and len(receipts) >= _FOLD_FROM:
            written = element("details", None, element("summary", None, _folded(receipts)), "\n", written)
        stretches.append(written)
    header = element("header", None, element("h1", language, title), *_summary(extraction))
    body = element("body", None, header, element("main", language, joined(stretches, "\n")))
    return "<!DOCTYPE html>\n" + element("html", {"lang": "en"}, element("head", None, *head), body)


def _is_surely_furniture(receipt: Receipt) -> bool:
    return not receipt.kept and receipt.score < _DOUBT


def _summary(extraction: Extraction) -> list[Markup]:
    article = extraction.article
    origin = " · ".join(filter(None, (", ".join(article.byline), article.published))) if article else ""
    words = [len(receipt.text.split()) for receipt in extraction.receipts]
    read = [count for count, receipt in zip(words, extraction.receipts, strict=True) if receipt.kept]
    share = f"{len(read)} of {len(words)} stretches of text are read: {sum(read):,} of {sum(words):,} words."
    return [
        *([element("p", None, origin)] if origin else []),
        element("p", None, f"{share} Confidence {extraction.confidence:.2f} of 1."),
        *(element("p", {"class": "warning"}, f"⚠ {warning}") for warning in extraction.warnings),
        _LEGEND,
    ]


def _stretch(receipt: Receipt) -> Markup:
    state, mark = ("read", "✓ Read") if receipt.kept else ("skipped", "✕ Skipped")
    reason = receipt.reason if "score" in receipt.reason else f"{receipt.reason} (score {receipt.score:.2f})"
    place = element("i", None, receipt.selector, element("br"), receipt.anchor)
    text = element("span", None, receipt.text)
    return element("p", {"class": state, "tabindex": "0"}, text, element("br"), *_mark(mark, reason), place)


def _folded(receipts: list[Receipt]) -> Markup:
    kinds = Counter("low score" if receipt.reason.startswith("score") else receipt.reason for receipt in receipts)
    reasons = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(4))
    return joined(_mark("✕ Skipped", f"{len(receipts)} stretches: {reasons}"))


def _mark(mark: str, reason: str) -> tuple[Markup, str, Markup]:
    return element("b", {"lang": "en"}, mark), " ", element("small", {"lang": "en"}, reason)


def trial_at(page: str, settings: Settings) -> Trial | None:
    """Return what the site rules do on the file `page`, or "-"; None if there are no rules. Raises PageError."""
    if not settings.extract.site_rules:
        return None
    source = source_of(page, settings)
    return attempt(source.page, settings.extract)


def trial_text(trial: Trial, hosts: tuple[str, ...]) -> str:
    """Return the rule, what each of its lines does, and what is read otherwise because of it.

    Args:
        trial: What was tried.
        hosts: What the rules that are there match, to be named when none of them fits.
    """
    if trial.rule is None:
        known_hosts = ", ".join(hosts[:8]) + (", …" if len(hosts) > 8 else "")
        if trial.address is None:
            return f"site rule: none fits: the page states no address (canonical, og:url); rules are for {known_hosts}"
        return f"site rule: none fits {trial.address}; rules are for {known_hosts}"
    lines = [f"site rule: {trial.rule.match} ({trial.rule.source}) fits {trial.address}"]
    lines += [f"  not followed, because it is less exact: {rule.match} ({rule.source})" for rule in trial.others]
    lines += [f"  not followed: {note}" for note in trial.rule.unfollowed]
    width = max((len(line.written) for line in trial.lines), default=0)
    lines += [f"  {line.key:<9}  {line.written:<{min(width, 50)}}  {_effect(line)}" for line in trial.lines]
    lines += map(_change, trial.changes)
    dropped, kept = (sum(change.what == what for change in trial.changes) for what in ("dropped", "kept"))
    lines.append(f"{trial.unchanged} blocks as before, {dropped} no longer read, {kept} read now")
    return "\n".join(lines)


def require_effect(trial: Trial) -> None:
    """Require a rule that does something and leaves a story.

    Raises:
        SettingsError: The rule changes nothing.
        NoArticle: With the rule, no story is left.
    """
    if trial.rule is not None and not trial.changes:
        raise SettingsError(
            f"the site rule for {trial.rule.match} changes nothing; compare its selectors with the page's source, "
            f"and fix them in {trial.rule.source}"
        )
    if not trial.has_story:
        raise NoArticle("with the site rule no story is left; fix its body")


def require_fitting_rule(trial: Trial | None, page: str, rules: int) -> None:
    """Require a site rule that fits, for a page that no rule of the newsroom fits.

    Args:
        trial: What was tried; None if there are no site rules.
        page: The page's name.
        rules: How many rules the newsroom has.

    Raises:
        SettingsError: No rule fits.
    """
    if trial is None and rules:
        raise SettingsError(
            f"{page}: no rule fits it, it is narrated as usual; if one should, compare its `if` with what the page is"
        )
    if trial is None:
        raise SettingsError(
            f"{page}: no rule fits it; write [[site]] or [[newsroom.rules]] into the narrate.toml of this folder"
        )
    if trial.rule is None:
        raise SettingsError(f"{page}: no rule fits it; match has to be the host of the address that the page states")


def _effect(line: LineEffect) -> str:
    if not line.hits:
        return "does nothing: it finds nothing on the page"
    finds = f"finds {line.hits}"
    return f"{finds}, changes {line.changes}" if line.changes else f"{finds}, changes nothing"


def _change(change: Change) -> str:
    if change.what == "dropped":
        return f"- read -> not read  {_short(change.before)}" + (f"  ({change.reason})" if change.reason else "")
    if change.what == "kept":
        return f"+ not read -> read  {_short(change.after)}" + (f"  (before: {change.reason})" if change.reason else "")
    return f"~ {change.what}: {_short(change.before) or 'none'} -> {_short(change.after) or 'none'}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1].rstrip() + "…"
