"""Shows a newsroom what its site rules change on a page."""

from narrate.errors import NoArticle, SettingsError
from narrate.extract.trial import Change, LineEffect, Trial, attempt
from narrate.settings import Settings
from narrate.sources.pages import only
from narrate.sources.reading import read

__all__ = ["insist", "insist_on_one", "trial_at", "trial_text"]

_TOLD_CHARS = 110


def trial_at(page: str, settings: Settings) -> Trial | None:
    """Return what the site rules do on the file `page`, or "-"; None if there are no rules. Raises PageError."""
    if not settings.extract.site_rules:
        return None
    found = only(page)
    source = read(found.place, found.slug, settings.fetch)
    return attempt(source.page, settings.extract)


def trial_text(trial: Trial, hosts: tuple[str, ...]) -> str:
    """Return the rule, what each of its lines does, and what is read otherwise because of it.

    Args:
        trial: What was tried.
        hosts: What the rules that are there match, to be named when none of them fits.
    """
    if trial.rule is None:
        known = ", ".join(hosts[:8]) + (", …" if len(hosts) > 8 else "")
        if trial.address is None:
            return (
                f"site rule: none fits, for the page states no address (canonical link, og:url); rules are for {known}"
            )
        return f"site rule: none fits {trial.address}; rules are for {known}"
    lines = [f"site rule: {trial.rule.match} ({trial.rule.source}) fits {trial.address}"]
    lines += [f"  not followed, for it is less exact: {rule.match} ({rule.source})" for rule in trial.others]
    lines += [f"  not followed: {note}" for note in trial.rule.unfollowed]
    width = max((len(line.written) for line in trial.lines), default=0)
    lines += [f"  {line.key:<9}  {line.written:<{min(width, 50)}}  {_effect(line)}" for line in trial.lines]
    lines += map(_change, trial.changes)
    dropped, kept = (sum(change.what == what for change in trial.changes) for what in ("dropped", "kept"))
    lines.append(f"{trial.unchanged} blocks as before, {dropped} no longer read, {kept} read now")
    return "\n".join(lines)


def insist(trial: Trial) -> None:
    """Insist on a rule that does something and leaves a story.

    Raises:
        SettingsError: The rule changes nothing.
        NoArticle: With the rule, no story is left.
    """
    if trial.rule is not None and not trial.changes:
        raise SettingsError(
            f"the site rule for {trial.rule.match} changes nothing; compare its selectors with the page's source, "
            f"and mend them in {trial.rule.source}"
        )
    if not trial.has_story:
        raise NoArticle("with the site rule no story is left; mend its body")


def insist_on_one(trial: Trial | None, page: str, rules: int) -> None:
    """Insist on a site rule that fits, for a page that no rule of the newsroom fits.

    Args:
        trial: What was tried; None if there are no site rules.
        page: The page's name.
        rules: How many rules the newsroom has.

    Raises:
        SettingsError: No rule fits.
    """
    if trial is None and rules:
        raise SettingsError(
            f"{page}: no rule fits it, it is narrated as usual; if one should, compare its `if` with what the page is"
        )
    if trial is None:
        raise SettingsError(
            f"{page}: no rule fits it; write [[site]] or [[newsroom.rules]] into the narrate.toml of this folder"
        )
    if trial.rule is None:
        raise SettingsError(f"{page}: no rule fits it; match has to be the host of the address that the page states")


def _effect(line: LineEffect) -> str:
    if not line.hits:
        return "does nothing: it finds nothing on the page"
    found = f"finds {line.hits}"
    return f"{found}, changes {line.changes}" if line.changes else f"{found}, changes nothing"


def _change(change: Change) -> str:
    if change.what == "dropped":
        return f"- read -> not read  {_short(change.before)}" + (f"  ({change.reason})" if change.reason else "")
    if change.what == "kept":
        return f"+ not read -> read  {_short(change.after)}" + (f"  (before: {change.reason})" if change.reason else "")
    return f"~ {change.what}: {_short(change.before) or 'none'} -> {_short(change.after) or 'none'}"


def _short(text: str) -> str:
    return text if len(text) <= _TOLD_CHARS else text[: _TOLD_CHARS - 1].rstrip() + "…"
