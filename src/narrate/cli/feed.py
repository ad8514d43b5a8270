"""`narrate feed`: podcast feeds of a folder of recordings, and a look at any feed as a directory would."""

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from narrate.cli.options import complete_page
from narrate.errors import PageError

__all__ = ["feed"]


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
    from narrate.publish.feeds import write_feeds

    for path in write_feeds(folder, settings.load({"feed_url": feed_url}).feed):
        click.echo(path)


@feed.command()
@click.argument("address", metavar="FEED", shell_complete=complete_page)
@click.option("--offline", is_flag=True, help="Judge the text alone, not the files that it names.")
@click.pass_context
def lint(ctx: click.Context, address: str, *, offline: bool) -> None:
    """Look at FEED, a file or an address, as a podcast directory would."""
    from narrate import settings
    from narrate.pipeline.api import lint_feed

    faults = lint_feed(address, settings.load(), offline=offline)
    for fault in faults:
        click.echo(f"{fault.where}: {fault.text}")
    click.echo(f"{len(faults)} to mend" if faults else "nothing to mend", err=True)
    if faults:
        ctx.exit(PageError.exit_code)
