"""Scores, records and votes: two or three numbers joined by a dash that isn't a range."""

import re

from narrate.script.normalize.cardinals import cardinal
from narrate.script.normalize.page import Page
from narrate.script.normalize.shapes import DASH, before, behind, listed, pattern, speaks, word_after
from narrate.script.normalize.tables import words

_RESULT = pattern(r"[A-Z][\w .'-]{1,30} (?:\d+[-–]\d|\d{1,3}\b)")
_STANDING = pattern(rf"\b(?:{listed('standing')}) $")
_RECORD = pattern(rf"(?:\b(?:{listed('standing')}|{listed('recorded')}|records? of(?: \d+-\d+ and)?) |\()$")
_TALLY = pattern(
    r"\b(?:score|result|vote|tally|count|series|it|aggregate|odds|price|split|ratio|margin|scale|agg)\b[^.]{0,12}$"
)
_BESIDE = pattern(rf"(?:[).,;:]|$| (?:{listed('beside_record')})\b)")
_BET = pattern(r" (?:on|against|shot|chance|favou?rites?|outsiders?|odds|underdogs?)\b")
_SHOOTOUT = pattern(r" (?:on|in) (?:penalt|aggregate|the shoot|a shoot)|(?: in)? extra time| agg| aet| pens?\b")
_CRICKET = pattern(rf"\b(?:{listed('cricket')})\b")
_TENNIS = pattern(rf"\b(?:{listed('tennis')})\b")
_BATTED = pattern(
    r"\b(?:closed on|slumped to|slipped to|slid to|struggling (?:on|at)|resumes? on|collapsed (?:to|from)"
    r"|resumed (?:on|at)|reached|reeling (?:on|at)|recovered to"
    r"|cruised to|raced to|reduced to|declared (?:on|at)|posted|replied with|in reply|chasing) $"
)
_COLLAPSED = pattern(r"\b(?:slumped|slipped|slid|collapsed|reeling|struggling|reduced) (?:to|on|at) $")
_BOWLING = pattern(r"\b(?:took|taking|figures of|returned|claimed|finished with|ended with|best of|grabbed) $")
_BOWLED = pattern(r"\b(?:took|taking|figures of|claimed|returned) \d{1,2}[-–/]\d|\b\d{2,3}[-–]\d{1,2} ?d(?:ec)?\b")
_PRICED = pattern(rf"\b(?:{listed('betting')})\b", re.IGNORECASE)
_JOINED = pattern(rf"(?<=\d)(?:{DASH}|/)(?=\d)")


def _is_tennis(sets: str) -> bool:
    """Say whether all pairs can be sets: won with six, or with seven against five or six."""
    pairs = [sorted(map(int, pair)) for pair in re.findall(r"(\d+)\D(\d+)", sets)]
    return all((high == 6 and low < 5) or (high == 7 and low in {5, 6}) for low, high in pairs)


_LEAGUE_END = pattern(r"(?: [A-Z][\w. -]{1,20})?\)")


def _sets(match: re.Match[str]) -> str | None:
    """Read the sets of a tennis or volleyball match: "6-4, 7-6 (5)" is "six four, seven six five"."""
    if speaks(_PRICED, match):
        return None
    if _TEAM.search(before(match)) and _LEAGUE_END.match(match.string, match.end()) and not _is_tennis(match[0]):
        return re.sub(
            r"\d+", lambda d: cardinal(int(d[0])), _JOINED.sub(" and ", match[0])
        )  # overall and in the league
    spaced = re.sub(r"(?<=\d)\(", " (", _JOINED.sub(" ", match[0]))
    return re.sub(r"\d+", lambda d: cardinal(int(d[0])), spaced)


_BEST = pattern(
    r"\b(?:another|went|finish(?:ed)?|complet(?:e|ed|ing)|scored|secured|took|seal(?:ed)?|(?:'s|their|a)) $"
)
_RACED = pattern(
    r" (?:(?:finish(?:es)?|punch|result|on the (?:grid|podium)|one)\b|(?:in|at|for) (?:the\b|[A-Z]))|[.,;]|$"
)
_DUEL = pattern(r"\b(?:beat(?:en)?|lost|los[et]|won|win|defeat(?:ed)?|draw|drew|lead|trail(?:ed|ing)?|down|up|score)\b")


