"""What all tests share: plain `pytest` names what it left out, and on CI nothing that needs a real part is skipped."""

import os
from collections import Counter

import pytest

OPTIONAL_PARTS = {"shared"}  # lies beside a developer's checkout, never beside a stranger's
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser):
    parser.addoption("--regen", action="store_true", help="rewrite the expected files of tests/golden; read the diff")


def pytest_configure(config):
    config.stash[LEFT_OUT] = Counter()


def pytest_deselected(items):
    """Count what the choice of markers leaves out; `-k`, asked apart, leaves out tests without a marker too."""
    declared = _declared(items[0].config)
    kinds = [next((kind for kind in declared if item.get_closest_marker(kind)), None) for item in items]
    if all(kinds):
        items[0].config.stash[LEFT_OUT].update(kinds)


def pytest_terminal_summary(terminalreporter, config):
    left_out = config.stash[LEFT_OUT]
    if left_out:
        kinds = left_out.most_common()
        counts = ", ".join(f"{count} {marker}" for marker, count in kinds)
        terminalreporter.write_line(f"not run: {counts}; `pytest -m {kinds[0][0]}` runs one kind, scripts/check all")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    required = {mark.name for mark in item.iter_markers()} & set(_declared(item.config)) - OPTIONAL_PARTS
    if os.environ.get("CI") and report.skipped and required and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped on CI, where {', '.join(sorted(required))} is required: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """On CI, fail for a module that is skipped whole because it lacks a library."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped on CI: {collector.nodeid}: {report.longrepr[-1]}"
    return report


def _declared(config) -> list[str]:
    """Return the markers that pyproject.toml declares, in its order."""
    names = [line.partition(":")[0].strip() for line in config.getini("markers")]
    return [name for name in names if name not in {"skip", "skipif", "parametrize"}]
