"""How utterances that the listening gate found faulty get another sound."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from narrate.model import Script, Segment
from narrate.voice.speak import Speaker

__all__ = ["Repair", "repairs"]

_log = logging.getLogger(__name__)

Repair = Callable[[frozenset[int]], Iterator[Segment]]
"""Indexes of faulty utterances to all segments of the script, those spoken another way."""


def repairs(speaker: Speaker, script: Script, spare: Speaker | None) -> tuple[Repair, ...]:
    """Return the ways to speak faulty utterances again, the mildest first.

    Args:
        speaker: Has spoken `script`; it cuts what is faulty in other places.
        script: What is said.
        spare: Another voice that may speak what the first can't, or None if none may.
    """
    if spare is None:
        return (lambda faulty: speaker.speak(script, faulty),)
    if script.language not in spare.languages:
        _log.warning("the spare voice doesn't speak %r, so it speaks nothing here", script.language)
        return (lambda faulty: speaker.speak(script, faulty),)
    return (lambda faulty: speaker.speak(script, faulty)), lambda faulty: _lent(speaker, script, spare, faulty)


def _lent(speaker: Speaker, script: Script, spare: Speaker, faulty: frozenset[int]) -> Iterator[Segment]:
    alone = replace(script, utterances=tuple(script.utterances[index] for index in sorted(faulty)))
    lent = spare.speak(alone)
    for index, segment in enumerate(speaker.speak(script)):
        yield next(lent) if index in faulty else segment
