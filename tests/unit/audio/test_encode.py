"""The Info frame tells players how many samples there are: decoding is exact to the sample."""

import numpy as np
import pytest

from narrate import ffmpeg
from narrate.audio.encode import encode
from narrate.audio.limiter import Sound
from narrate.audio.meter import measure
from narrate.mp3 import RATES_HZ


@pytest.mark.parametrize("rate", RATES_HZ)
@pytest.mark.parametrize("kbps", [24, 64, 160])
def test_every_rate_and_bitrate_decodes_to_the_samples_that_went_in(rate, kbps, tmp_path):
    click = np.random.default_rng(1).normal(0, 60, 2 * rate + 77).astype("<i2")
    click[rate] = 20_000
    pcm = tmp_path / "a.pcm"
    pcm.write_bytes(click.tobytes())
    encode(Sound(pcm, rate, len(click)), "mp3", kbps, tmp_path / "a.mp3")
    arguments = ["-i", tmp_path / "a.mp3", "-f", "s16le", "-ac", "1", "-"]
    decoded = np.frombuffer(b"".join(ffmpeg.stream(arguments, "decoding", 2)), "<i2")
    assert len(decoded) == len(click)
    assert np.abs(decoded.astype(int)).argmax() == pytest.approx(rate, abs=1)
    assert measure(["-i", tmp_path / "a.mp3"], rate).samples == len(click)


def test_a_sound_shorter_than_a_frame_is_encoded(tmp_path):
    (tmp_path / "a.pcm").write_bytes(bytes(200))
    encode(Sound(tmp_path / "a.pcm", 24_000, 100), "mp3", 64, tmp_path / "a.mp3")
    assert measure(["-i", tmp_path / "a.mp3"], 24_000).samples == 100
