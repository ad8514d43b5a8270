"""The command line: options in, library called, text out. Here errors become a line and an exit code."""

import difflib
import io
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from narrate import __version__
from narrate.cli import batch, embed, page, reading, recordings, service, upkeep, voices
from narrate.cli.options import complete_page
from narrate.errors import NarrateError, SettingsError

__all__ = ["main", "narrate"]

_DETAIL_CHARS = 200  # of what somebody else's error says
_INTERRUPTED = 130  # what shells give for a program ended by Ctrl-C


class _Narrate(click.Group):
    """A group whose default command is `page`: what isn't the name of a command is a page or an option of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        commands = self.commands.keys() - {"page"}
        if args[:1] == ["help"] and (not args[1:] or args[1] in commands):
            args = [*args[1:], "--help"]
        if args and args[0] not in {*commands, *ctx.help_option_names, "--version", "help"}:
            is_question = not {*ctx.help_option_names}.isdisjoint(args)
            args = ["--help"] if is_question else ["page", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] PAGE...")
        formatter.write_usage(ctx.command_path, "COMMAND [OPTIONS] ...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for param in self.commands["page"].get_params(ctx) if (record := param.get_help_record(ctx))]
        records += [record for param in self.params if (record := param.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer commands; where none fits, what the default command takes: its options, or a file."""
        page = self.commands["page"]
        options = page.shell_complete(click.Context(page, parent=ctx), incomplete) if incomplete[:1] == "-" else []
        return super().shell_complete(ctx, incomplete) + options or complete_page(ctx, None, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse a command that is misspelt, which would be taken for a page, and the page after it narrated."""
        if args[0] == "help":
            ctx.fail(f"there is no command {args[1]}")
        is_word = len(args) > 1 and args[0] == "page" and not args[1].startswith("-")
        meant = difflib.get_close_matches(args[1], self.commands.keys() - {"page"}, 1, 0.75) if is_word else ()
        if meant and not Path(args[1]).exists():
            ctx.fail(f"{args[1]} is neither a page nor a command; did you mean {meant[0]}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            click.echo(f"narrate: {_explained(error)}", err=True)
            sys.exit(error.exit_code)
        except NarrateError as error:
            click.echo(f"narrate: {error}", err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("narrate: interrupted; what was finished is kept; run again to continue", err=True)
            sys.exit(_INTERRUPTED)
        except UnicodeEncodeError as error:
            click.echo(
                f"narrate: this shell's locale can't represent {error.object[:80]!r}; set LC_ALL=C.UTF-8", err=True
            )
            sys.exit(SettingsError.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            message = (
                f"narrate: an internal error, {type(error).__name__}: {' '.join(str(error).split())[:_DETAIL_CHARS]}"
            )
            click.echo(f"{message}; please report it with what PYTHONDEVMODE=1 shows", err=True)
            sys.exit(NarrateError.exit_code)


@click.group(
    cls=_Narrate,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""Exit codes: 0 all pages are narrated; 1 several pages failed for different reasons, or narrate is to
    blame; 2 wrong options or settings; 3 a page can't be used; 4 its text can't be read aloud; 5 the voice failed;
    6 ffmpeg or encoding failed; 7 a file can't be written; 8 the service can't run; 130 interrupted.""",
)
@click.version_option(__version__, prog_name="narrate")
def narrate() -> None:
    """Turn news articles into audio.

    PAGE is an HTML file, a folder of them, or - for standard input. Each page gives an MP3 with captions and a
    manifest in the output folder; the path of each MP3 goes to standard output. Pages that haven't changed since
    are left alone.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("narrate: %(message)s"))
    logger = logging.getLogger("narrate")
    logger.handlers = [handler]
    logger.setLevel(logging.WARNING)


def _explained(error: click.UsageError) -> str:
    """Return what is wrong with a call as one line."""
    message = " ".join(error.format_message().split()).rstrip(".")
    if isinstance(error, click.NoSuchOption):
        near = f" (did you mean {' or '.join(error.possibilities)}?)" if error.possibilities else ""
        message = f"no such option: {error.option_name}{near}"
    path = error.ctx.command_path.removesuffix(" page") if error.ctx else "narrate"
    name = path.rpartition(" ")[2]
    hint = f"; for what is called {name} here, write ./{name}" if " " in path and Path(name).exists() else ""
    return f"{message[:1].lower()}{message[1:]}{hint}; see {path} -h"


for command in (
    page.page,
    reading.extract,
    reading.script,
    voices.say,
    voices.voices,
    recordings.verify,
    recordings.transcript,
    embed.embed,
    embed.preview,
    batch.batch,
    upkeep.cache,
    service.serve,
    service.jobs,
    recordings.feed,
    reading.rules,
    upkeep.init,
    upkeep.config,
    upkeep.doctor,
    upkeep.completion,
):
    narrate.add_command(command)


def main() -> None:
    """Run the command line."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries say to their callers isn't for users
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter is no reason to stop
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's products here are small: more threads only wait
    narrate()