def _podium(match: re.Match[str]) -> str | None:
    """Read the first two or three places: "a 1-2 finish" is "one two", where no side is beaten by it."""
    if not (_BEST.search(before(match)) and _RACED.match(match.string, match.end())):
        return None
    is_duel = _DUEL.search(before(match)) and not match.string.startswith((" finish", " punch"), match.end())
    return None if is_duel else " ".join(cardinal(int(place)) for place in match[0][::2])


def _triple(match: re.Match[str]) -> str:
    a, b, c = (cardinal(int(match[g])) for g in "abc")
    if not _RECORD.search(before(match)) and not _OF_A_SEASON.match(match.string, match.end()):
        return f"{a} {b} {c}"
    return f"{a}, {b} and {c}"


_WICKETS = 10


def _wickets(match: re.Match[str], page: Page) -> str | None:
    """Read a cricket score or a bowler's figures: "287-6" is "two hundred eighty seven for six"."""
    runs, wickets = int(match["a"]), int(match["b"])
    least = 10 if _COLLAPSED.search(before(match)) else 30
    is_cricket = speaks(_CRICKET, match) or page.mentions("cricket")
    is_bowling = _BOWLING.search(before(match)) or speaks(_BOWLED, match)
    innings = (
        runs > least
        and wickets <= _WICKETS
        and (is_cricket or speaks(_BOWLED, match) or _BATTED.search(before(match)) is not None)
    )
    figures = runs <= _WICKETS < wickets and (
        speaks(_CRICKET, match) or (is_bowling and not word_after(match).endswith("s"))
    )
    if not (innings or figures or match["declared"]):
        return None
    return f"{cardinal(runs)} for {cardinal(wickets)}{' declared' if match['declared'] else ''}"


def _quarters(match: re.Match[str]) -> str | None:
    """Read the points of each quarter and their sum: "Bridgeport 9 5 5 9 – 28"."""
    points = [int(figures) for figures in match["points"].split()]
    if sum(points) != int(match["sum"]) and len(points) < 4:
        return None
    return f"{' '.join(cardinal(n) for n in points)}, {cardinal(int(match['sum']))}"


def _goals_and_behinds(match: re.Match[str]) -> str | None:
    """Read an Australian football score where the sum is right: "14.9 (93)" is "fourteen nine ninety three"."""
    goals, behinds, points = (int(match[g]) for g in ("goals", "behinds", "points"))
    if 6 * goals + behinds != points:
        return None
    return f"{cardinal(goals)} {cardinal(behinds)} ({cardinal(points)})"


def _not_out(match: re.Match[str]) -> str | None:
    """Read a batter's "114*"; elsewhere the asterisk is a footnote's."""
    if int(match["n"]) < 8 and re.match(r" [a-z]", behind(match)):
        return f"{cardinal(int(match['n']))} star"
    batted = speaks(_CRICKET, match) or re.search(r"\b(?:made|hit|scored|unbeaten|struck|with) $", before(match))
    return f"{cardinal(int(match['n']))} not out" if batted else None


def _pair(match: re.Match[str], page: Page) -> str | None:
    """Read two numbers without "to": shares, tennis points, a height, a record of wins and defeats, a draw."""
    first, second = int(match["a"]), int(match["b"])
    a, b = cardinal(first), cardinal(second)
    if first + second == _WHOLE and (first == second or _is_share(match)):
        return "fifty-fifty" if first == second else f"{a} {b}"
    if {first, second} <= {0, 15, 30, 40} and speaks(_TENNIS, match):
        return f"{a} {b}".replace("zero", "love")
    if _is_height(match, page):
        return f"{a} foot {b}" if second else f"{a} foot"
    is_count = _ALIGNED.match(match.string, match.end()) or (
        _COUNTS.match(match.string, match.end()) and min(first, second) >= _STOLEN
    )
    if not is_count and (_is_of_a_team(match) or _is_record(match, page)):
        return f"{a} and {b}"
    is_draw = first == second and not match["unit"]
    return f"{a} {b}" if is_count or is_draw else None


