"""What programs call."""

import pytest

from narrate.errors import PageError
from narrate.pipeline.api import check_voices, lint_feed
from narrate.settings import Settings, load


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_an_address_in_capitals_is_fetched_like_any_other(scheme):
    with pytest.raises(PageError):
        lint_feed(f"{scheme}://127.0.0.1:9/feed.xml", Settings(), offline=True)


@pytest.mark.parametrize(("voice", "is_warned"), [("heart", True), ("tone", True), ("kokoro", False)])
def test_weights_that_no_voice_takes_are_warned_of(voice, is_warned, tmp_path, caplog):
    (tmp_path / "own.onnx").write_bytes(b"")
    check_voices(load({"voice": voice, "weights": tmp_path / "own.onnx"}, {}))
    assert ("weights has no effect" in caplog.text) is is_warned
