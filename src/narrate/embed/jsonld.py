"""What machines are told of a recording: schema.org in JSON-LD, merged into the page's own article by its `@id`."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from narrate.embed.html_source import attributes_of
from narrate.embed.html_tree import Tree
from narrate.model import AI_LABEL
from narrate.publish.manifest import Publication

__all__ = ["article_nodes", "for_script", "has_human_audio", "render"]

_ARTICLE_ENDS = ("Article", "BlogPosting", "Report", "Review")
_SPEAKABLE = {"@type": "SpeakableSpecification", "cssSelector": ["[data-narrate]"]}
_SYNTHETIC = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def article_nodes(tree: Tree) -> list[dict[str, Any]]:
    """Return the articles that the page's own JSON-LD describes; data that can't be parsed says nothing."""
    nodes: list[dict[str, Any]] = []
    tokens = tree.source.tokens
    for opening, inside in pairwise(tokens):
        if opening.kind != "open" or opening.name != "script" or inside.kind != "raw":
            continue
        if attributes_of(tree.source, opening).get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            graph = json.loads(tree.source.decoded(inside.start, inside.end), strict=False)
        except (ValueError, RecursionError):
            continue
        nodes += [node for node in _walk(graph) if _is_article(node)]
    return nodes


def _walk(graph: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(graph, list):
        for one in graph:
            yield from _walk(one, depth)
    elif isinstance(graph, dict) and depth < 3:
        yield graph
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _walk(graph.get(name), depth + 1)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(str(kind).endswith(_ARTICLE_ENDS) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def has_human_audio(nodes: list[dict[str, Any]]) -> bool:
    """Tell whether an article names audio that isn't marked as made by a machine."""
    audios = [
        audio
        for node in nodes
        for audio in (node["audio"] if isinstance(node.get("audio"), list) else [node.get("audio")])
    ]
    return any(audio and _SYNTHETIC.rsplit("/", 1)[1] not in json.dumps(audio) for audio in audios)


def render(publication: Publication, nodes: list[dict[str, Any]]) -> str:
    """Return JSON that says which audio belongs to the page's article, safe inside a script element."""
    identified = [node for node in nodes if isinstance(node.get("@id"), str) and node["@id"]]
    same = [node for node in identified if node.get("headline") == publication.title]
    audio = _audio(publication)
    if identified:
        article = (same or identified)[0]["@id"]
        content = {"@context": "https://schema.org", "@id": article, "audio": audio, "speakable": _SPEAKABLE}
    else:
        content = {"@context": "https://schema.org", **audio}
        if publication.url:
            content["encodesCreativeWork"] = {"@id": publication.url}
    return for_script(content)


def _audio(publication: Publication) -> dict[str, Any]:
    full = {
        "@type": "AudioObject",
        "name": publication.title,
        "contentUrl": publication.absolute(publication.audio),
        "embedUrl": publication.frame,
        "encodingFormat": "audio/mpeg",
        "duration": _iso_duration(publication.duration_ms),
        "contentSize": str(publication.audio_bytes),
        "sha256": publication.audio_sha256,
        "inLanguage": publication.language,
        "uploadDate": publication.made_at,
        "caption": {
            "@type": "MediaObject",
            "contentUrl": publication.absolute(publication.captions),
            "encodingFormat": "text/vtt",
        },
        "transcript": " ".join(utterance.printed for utterance in publication.utterances),
        "creditText": publication.label or AI_LABEL,
        "digitalSourceType": _SYNTHETIC,
    }
    return {name: value for name, value in full.items() if value}


def _iso_duration(duration_ms: float) -> str:
    """Whole seconds as ISO 8601-1 5.5.2.3, for example `PT3M9S`."""
    minutes, seconds = divmod(round(duration_ms / 1000), 60)
    return f"PT{minutes}M{seconds}S" if minutes else f"PT{seconds}S"


def for_script(content: object) -> str:
    """Return ASCII JSON that can't end a script element or open a comment in it."""
    plain = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
