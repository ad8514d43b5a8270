"""`narrate completion`: what a shell reads so that Tab completes commands and options."""

import click
from click.shell_completion import get_completion_class

__all__ = ["completion"]

_VARIABLE = "_NARRATE_COMPLETE"  # click's name for it, made of the program's


@click.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the lines that make SHELL complete narrate's commands and options.

    Put `eval "$(narrate completion bash)"` into ~/.bashrc, the same with zsh into ~/.zshrc; for fish:
    narrate completion fish > ~/.config/fish/completions/narrate.fish
    """
    kind = get_completion_class(shell)
    if kind is None:  # click knows the three of them
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(ctx.find_root().command, {}, "narrate", _VARIABLE).source())
