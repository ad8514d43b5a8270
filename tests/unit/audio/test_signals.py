import numpy as np
import pytest

from narrate.audio.signals import BANDS_HZ, level_dbfs, measure_signal

RATE_HZ = 24_000


@pytest.fixture
def speech(voice):
    return np.frombuffer(voice(3.0, level=0.5), "<i2") / 32768


def test_a_voice_swings_and_noise_does_not(speech):
    noise = np.random.default_rng(1).standard_normal(len(speech)) * 0.1
    assert measure_signal(speech, RATE_HZ).swing_db > 2 * measure_signal(noise, RATE_HZ).swing_db


def damaged(samples, kind):
    """Return a voice with one of the damages that change its sound, not its words."""
    rng = np.random.default_rng(7)
    out = samples.copy()
    t = np.arange(len(out)) / RATE_HZ
    half = len(out) // 2
    if kind == "bleep":
        out[half : half + 6000] = 0.3 * np.sin(2 * np.pi * 1000 * t[:6000])
    elif kind == "click":
        out[half : half + 9] += 0.9 * np.exp(-np.arange(9) / 2)
    elif kind == "echo":
        out[4800:] += 0.5 * samples[:-4800]
    elif kind == "stutter":
        out = np.concatenate([out[: half + 4800], out[half : half + 4800], out[half + 4800 :]])
    elif kind == "robot":
        out *= np.sign(rng.standard_normal(len(out) // 60 + 1).repeat(60)[: len(out)])
    return out


@pytest.mark.parametrize(
    ("kind", "measure", "most"),
    [("click", "click_db", 25), ("echo", "echo", 0.25), ("stutter", "repeat", 0.975), ("bleep", "tone_ms", 100)],
)
def test_damage_is_measured(speech, kind, measure, most):
    def value(samples):
        signal = measure_signal(samples, RATE_HZ)
        return getattr(signal.spectrum if measure == "tone_ms" else signal, measure)

    assert value(speech) < most < value(damaged(speech, kind))


def test_what_has_no_pitch_is_unvoiced(speech):
    whole, robot = (measure_signal(samples, RATE_HZ).spectrum.voiced for samples in (speech, damaged(speech, "robot")))
    assert robot < 0.4 < whole


@pytest.mark.parametrize("band", [3, 6, 10])
def test_the_profile_tells_which_band_is_gone(speech, band):
    spectrum = np.fft.rfft(speech)
    hz = np.fft.rfftfreq(len(speech), 1 / RATE_HZ)
    spectrum[(hz > BANDS_HZ[band]) & (hz < BANDS_HZ[band + 1])] *= 0.1
    before, after = (
        np.array(measure_signal(samples, RATE_HZ).spectrum.profile_db)
        for samples in (speech, np.fft.irfft(spectrum, len(speech)))
    )
    assert (after - before).argmin() == band
    assert min(after - before) < -7


@pytest.mark.parametrize("part", [0, 2])
def test_a_fade_is_measured(speech, part):
    even = np.resize(speech[:36_000], 72_000)
    fade = np.linspace(*((1, 0) if part else (0, 1)), 72_000)
    assert measure_signal(even, RATE_HZ).course_db[part] > -4
    assert measure_signal(even * fade, RATE_HZ).course_db[part] < -6


def test_speech_that_breaks_off_falls_faster_than_a_voice(speech):
    broken = speech.copy()
    broken[30_000:40_000] = 0
    assert measure_signal(speech, RATE_HZ).fall_db < 38 < measure_signal(broken, RATE_HZ).fall_db


@pytest.mark.parametrize("pitch_hz", [90, 140, 250])
def test_the_pitch_is_that_of_the_voice(voice, pitch_hz):
    samples = np.frombuffer(voice(3.0, pitch_hz=pitch_hz), "<i2") / 32768
    assert measure_signal(samples, RATE_HZ).spectrum.pitch_hz == pytest.approx(pitch_hz, rel=0.04)


def test_levels_are_those_of_tones():
    tone = np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ)
    assert level_dbfs(tone) == pytest.approx(-3.01, abs=0.01)
    assert level_dbfs(np.zeros(10)) == -90


def test_a_hole_is_measured(speech):
    holed = np.concatenate([speech, np.zeros(2 * RATE_HZ), speech])
    signal = measure_signal(holed, RATE_HZ)
    assert signal.gap_ms == pytest.approx(2000, abs=150)
    assert signal.active_ms == pytest.approx(6000, abs=900)


def test_silence_has_no_speech():
    signal = measure_signal(np.zeros(RATE_HZ), RATE_HZ)
    assert (signal.active_ms, signal.level_dbfs) == (0, -90)


def test_a_step_at_a_join_jumps(speech):
    quiet = speech * np.minimum(1, np.minimum(np.arange(len(speech)), np.arange(len(speech))[::-1]) / 480)
    clicking = quiet.copy()
    clicking[-10:] = 0.5
    assert measure_signal(quiet, RATE_HZ).jump < 0.5
    assert measure_signal(clicking, RATE_HZ).jump > 1


@pytest.mark.parametrize("length", [1, 7, 300])
def test_a_few_samples_are_measured_too(length):
    assert np.isfinite(measure_signal(np.full(length, 0.1), RATE_HZ).level_dbfs)
