"""Looking things up in an ONNX graph and replacing its nodes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Editor", "attributes"]


class Editor:
    """Indexes of a model's graph as it was when the editor was made, and the changes asked for.

    Nodes are replaced in place, so that the order stays topological; nothing changes before `apply`.
    """

    def __init__(self, model: Any) -> None:
        self.graph = model.graph
        self.tensor_by_name = {tensor.name: tensor for tensor in self.graph.initializer}
        self.producer_by_tensor: dict[str, Any] = {}
        self.consumers_by_tensor: dict[str, list[Any]] = defaultdict(list)
        for node in self.graph.node:
            for name in node.output:
                self.producer_by_tensor[name] = node
            for name in node.input:
                self.consumers_by_tensor[name].append(node)
        self._replacements: dict[int, Sequence[Any]] = {}
        self._added: dict[str, Any] = {}

    def array(self, name: str) -> Any:
        """Return the constant called `name` as a numpy array. Raises KeyError if it isn't one."""
        from onnx import numpy_helper

        return numpy_helper.to_array(self.tensor_by_name[name])

    def kind_of(self, name: str) -> str:
        """Return the operator that makes `name`; empty if none does."""
        node = self.producer_by_tensor.get(name)
        return "" if node is None else str(node.op_type)

    def only_consumer(self, name: str) -> Any:
        """Return the one node that reads `name`, or None if there are none or several."""
        consumers = self.consumers_by_tensor[name]
        return consumers[0] if len(consumers) == 1 else None

    def add_constant(self, name: str, array: Any) -> str:
        """Add a constant once and return its name."""
        from onnx import numpy_helper

        if name not in self._added:
            self._added[name] = numpy_helper.from_array(array, name)
        return name

    def replace(self, node: Any, *nodes: Any) -> None:
        """Put `nodes` where `node` stands; none of them deletes it."""
        self._replacements[id(node)] = nodes

    def apply(self) -> None:
        """Carry out the replacements, then drop nodes and constants that nothing reads any more."""
        nodes = [new for node in self.graph.node for new in self._replacements.get(id(node), (node,))]
        self.graph.initializer.extend(self._added.values())
        nodes = _alive(nodes, {output.name for output in self.graph.output})
        used = {name for node in nodes for name in node.input}
        kept = [tensor for tensor in self.graph.initializer if tensor.name in used]
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        del self.graph.initializer[:]
        self.graph.initializer.extend(kept)
        del self.graph.value_info[:]


def attributes(node: Any) -> Mapping[str, Any]:
    """Return a node's attributes by name."""
    from onnx import helper

    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _alive(nodes: list[Any], outputs: set[str]) -> list[Any]:
    """Return the nodes whose results reach an output, in order."""
    needed = set(outputs)
    kept = []
    for node in reversed(nodes):
        if any(name in needed for name in node.output):
            needed.update(node.input)
            kept.append(node)
    return kept[::-1]
