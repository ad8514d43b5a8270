import itertools

import pytest

from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import AudioError, StoreError
from narrate.settings.options import AudioOptions

RATES_HZ = (16_000, 22_050, 24_000, 44_100, 48_000)
VOICES = {
    "soft": {"level": 0.03},
    "full scale": {"level": 0.999},
    "high": {"level": 0.5, "pitch_hz": 260.0},
    "low": {"level": 0.5, "pitch_hz": 80.0},
}


@pytest.mark.parametrize("case", list(itertools.product(VOICES, RATES_HZ)), ids=str)
def test_the_decoded_file_meets_its_targets(tmp_path, case, voice, segment, judge):
    kind, rate = case
    parts = [segment(voice(2 + n, rate, seed=n, **VOICES[kind]), rate, block=n) for n in range(3)]
    recording = record(parts, tmp_path / "a.mp3", Tags())
    loudness, peak = judge(recording.path, rate)
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -1
    assert recording.loudness_lufs == pytest.approx(loudness, abs=0.3)
    assert recording.true_peak_dbtp == pytest.approx(peak, abs=0.3)


def test_segments_that_differ_by_6_db_meet_the_target(tmp_path, voice, segment, judge):
    parts = [segment(voice(2, level=0.6 / (1 + n % 2), seed=n), block=n) for n in range(6)]
    loudness, peak = judge(record(parts, tmp_path / "a.mp3", Tags()).path, 24_000)
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -1


@pytest.mark.parametrize("seconds", [2.0, 2.0005, 2.01, 2.011, 2.0155, 2.02])
def test_the_file_decodes_to_the_end_of_the_last_cue(tmp_path, seconds, voice, segment, decode):
    recording = record([segment(voice(seconds))], tmp_path / "a.mp3", Tags(title="A"))
    assert len(decode(recording.path)) == round(recording.cues[-1].end_ms * 24)
    assert recording.duration_ms == recording.cues[-1].end_ms


def test_other_targets_are_met(tmp_path, voice, segment, judge):
    options = AudioOptions(loudness_lufs=-19, true_peak_dbtp=-3, bitrate_kbps=96)
    loudness, peak = judge(record([segment(voice(3))], tmp_path / "a.mp3", Tags(), options).path, 24_000)
    assert loudness == pytest.approx(-19, abs=0.3)
    assert peak <= -3


def test_the_sample_rate_can_be_chosen(tmp_path, voice, segment, judge):
    recording = record([segment(voice(3))], tmp_path / "a.mp3", Tags(), AudioOptions(sample_rate_hz=44_100))
    loudness, peak = judge(recording.path, 44_100)
    assert recording.rate_hz == 44_100
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -0.9


def test_a_word_shorter_than_a_loudness_block_is_recorded(tmp_path, voice, segment):
    recording = record([segment(voice(0.2))], tmp_path / "a.mp3", Tags())
    assert recording.loudness_lufs == pytest.approx(-16, abs=0.3)


def test_silence_is_refused_and_leaves_nothing(tmp_path, segment):
    with pytest.raises(AudioError, match="only silence"):
        record([segment(bytes(96_000))], tmp_path / "a.mp3", Tags())
    assert list(tmp_path.iterdir()) == []


def test_a_failing_voice_leaves_the_old_file_alone(tmp_path, voice, segment):
    def breaking():
        yield segment(voice(1.0))
        raise AudioError("gone")

    (tmp_path / "a.mp3").write_bytes(b"old")
    with pytest.raises(AudioError, match="gone"):
        record(breaking(), tmp_path / "a.mp3", Tags())
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.mp3", b"old")]


def test_a_missing_folder_is_named(tmp_path, voice, segment):
    with pytest.raises(StoreError, match="nowhere"):
        record([segment(voice(1.0))], tmp_path / "nowhere" / "a.mp3", Tags())
