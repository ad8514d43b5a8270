"""What tests of the batch share."""

import contextlib

import pytest
from fakes import ByName, Here, NoShelf

from narrate.batch.batch_run import BatchRun, Rules
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.settings.options import FetchOptions


@pytest.fixture
def batch_run(tmp_path):
    """Run a campaign over sources in the test's own ledger; gives tally, outcomes by file stem, and the jobs' log."""

    def run(sources, runner=None, recordings=None, **rules):
        log = tmp_path / "log"
        outcomes = {}
        with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
            enter(ledger, recordings or NoShelf(), sources, FetchOptions())
            batch_run = BatchRun(ledger, recordings or NoShelf(), Rules("settings", **rules), FetchOptions())
            batch_run.run(
                runner or Here(ByName(log)),
                lambda name, outcome: outcomes.update({name.rsplit("/", 1)[-1].removesuffix(".html"): outcome}),
            )
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return batch_run.tally, outcomes, lines

    return run
