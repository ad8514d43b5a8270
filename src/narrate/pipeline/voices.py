"""The voices that settings name, and how many of them speak at once."""

import contextlib
import logging
import os
from dataclasses import replace

from narrate.errors import BackendUnavailable, WeightsInvalid
from narrate.settings import Settings
from narrate.voice.registry import check_voice

__all__ = ["check_voices"]

_log = logging.getLogger(__name__)


def check_voices(settings: Settings) -> None:
    """Raise UnknownVoice if a voice that `settings` name doesn't exist: no page could tell more about it.

    A voice that exists and can't work here and now is left to the pages that need it: there may be none. More jobs
    than there are processors are warned of.
    """
    options = settings.voice
    named = [options.voice, options.quote_voice, *(rule.voice for rule in settings.newsroom.rules)]
    if settings.output.verify:
        named.append(settings.output.spare_voice)
    for voice in dict.fromkeys(filter(None, named)):
        with contextlib.suppress(BackendUnavailable, WeightsInvalid):
            check_voice(replace(options, voice=voice))
    processors = os.cpu_count() or options.jobs
    if options.jobs > processors:
        _log.warning(
            "%d jobs on %d processors: more than one a processor only slow an offline voice; set fewer --jobs",
            options.jobs,
            processors,
        )
