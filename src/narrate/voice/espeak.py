"""The system's program espeak-ng: an engine of its own (any language, offline, plain), phonemes for other voices."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo
from narrate.voice.readings import Reading
from narrate.voice.speech_program import program_output, program_path, program_speech

__all__ = [
    "ENGINE",
    "INSTALL",
    "EspeakBackend",
    "EspeakEngine",
    "EspeakFrontEnd",
    "has_program",
    "plain",
    "run",
    "version_of",
]


INSTALL = "install espeak-ng with your system's package manager"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


PROGRAMS = ("espeak-ng", "espeak")
WORDS_PER_MINUTE = 165  # the program's own 175 is brisk for news
MAX_CHARS = 1000
RATE_HZ = 22_050


_PROGRAM = "espeak-ng"
_LINE_BYTES = 700  # the program reads up to 1,000 bytes at once and cuts what is longer than 800 wherever that is
_LONGEST_WORD = 75  # characters; of a word of more than 160 bytes the program says only the beginning
_SEPARATORS = (
    "7 0 7 0 7",
    "3 1 3 1 3 1",
)  # lines that every language reads; a text that has one as a clause gets the other
_BETWEEN_PHONEMES = "_"
_LANGUAGE_SWITCH = re.compile(r"\([a-z_-]+\)")  # "(en)ɡˈuːɡəl(de)": a word that is read by another language's rules
_FAULTY = {"??": "ʊɐ"}
"""What versions 1.50 and 1.51 print for the vowel of German "kurz" (espeak-ng/espeak-ng, issue 1987)."""
_STRESSES = "ˈˌ"
_MARK_BY_SIGN = dict(zip(".,;:!?–—…", ".,;:!?;;;", strict=True))
"""Signs that end a clause, and the mark that espeak-ng tells of each (readclause.c, punct_attributes)."""
_CLAUSE_SIGN = re.compile(f"[{''.join(_MARK_BY_SIGN)}]")
_ELLIPSIS = re.compile(r"\.{2,}")
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_SPACE = re.compile(r"\s")
_UNCOMPARED = frozenset(f"{_STRESSES} \n")  # a word alone is stressed, the same word in a sentence often isn't


def plain(text: str) -> str:
    """Return `text` as the program reads it best.

    Accents are one character with their letter, and nothing is left that it would obey instead of reading it:
    `[[phonemes]]`, control characters.
    """
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", text)).replace("[", " ").replace("]", "")


def version_of(program: str) -> str:
    """Return the version of `program` as it prints it, without where its data lie. Raises SynthesisFailed."""
    printed = run([program, "--version"], b"").decode(errors="replace").split("Data at")[0]
    return " ".join(printed.split())


def run(command: list[str], given: bytes) -> bytes:
    """Return what the program writes for `given` on its standard input. Raises SynthesisFailed."""
    return program_output(command, given, INSTALL)


class EspeakBackend:
    """espeak-ng in one language."""

    def __init__(self, program: str, voice: str, options: EngineOptions) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self.languages = frozenset({voice.partition("-")[0].lower()})
        self._command = [
            program,
            "-v",
            voice,
            "-s",
            str(round(WORDS_PER_MINUTE * options.speed)),
            "--stdin",
            "--stdout",
        ]
        self.fingerprint = f"espeak {version_of(program)} {voice} {options.speed:g}"

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - its own phonemes aren't IPA
        """Return the sound of `text`; the program gives no word times."""
        return program_speech("espeak", self._command, plain(text), RATE_HZ, INSTALL)

    def close(self) -> None:
        """Hold nothing, give nothing back."""


class EspeakEngine:
    """espeak-ng (GPL-3), run as a program of the system, never bundled."""

    name = "espeak"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return a voice per language that the program has; one line with a hint when it isn't there."""
        program = _program()
        if program is None:
            return (VoiceInfo("espeak", "en", "en", "GPL-3.0-or-later", installed=False, hint=INSTALL, cost=0.5),)
        names = _languages(program)
        return tuple(
            VoiceInfo("espeak", name, name, "GPL-3.0-or-later", installed=True, cost=0.5)
            for name in ("en", *(name for name in names if name != "en"))
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend for a language (`uk`, `en-us`). Raises UnknownVoice, BackendUnavailable."""
        program = _program()
        if program is None:
            raise BackendUnavailable(f"espeak-ng isn't installed: {INSTALL}")
        voice = voice or "en"
        if voice != "en" and voice not in _languages(program):
            raise UnknownVoice(f"espeak doesn't speak {voice!r}: `{program} --voices` lists what it does")
        return EspeakBackend(program, voice, options)


ENGINE = EspeakEngine()


def _program() -> str | None:
    return program_path(*PROGRAMS)


def _languages(program: str) -> list[str]:
    """Return the language tags in the second column of `--voices`, sorted."""
    lines = run([program, "--voices"], b"").decode(errors="replace").splitlines()[1:]
    return sorted({fields[1] for line in lines if len(fields := line.split()) > 1})


def has_program() -> bool:
    """Whether espeak-ng is installed."""
    return program_path(_PROGRAM) is not None


class EspeakFrontEnd:
    """Reads one language by the rules and dictionaries of the system's espeak-ng, with one process per text."""

    def __init__(self, language: str, sign_by_phoneme: Mapping[str, str] | None = None) -> None:
        """Find the program and its voice.

        Args:
            language: Name of a voice of espeak-ng: `de`, `fr-fr`, `es-419`.
            sign_by_phoneme: What is written for whole phonemes, such as diphthongs, instead of their IPA.

        Raises:
            BackendUnavailable: The program isn't installed, doesn't work or has no such voice.
        """
        program = program_path(_PROGRAM)
        if program is None:
            raise BackendUnavailable(f"phonemes of {language!r} come from the program espeak-ng: {INSTALL}")
        self._command = [program, "-q", "-b", "1", "--ipa", f"--sep={_BETWEEN_PHONEMES}", "-v", language]
        self._sign_by_phoneme = _FAULTY | dict(sign_by_phoneme or {})
        try:
            self.version = f"espeak1 {version_of(program)} {language}"
            run(self._command, b"")
        except SynthesisFailed as error:
            raise BackendUnavailable(f"there are no phonemes of {language!r}: {error}") from error

    def load(self) -> None:
        """Do nothing: the program is run for each text."""

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in order: IPA, and marks where clauses end.

        The program reads the text as a whole, since neighbours change a word, and then each token alone, which tells
        whose phonemes are whose: the program joins words ("of the") and parts others ("E-Mail").

        Args:
            text: One line; numbers should be written as words already.
            pronunciations: Places of words with their IPA, which is taken as it is.

        Raises:
            SynthesisFailed: The program stops or takes too long, or finds nothing in the text that is said.
        """
        spans = [match.span() for match in re.finditer(r"\S+", text)]
        tokens = [text[start:end] for start, end in spans]
        parts_by_token = {
            index: parts for index, span in enumerate(spans) if (parts := _parts(text, span, pronunciations))
        }
        asked = [piece for parts in parts_by_token.values() for piece, ipa in parts if not ipa]
        whole, *single = self._clauses_of([text, *map(_alone, tokens + asked)])
        pieces = _dealt_out(
            "".join(f"{clause}\n" for clause in whole), ["".join(each) for each in single[: len(tokens)]]
        )
        answers = iter(single[len(tokens) :])
        for index, parts in parts_by_token.items():
            phonemes = "".join(ipa or " ".join(next(answers)) for _, ipa in parts)
            pieces[index] = phonemes + "\n" * pieces[index].endswith("\n")
        if not any(character.isalpha() for piece in pieces for character in piece):
            raise SynthesisFailed(f"espeak-ng finds nothing to say in {text!r}; name another --voice")
        return tuple(
            Reading(token, _marked(piece, gap)) for token, piece, gap in zip(tokens, pieces, _gaps(tokens), strict=True)
        )

    def _clauses_of(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the phonemes of each text, by clause, from one process. Raises SynthesisFailed."""
        for separator in _SEPARATORS:
            lines = [line for text in texts for line in (separator, *_lines(plain(text)))]
            written = run(self._command, "".join(f"{line}\n" for line in lines).encode()).decode(errors="replace")
            clauses = [
                " ".join(map(self._word, _LANGUAGE_SWITCH.sub("", line).split())) for line in written.splitlines()
            ]
            clauses_by_text: list[list[str]] = []
            for clause in clauses:
                if clause == clauses[0]:
                    clauses_by_text.append([])
                elif clause:
                    clauses_by_text[-1].append(clause)
            if len(clauses_by_text) == len(texts) and clauses[0]:
                return clauses_by_text
        raise SynthesisFailed(f"espeak-ng gave {len(clauses_by_text)} readings for {len(texts)} texts at {texts[0]!r}")

    def _word(self, printed: str) -> str:
        """Return the signs of a word from what the program prints of it."""
        signs = ""
        for phoneme in printed.split(_BETWEEN_PHONEMES):
            plain_phoneme = phoneme.lstrip(_STRESSES)
            signs += phoneme.removesuffix(plain_phoneme) + self._sign_by_phoneme.get(plain_phoneme, plain_phoneme)
        return signs


def _lines(text: str) -> Iterator[str]:
    """Yield `text` in lines that the program reads at once, cut between words where there are any."""
    line = ""
    for piece in re.findall(r"\S+\s*", re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", r"\1 ", text)):
        if line and len((line + piece).encode()) > _LINE_BYTES:
            yield line
            line = ""
        line += piece
    yield line


def _alone(token: str) -> str:
    """Return what is read of a token by itself, in one clause: what stands between its first and last letter."""
    core = _CORE.search(token)
    return _CLAUSE_SIGN.sub(" ", token) if core is None else re.sub(r"[;:!?–—…]", " ", core[0])


def _parts(text: str, span: tuple[int, int], pronunciations: Pronunciations) -> list[tuple[str, str]]:
    """Return the parts of a token of which some are given as IPA: with their IPA or nothing; none if none are."""
    start, end = span
    within = [(a, b, ipa.strip("/[] ")) for a, b, ipa in pronunciations if start <= a and b <= end]
    parts: list[tuple[str, str]] = []
    for a, b, ipa in within:
        parts += [(text[start:a], ""), (text[a:b], ipa)]
        start = b
    parts.append((text[start:end], ""))
    return [(piece, ipa) for piece, ipa in parts if ipa or _CORE.search(piece)] if within else []


def _dealt_out(whole: str, alone: Sequence[str]) -> list[str]:
    """Return `whole`, the phonemes of a text, cut into one piece per token; together they are `whole` again.

    Args:
        whole: Words divided by spaces, each clause ended by a new line.
        alone: The phonemes of each token by itself, which differ a little from those in the text.
    """
    places = [place for place, sign in enumerate(whole) if sign not in _UNCOMPARED]
    starts, singly = [], ""
    for phonemes in alone:
        starts.append(len(singly))
        singly += "".join(sign for sign in phonemes if sign not in _UNCOMPARED)
    blocks = SequenceMatcher(None, [whole[place] for place in places], singly, autojunk=False).get_matching_blocks()
    pairs = [(block.b + step, places[block.a + step]) for block in blocks for step in range(block.size)]

    def room(start: int) -> tuple[int, int]:
        """Return the stretch of `whole` in which the token begins whose phonemes begin at `start` of `singly`."""
        after = bisect_left(pairs, (start, 0))
        return pairs[after - 1][1] + 1 if after else 0, pairs[after][1] if after < len(pairs) else len(whole)

    edge_by_start = {0: 0}
    for (low, high), group in groupby(sorted({*starts} - {0}), room):
        beginning = list(group)
        spaces = [match.end() for match in _SPACE.finditer(whole, low, high)]
        edges = [low] * (len(beginning) - len(spaces)) + spaces
        edge_by_start |= dict(zip(beginning, edges, strict=False))
    edges = [edge_by_start[start] for start in starts]
    return [whole[low:high] for low, high in zip(edges, [*edges[1:], len(whole)], strict=True)]


def _gaps(tokens: Sequence[str]) -> list[str]:
    """Return for each token what is printed between its last letter and the first letter that follows."""
    gaps: list[str] = []
    following = ""
    for token in reversed(tokens):
        core = _CORE.search(token)
        gaps.append(token[core.end() :] + following if core else token + following)
        following = token[: core.start()] if core else token + following
    return gaps[::-1]


def _marked(piece: str, gap: str) -> str:
    """Return a token's phonemes with the mark of the clause that it ends, which the new line in them tells of."""
    phonemes = ", ".join(piece.split("\n")[:-1]) if piece.endswith("\n") else piece.replace("\n", ", ")
    sign = _CLAUSE_SIGN.search(_ELLIPSIS.sub("…", gap))
    ends = piece.endswith("\n") and sign is not None
    return phonemes.strip() + (_MARK_BY_SIGN[sign[0]] if ends and sign else "")