_ALIGNED = pattern(rf" (?:{listed('aligned')})\b")
_WHOLE = 100  # percent
_STOLEN = 20  # home runs and stolen bases that are worth a club of their own
_COUNTS = pattern(r" (?:club|season|player)")
_SHARES = pattern(rf" (?:[a-z]+ )?(?:{listed('shares')})\b")
_SHARED = pattern(
    r"\b(?:split|shared?|divided?)(?: \w+){0,2} $|\b(?:chances? (?:is|are|at|of)|odds (?:are|of|at)|ratio of|about) $"
)


def _is_share(match: re.Match[str]) -> bool:
    """Say whether two numbers are parts of a hundred: "a 60-40 chance", but "a 60-40 vote"."""
    return bool(_SHARES.match(match.string, match.end()) or _SHARED.search(before(match)))


_TALL = pattern(rf"(?: [a-z-]+)? (?:{listed('tall')})\b|,? (?:and )?(?:1[3-9]|2\d|3[0-4])\d[- ](?:pounds?|lbs?)")
_STANDS = pattern(r"\b(?:stands?|stood|standing|listed at|measur(?:es|ed|ing)(?: at)?|height of|who is|he's|she's) $")
_FEET, _A_FOOT = range(4, 8), 12
_SURNAMED = pattern(r" (?P<name>[A-Z][A-Za-z'-]{2,20})\b(?! [A-Z])")


def _is_height(match: re.Match[str], page: Page) -> bool:
    """Say whether two numbers are feet and inches: "the 6-8 guard", "listed at 6-3", "the 6-5 Lee"."""
    if int(match["a"]) not in _FEET or int(match["b"]) >= _A_FOOT or match["unit"]:
        return False
    if _TALL.match(match.string, match.end()):
        return True
    if _STANDS.search(before(match)):
        return not _BESIDE_RECORD.match(match.string, match.end())
    named = _SURNAMED.match(match.string, match.end())
    if not named or not _THE.search(before(match)):
        return False
    name = named["name"]
    return page.names(name) if _is_plural(name) else not page.holds(f"the {name}")


_THE = pattern(r"\b[Tt]he $")
_BESIDE_RECORD = pattern(r" (?:in|at|against|on|over|since|when|with|this|all)\b")


def _is_plural(name: str) -> bool:
    return name in words("en", "teams") or (name.endswith("s") and not name.endswith("ss"))


_TEAM_BEHIND = pattern(r"(?P<place>(?: [A-Z][\w.]+){0,3}?) (?P<team>(?:[A-Z]|\d\d)[\w]+)(?![\w-]| [A-Z\d])")
_OF_A_SEASON = pattern(rf" (?:[a-z-]+ ){{0,2}}(?:{listed('seasonal')})\b")
_TEAMED = pattern(r"\b(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]heir) $")


def _is_of_a_team(match: re.Match[str]) -> bool:
    """Say whether two numbers stand in front of a team or its season: "the 8-6 Bears", "their 3-7 start"."""
    if match["unit"]:
        return False
    if _OF_A_SEASON.match(match.string, match.end()):
        return True
    team = _TEAM_BEHIND.match(match.string, match.end())
    return bool(team and _is_plural(team["team"]) and _TEAMED.search(before(match)))


def _is_record(match: re.Match[str], page: Page) -> bool:
    """Say whether two numbers are wins and defeats: "the Rams (8-7)", "they are 10-2", but "(1-5)" is a range."""
    front, after = before(match), behind(match)
    if not _RECORD.search(front) or match["unit"] or _TALLY.search(front) or _BET.match(after):
        return False
    if _SHOOTOUT.match(after) or int(match["a"]) + int(match["b"]) == _WHOLE:
        return False
    if match["a"] == match["b"] and not (front.endswith("(") or _STANDING.search(front) or page.mentions("league")):
        return False
    return bool(_BESIDE.match(after)) and (not front.endswith("(") or bool(_TEAM.search(front)))


_TEAM = pattern(r"[A-Z][\w.'-]* \($")


def _nil(goals: str) -> str:
    return cardinal(int(goals)) if int(goals) else "nil"


def _defeated(match: re.Match[str]) -> str | None:
    """Read the "d." of a list of results: "Lee d. Ray 6-4"."""
    return "defeated" if _RESULT.search(match.string, match.end()) else None
