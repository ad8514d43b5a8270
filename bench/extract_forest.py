"""Writes a LightGBM model in the plain text that `narrate.extract.scorer` reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm as lgb

__all__ = ["write"]


def write(model: lgb.Booster, columns: Sequence[str], path: Path, header: str) -> None:
    """Write `model` to `path`, one tree a line.

    Args:
        model: A binary classifier with numeric features only.
        columns: Names of its features in order.
        path: Where to write.
        header: What the file is, for its first lines.
    """
    lines = [f"# {line}" for line in header.splitlines()]
    for tree in model.dump_model()["tree_info"]:
        nodes: list[str] = []
        _add(tree["tree_structure"], columns, nodes)
        lines.append(" ".join(nodes))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _add(node: dict[str, Any], columns: Sequence[str], nodes: list[str]) -> int:
    place = len(nodes)
    nodes.append("")
    if "leaf_value" in node and "split_feature" not in node:
        nodes[place] = f"{node['leaf_value']:.5g}"
        return place
    if node["decision_type"] != "<=" or node["missing_type"] != "None":
        message = f"a split that scorer.py doesn't know: {node['decision_type']}, {node['missing_type']}"
        raise ValueError(message)
    left = _add(node["left_child"], columns, nodes)
    right = _add(node["right_child"], columns, nodes)
    nodes[place] = f"{columns[node['split_feature']]}:{node['threshold']:.7g}:{left}:{right}"
    return place
