import pytest

from narrate.settings.audio import AudioOptions


@pytest.mark.parametrize(
    "wrong",
    [
        {"loudness_lufs": 3.0},
        {"true_peak_dbtp": 1.0},
        {"bitrate_kbps": 0},
        {"extra_formats": ("wav",)},
        {"music_lu": 20.0},
        {"bed_lu": 0.0},
    ],
)
def test_what_no_recording_can_have_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        AudioOptions(**wrong)
