"""What tests of the batch share."""

import contextlib

import pytest
from fakes import ByName, Here, NoShelf

from narrate.batch.campaign import Campaign, Rules
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.settings.fetch import FetchOptions


@pytest.fixture
def campaign(tmp_path):
    """Run a campaign over sources in the test's own ledger; gives tally, outcomes by file stem, and the jobs' log."""

    def run(sources, runner=None, shelf=None, **rules):
        log = tmp_path / "log"
        outcomes = {}
        with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
            enter(ledger, shelf or NoShelf(), sources, FetchOptions())
            campaign = Campaign(ledger, shelf or NoShelf(), Rules("settings", **rules), FetchOptions())
            campaign.run(
                runner or Here(ByName(log)),
                lambda name, outcome: outcomes.update({name.rsplit("/", 1)[-1].removesuffix(".html"): outcome}),
            )
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return campaign.tally, outcomes, lines

    return run
