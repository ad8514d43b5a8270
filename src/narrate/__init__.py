"""narrate turns news articles into audio that people choose to listen to, offline and open.

```python
from pathlib import Path

import narrate

page = Path("article.html")
article = narrate.extract_article(page.read_bytes())
script = narrate.write_script(article)
recording = narrate.narrate_page(page, "audio_out")

for segment in narrate.stream("The bridge is open again."):
    print(segment.utterance.printed, segment.speech.waveform.duration_ms, segment.utterance.pause_ms)
```

Nothing heavy is imported before a function needs it. `narrate.settings.load` gives the settings in force;
`narrate.errors` holds everything that is raised on purpose.
"""

from typing import TYPE_CHECKING

from narrate import errors, settings
from narrate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from narrate.model import Article, Page, Recording, Script, Segment

__all__ = [
    "Settings",
    "body_text",
    "errors",
    "extract_article",
    "narrate_page",
    "settings",
    "split_sentences",
    "spoken_form",
    "stream",
    "write_script",
]

__version__ = "0.1.0"


def extract_article(html: bytes | str, url: str | None = None) -> "Article":
    """Return the story of a page, without prompts, feeds and furniture.

    Args:
        html: The page; bytes are decoded by what the page declares and by what fits.
        url: Where it came from.

    Raises:
        PageUnreadable: Not HTML, or hostile beyond reading.
        NoArticle: There is no story in it.
    """
    from narrate.extract.extractor import extract_article as extract
    from narrate.model import Page

    return extract(Page(html.encode() if isinstance(html, str) else html, url))


def body_text(html: bytes, url: str | None = None) -> str:
    """Return the narrated text of a page without its headline, one block per line. Raises as `extract_article` does."""
    return "\n".join(block.text for block in extract_article(html, url).blocks)


def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text` in order; white space between them is left out, nothing else."""
    from narrate.script.sentences import split

    return split(text, language)


def spoken_form(text: str, language: str = "en") -> str:
    """Return `text` as a newsreader says it: "$2.5M" gives "two point five million dollars".

    The first call in a language compiles its rules, which takes about 0.2 s.

    Args:
        text: Printed text.
        language: ISO 639-1 code.
    """
    from narrate.script.normalize.spoken import spoken_form as say

    return say(text, language)


def write_script(article: "Article") -> "Script":
    """Return the reading of `article`: utterances and silences in order. Raises ScriptError."""
    from narrate.script.write import write_script as write

    return write(article)


def narrate_page(page: "Page | str | Path", out_dir: "str | Path", settings: "Settings | None" = None) -> "Recording":
    """Make the recording of a page, with its captions and manifest beside it.

    Args:
        page: A page in memory, or the path or address of one.
        out_dir: Folder for the files; made if it isn't there.
        settings: Default: those in force here, see `narrate.settings.load`.

    Returns:
        The recording, also when it was there and right already.

    Raises:
        NarrateError: The page can't be narrated; nothing of what was there has changed.
    """
    from narrate.pipeline.api import narrate_page as make

    return make(page, out_dir, settings)


def stream(source: "Page | Path | bytes | str", settings: "Settings | None" = None) -> "Generator[Segment, None, None]":
    """Yield the sound of a text or a page as it is made, utterance by utterance; the first one waits for no other.

    All segments have one sample rate. Each begins and ends with 60 ms of silence or a little more; between two of them
    belongs the silence of `segment.utterance.pause_ms`. Times of words count from the start of their segment. The level
    is the voice's own: only a recording is mastered.

    Args:
        source: A plain text, in which a blank line ends a paragraph, or a page: its markup, its path, or in memory.
        settings: Default: those in force here, see `narrate.settings.load`.

    Yields:
        Utterances with their sound. The voice is closed when the generator ends or is closed.

    Raises:
        NarrateError: At the first step if the text or page can't be read aloud, later if the voice fails.
    """
    from narrate.pipeline.streaming import stream as speak

    return speak(source, settings)
