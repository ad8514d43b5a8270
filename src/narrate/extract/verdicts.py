"""What was decided on a candidate, and why."""

from dataclasses import dataclass

from narrate.extract.walk import Candidate

__all__ = ["HEADINGS", "Verdict"]

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class Verdict:
    """A candidate, its score, and what was decided on it."""

    candidate: Candidate
    score: float
    kept: bool
    reason: str

    def keep(self, reason: str) -> None:
        """Read the candidate."""
        self.kept, self.reason = True, reason

    def drop(self, reason: str) -> None:
        """Leave the candidate out."""
        self.kept, self.reason = False, reason
