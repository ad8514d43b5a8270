"""Shows an editor what of a page is read aloud, what isn't, and why."""

import html
import json
from dataclasses import asdict

from narrate.extract.story import examine
from narrate.model import Extraction
from narrate.pipeline import sources
from narrate.settings import Settings

__all__ = ["examine_at", "explained_html", "explained_json", "explained_text"]

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
p { margin: .3rem 0; padding: .3rem .8rem; border-inline-start: .3rem solid; }
p small { display: block; opacity: .75; }
.read { border-color: #1a7f37; background: #1a7f3714; }
.skipped { border-color: #b35900; background: #b3590014; opacity: .75; }
"""


def examine_at(page: str, settings: Settings) -> Extraction:
    """Return what the extractor makes of the file `page`, or of standard input for "-". Raises PageError."""
    source = sources.read(next(sources.find((page,))), settings.fetch)
    return examine(source.page, settings.extract)


def explained_text(extraction: Extraction) -> str:
    """Return a line per stretch of the page's text: `read` or `-`, the reason, the text."""
    lines = [f"confidence {extraction.confidence:.2f}", *(f"warning: {text}" for text in extraction.warnings)]
    lines += [f"{'read' if r.kept else '-   '}  {r.reason:<28}  {r.text}" for r in extraction.receipts]
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
    """Return a page that shows each stretch of text coloured by whether it is read, with the reason on hovering."""
    title = extraction.article.title if extraction.article else "No article"
    notes = [f"Confidence {extraction.confidence:.2f}", *extraction.warnings]
    parts = [
        "<!DOCTYPE html>",
        f'<html><head><meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>',
        f"<h1>{html.escape(title)}</h1>",
        *(f"<div>{html.escape(note)}</div>" for note in notes),
    ]
    for receipt in extraction.receipts:
        state = "read" if receipt.kept else "skipped"
        why = html.escape(f"{receipt.reason} (score {receipt.score:.2f}, {receipt.anchor})")
        text = html.escape(receipt.text)
        parts.append(
            f'<p class="{state}" title="{why}">{text}<small>{state}: {html.escape(receipt.reason)}</small></p>'
        )
    return "\n".join([*parts, "</body></html>"])
