"""In Python: a page's story, how it is read, its recording, and the page with its player.

python examples/newsroom.py PAGE [FOLDER]
"""

import sys
from pathlib import Path

import narrate
from narrate.embed import site
from narrate.embed import RecordingFolder
from narrate.errors import NarrateError


def main(page: Path, folder: Path) -> None:
    """Print what is read, make the recording, and write the page with its player into `folder`."""
    article = narrate.extract_article(page.read_bytes())
    print(f"{article.title}\n{', '.join(article.byline) or 'no byline'}, {article.published or 'no date'}\n")
    for utterance in narrate.write_script(article).utterances:
        print(
            utterance.printed if utterance.printed == utterance.spoken else f"{utterance.printed}\n  {utterance.spoken}"
        )

    recording = narrate.narrate_page(page, folder)
    print(f"\n{recording.path}: {recording.duration_ms / 1000:.0f} s, {recording.loudness_lufs:.1f} LUFS")

    published = folder / page.name
    change = site.attachment(page, RecordingFolder(folder), to=published)
    site.write(change, published)
    print(f"{published}: {change.state}")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "audio_out"))
    except NarrateError as error:
        sys.exit(f"newsroom: {error}")
