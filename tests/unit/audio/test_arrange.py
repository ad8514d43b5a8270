import numpy as np
import pyloudnorm
import pytest

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import AudioError
from narrate.settings.options import AudioOptions

RATE_HZ = 24_000


@pytest.fixture
def music(tmp_path):
    """Two seconds of a 2 kHz tone, in stereo at another rate."""
    path = tmp_path / "music.wav"
    source = "sine=frequency=2000:sample_rate=44100:duration=2,volume=0.5"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-ac", "2", path], "making a test file")
    return path


@pytest.fixture
def reading(voice, segment):
    return [
        segment(voice(2, seed=1), text="Headline", block=None),
        segment(voice(2, seed=2), text="Body.", block=0, words=[("Body.", 100.0, 1900.0)]),
        segment(voice(2, seed=3), text="More.", block=1),
    ]


def tone_share(sound):
    """Return how much of the power lies around 2 kHz; the voice of these tests leaves that band nearly empty."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    return power[(hertz > 1990) & (hertz < 2010)].sum() / power.sum()


def piece(sound, start_ms, end_ms):
    return sound[round(start_ms * 24) : round(end_ms * 24)]


def test_intro_jingle_and_outro_stand_where_they_belong(tmp_path, music, reading, decode):
    options = AudioOptions(intro=music, jingle=music, outro=music)
    recording = record(reading, tmp_path / "a.mp3", Tags(), options)
    sound = decode(recording.path)
    headline, body, more = recording.cues
    assert headline.start_ms == pytest.approx(300 + 2000 + 100, abs=1)
    assert body.start_ms - headline.end_ms == pytest.approx(400 + 400 + 2000 + 400, abs=1)
    assert recording.duration_ms - more.end_ms >= 100 + 2000 + 300
    for start in (400, headline.end_ms + 900, more.end_ms + 500):
        assert tone_share(piece(sound, start, start + 1000)) > 0.9
    for cue in recording.cues:
        assert tone_share(piece(sound, cue.start_ms, cue.end_ms)) < 0.1
    assert len(sound) == round(recording.duration_ms * 24)


def test_words_move_with_their_cue(tmp_path, music, reading):
    plain = record(reading, tmp_path / "a.mp3", Tags())
    moved = record(reading, tmp_path / "b.mp3", Tags(), AudioOptions(intro=music))
    before, after = plain.cues[1], moved.cues[1]
    assert after.words[0].start_ms - after.start_ms == pytest.approx(before.words[0].start_ms - before.start_ms)


@pytest.mark.parametrize("level", [-6.0, 0.0])
def test_music_has_the_level_that_was_asked_for(tmp_path, music, reading, decode, level):
    recording = record(reading, tmp_path / "a.mp3", Tags(), AudioOptions(intro=music, music_lu=level))
    sound = decode(recording.path)
    meter = pyloudnorm.Meter(RATE_HZ)
    voice = meter.integrated_loudness(sound[round(recording.cues[0].start_ms * 24) :])
    assert meter.integrated_loudness(piece(sound, 300, 2300)) - voice == pytest.approx(level, abs=1.5)


def test_a_bed_lies_under_the_whole_reading(tmp_path, music, reading, decode, judge):
    recording = record(reading, tmp_path / "a.mp3", Tags(), AudioOptions(bed=music, bed_lu=-20))
    sound = decode(recording.path)
    pause = piece(sound, recording.cues[1].end_ms + 100, recording.cues[2].start_ms - 100)
    assert tone_share(pause) > 0.9
    loudness, peak = judge(recording.path, RATE_HZ)
    assert loudness == pytest.approx(-16, abs=0.3)
    assert peak <= -1
    assert len(sound) == round(recording.cues[-1].end_ms * 24)


def test_a_missing_sound_is_told_before_any_voice_speaks(tmp_path):
    def never():
        pytest.fail("a segment was asked for")
        yield

    with pytest.raises(AudioError, match=r"gone\.wav"):
        record(never(), tmp_path / "a.mp3", Tags(), AudioOptions(outro=tmp_path / "gone.wav"))


def test_a_file_that_is_no_sound_is_named(tmp_path, reading):
    path = tmp_path / "music.wav"
    path.write_text("no sound")
    with pytest.raises(AudioError, match="ffmpeg failed"):
        record(reading, tmp_path / "a.mp3", Tags(), AudioOptions(intro=path))
    assert [file.name for file in tmp_path.iterdir()] == ["music.wav"]
