import sys

import pytest

from narrate.audio.listener import PACKAGES, PARTS, open_listener
from narrate.errors import AudioError, StoreError, WeightsInvalid


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Packages of the right names with other contents."""
    for package, part in zip(PACKAGES, PARTS, strict=True):
        data = tmp_path / "site" / package / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").touch()
        (data / part).write_bytes(b"other weights")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])


@pytest.mark.usefixtures("packages")
def test_another_model_is_refused_and_nothing_kept(tmp_path):
    with pytest.raises(WeightsInvalid, match=r"narrate-articles\[verify\]"):
        open_listener(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_package_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(AudioError, match=r"pip install 'narrate-articles\[verify\]'"):
        open_listener(tmp_path / "cache")


@pytest.mark.usefixtures("packages")
def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(StoreError, match="cache"):
        open_listener(tmp_path / "cache")


@pytest.mark.model
def test_a_broken_model_folder_is_told(tmp_path):
    from narrate.audio.listener import MODEL_SHA256

    folder = tmp_path / f"whisper-base-{MODEL_SHA256[:12]}"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"broken")
    with pytest.raises(AudioError, match="narrate doctor --fix"):
        open_listener(tmp_path)


@pytest.mark.model
def test_only_figures_are_kept_from_being_written(tmp_path):
    listener = open_listener(tmp_path)
    tokenizer = listener._model.hf_tokenizer
    withheld = {tokenizer.decode([number]) for number in listener._unwritten[1:]}
    listener.close()
    assert {"7", " 20", "%", " €"} <= withheld
    assert [text for text in withheld if any(sign.isalpha() for sign in text) and not any(map(str.isdigit, text))] == []
    for letters in (" в", "г", "й", "ó", "ión", "ów", "å"):
        assert letters not in withheld
