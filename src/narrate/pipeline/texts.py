"""Plain texts as scripts: what is spoken without a page."""

import logging
import re
from urllib.parse import urlsplit

from narrate.errors import NothingToSay, SettingsError
from narrate.model import Article, Block, BlockKind, Script
from narrate.script.write import write_script
from narrate.settings import Settings
from narrate.settings.lexicon import is_for
from narrate.voice.registry import accent_of

__all__ = ["language_of", "script_of"]

_EMPTY = Block(BlockKind.PARAGRAPH, "", "")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_log = logging.getLogger(__name__)


def script_of(text: str, language: str, settings: Settings, site: str | None = None) -> Script:
    """Return the script of `text`, read as in an article of `site` if one is named. Raises ScriptError.

    A blank line ends a paragraph.
    """
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", text))
    blocks = tuple(Block(BlockKind.PARAGRAPH, each, "") for each in paragraphs if each)
    url = _address_of(site) if site else None
    if url and not any(is_for(each.site, url) for each in settings.script.lexicons if each.site):
        _log.warning("no [[lexicon]] of narrate.toml is for the site %s", site)
    try:
        return write_script(Article("", blocks or (_EMPTY,), language=language, url=url), settings.script)
    except NothingToSay:
        fault = f"{text!r} holds only symbols or blanks" if blocks else "the text is empty"
        raise NothingToSay(f"{fault}; give words or figures") from None


def _address_of(site: str) -> str:
    """Return the address of a site that is given by its host or by any address on it. Raises SettingsError."""
    address = site if "://" in site else f"https://{site}"
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or not _HOST.fullmatch(host):
        raise SettingsError(f"{site!r} is no site; give its host, such as news.example.org")
    return address


def language_of(settings: Settings) -> str:
    """Return the ISO 639-1 code of what the voice speaks; English where it speaks many. Raises VoiceError."""
    language = accent_of(settings.voice).partition("-")[0].lower()
    return "en" if language in {"", "*"} else language
