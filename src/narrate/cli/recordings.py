"""`narrate verify`, `narrate transcript`, `narrate feed`: recordings that exist, judged, read and published."""

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from narrate.cli.options import Failures, complete_page
from narrate.errors import AudioError, PageError

if TYPE_CHECKING:
    from narrate.audio.verify import Verdict

__all__ = ["feed", "transcript", "verify"]


@click.command()
@click.argument("recordings", metavar="FILE.mp3...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a recording.")
@click.pass_context
def verify(ctx: click.Context, recordings: tuple[Path, ...], *, as_json: bool) -> None:
    """Listen to each recording and say what is wrong with it.

    Checks length, level, clipping, silence, noise, clicks and pace of every utterance against the manifest beside the
    file; with the extra `verify` also the words; and the publisher's signature where there is one.
    """
    from narrate import settings
    from narrate.audio.verify import Gate
    from narrate.pipeline.api import credentials_at, recording_at

    in_force = settings.load()
    failures = Failures()
    with contextlib.closing(Gate(in_force.audio, in_force.voice.cache_dir)) as gate:
        for path in recordings:
            with failures.noted():
                recording, language = recording_at(path)
                verdict = gate.judge(recording, language)
                wrong = [*map(str, verdict.findings), *credentials_at(path)]
                if wrong:
                    failures.add(AudioError())
                _print(path, verdict, wrong, as_json=as_json)
    failures.end(ctx)


def _print(path: Path, verdict: "Verdict", wrong: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"audio": str(path), **verdict.as_plain, "faults": wrong}, ensure_ascii=False))
        return
    words = "" if verdict.error_rate is None else f", {100 * verdict.error_rate:.1f} % of words misread"
    level = f"{verdict.loudness_lufs:.1f} LUFS, peak {verdict.true_peak_dbtp:.1f} dBTP"
    click.echo(f"{path}: {'sound' if not wrong else f'{len(wrong)} faults'}, {level}{words}")
    for line in wrong:
        click.echo(f"  {line}")


@click.command()
@click.argument("recordings", metavar="FILE.mp3...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "sync"]),
    default="text",
    show_default=True,
    help="Plain text, an HTML fragment, or a WebVTT track that ties each moment to its place on the page.",
)
@click.pass_context
def transcript(ctx: click.Context, recordings: tuple[Path, ...], form: str) -> None:
    """Print what each recording says, from the manifest beside it.

    In HTML each sentence is a span with its times. The sync track is W3C SyncMediaLite: an XPath and a text position
    for each sentence and word.
    """
    from narrate.pipeline.api import transcript_at

    failures = Failures()
    for path in recordings:
        with failures.noted():
            click.echo(transcript_at(path, form), nl=False)
    failures.end(ctx)


class _Feed(click.Group):
    """A group whose default command writes: what isn't `lint` is a folder."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["write", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer `lint`, and what the default command takes: a folder."""
        return super().shell_complete(ctx, incomplete) or [CompletionItem(incomplete, type="dir")]


@click.group(cls=_Feed)
def feed() -> None:
    """Write the feeds of a folder: narrate feed FOLDER --base-url ADDRESS.

    Title, image, category and the rest are set in narrate.toml, section [feed]; docs/feed.md explains them.
    """


@feed.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--base-url", "feed_url", metavar="ADDRESS", help="Where the folder is published.")
def write(folder: Path, feed_url: str | None) -> None:
    """Write feed.xml, feeds/feed.json and a feed per section and author into FOLDER (the default command)."""
    from narrate import settings
    from narrate.publish.feed import write_feeds

    for path in write_feeds(folder, settings.load({"feed_url": feed_url}).feed):
        click.echo(path)


@feed.command()
@click.argument("address", metavar="FEED", shell_complete=complete_page)
@click.option("--offline", is_flag=True, help="Check the feed alone, not the files that it names.")
@click.pass_context
def lint(ctx: click.Context, address: str, *, offline: bool) -> None:
    """Check FEED, a file or an address, as a podcast directory would."""
    from narrate import settings
    from narrate.pipeline.api import lint_feed

    faults = lint_feed(address, settings.load(), offline=offline)
    for fault in faults:
        click.echo(f"{fault.where}: {fault.text}")
    click.echo(f"{len(faults)} to fix" if faults else "nothing to fix", err=True)
    if faults:
        ctx.exit(PageError.exit_code)
