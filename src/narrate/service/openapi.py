"""The OpenAPI 3.1 document: what `openapi.json` beside this file says, with this service's address."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import narrate

__all__ = ["document"]


@cache
def document(base: str) -> dict[str, Any]:
    """Return the description of a service at `base`."""
    text = files("narrate.service").joinpath("openapi.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    content["info"]["version"] = narrate.__version__
    content["servers"] = [{"url": base}]
    return content
