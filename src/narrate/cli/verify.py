"""`narrate verify`: listen to recordings again."""

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.failures import Failures
from narrate.errors import AudioError

if TYPE_CHECKING:
    from narrate.audio.verify import Verdict

__all__ = ["verify"]


@click.command()
@click.argument("recordings", metavar="FILE.mp3...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a recording.")
@click.pass_context
def verify(ctx: click.Context, recordings: tuple[Path, ...], *, as_json: bool) -> None:
    """Listen to each recording and say what is wrong with it.

    Checks length, level, clipping, silence, noise, clicks and pace of every utterance against the manifest beside the
    file; with the extra `verify` also the words that are heard; and the publisher's signature where there is one.
    """
    from narrate import settings
    from narrate.pipeline.api import credentials_at, recording_at
    from narrate.pipeline.listening import Gate, faults

    in_force = settings.load()
    failures = Failures()
    with contextlib.closing(Gate(in_force.audio, in_force.voice.cache_dir)) as gate:
        for path in recordings:
            with failures.noted():
                recording, language = recording_at(path)
                verdict = gate.judge(recording, language)
                wrong = [*faults(verdict, recording), *credentials_at(path)]
                if wrong:
                    failures.add(AudioError())
                _tell(path, verdict, wrong, as_json=as_json)
    failures.end(ctx)


def _tell(path: Path, verdict: "Verdict", wrong: list[str], *, as_json: bool) -> None:
    from narrate.pipeline.listening import as_plain

    if as_json:
        click.echo(json.dumps({"audio": str(path), **as_plain(verdict), "faults": wrong}, ensure_ascii=False))
        return
    words = "" if verdict.error_rate is None else f", {100 * verdict.error_rate:.1f} % of words heard otherwise"
    level = f"{verdict.loudness_lufs:.1f} LUFS, peak {verdict.true_peak_dbtp:.1f} dBTP"
    click.echo(f"{path}: {'sound' if not wrong else f'{len(wrong)} faults'}, {level}{words}")
    for line in wrong:
        click.echo(f"  {line}")
