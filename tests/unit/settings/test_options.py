"""What the sections of narrate.toml refuse."""

import pytest

from narrate.settings.options import AudioOptions, ServiceOptions

KEY = "64f0c0ffee:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"public_url": "audio.example.org"}, "public_url"),
        ({"public_url": "https://a.example/<x>"}, "public_url"),
        ({"api_token": "short"}, "api_token"),
        ({"ghost_secret": "ключ-ключ-ключ-ключ"}, "ghost_secret"),
        ({"ghost_attach": "somewhere"}, "ghost_attach"),
        ({"ghost_attach": "card"}, "ghost_admin_key"),
        ({"ghost_admin_key": "no key"}, "ID:SECRET"),
        ({"webhook_urls": ("ftp://a.example",)}, "webhook_urls"),
        ({"webhook_urls": ("https://a.example",)}, "webhook_secret"),
        ({"workers": 0}, "workers"),
        ({"port": 70_000}, "port"),
        ({"settle_s": -1}, "settle_s"),
    ],
)
def test_a_wrong_option_is_named(wrong, words):
    with pytest.raises(ValueError, match=words):
        ServiceOptions(**wrong)


def test_secrets_are_not_shown():
    secret = "0123456789abcdef-secret"
    options = ServiceOptions(
        api_token=secret, hook_secret=secret, ghost_secret=secret, webhook_secret=secret, ghost_admin_key=KEY
    )
    assert secret not in repr(options)
    assert "0123456789abcdef" not in repr(options)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({}, "http://127.0.0.1:8600"),
        ({"port": 9000}, "http://127.0.0.1:9000"),
        ({"host": "10.0.0.5"}, "http://10.0.0.5:8600"),
        ({"host": "::1"}, "http://[::1]:8600"),
        ({"host": "::"}, "http://127.0.0.1:8600"),
        ({"public_url": "https://audio.example/n/", "port": 9000}, "https://audio.example/n"),
    ],
)
def test_what_is_published_is_named_by_where_the_service_listens_if_nothing_else_is_set(told, address):
    assert ServiceOptions(**told).base_url == address


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
