"""What a user may choose of the extraction."""

from dataclasses import dataclass

from narrate.settings.site_rules import SiteRule

__all__ = ["ExtractOptions"]


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How pages are turned into articles."""

    strict: bool = False
    """Refuse a page whose story is cut by a paywall, a teaser, or found with little confidence."""
    site_rules: tuple[SiteRule, ...] = ()
    """Rules for single sites; of those that match a page, the one with the longest `match` is used."""

    def __post_init__(self) -> None:
        if not isinstance(self.strict, bool):
            message = f"strict is true or false, not {self.strict!r}"
            raise TypeError(message)
        if not all(isinstance(rule, SiteRule) for rule in self.site_rules):
            message = "site_rules are SiteRule objects; make them with narrate.settings.site_rules.parse_toml"
            raise TypeError(message)
