"""An ONNX model in hand: what may be loaded, its nodes looked up and replaced, convolutions in their fast forms.

By hand: onnx itself edits nothing; onnxscript's rewriter would be a dependency at run time for a fifth of the lines.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from narrate.errors import WeightsInvalid

__all__ = ["EditableModel", "Editor", "attributes", "flatten_transposed", "lift_to_2d", "parse_graph"]


_ALIGNMENT = 4096  # of a constant in a file: a memory page, so that it can be mapped as it lies there
_SMALLEST_OUTSIDE = 1024  # bytes; smaller constants (shapes, axes) stay in the graph
_TRUSTED_DOMAINS = frozenset({"", "ai.onnx", "com.microsoft"})
"""Operators that onnxruntime itself brings; any other domain would ask for foreign code."""


_TO_THE_END = 2**62
"""Slice's way of saying: up to the last one."""


class EditableModel:
    """An ONNX model whose constants are numpy arrays beside its graph.

    A protobuf message gives no memory back before it dies as a whole: constants that are replaced again and again
    inside one took 3 GB for 330 MB of weights.
    """

    def __init__(self, proto: Any) -> None:
        """Take over `proto` (a ModelProto without external data); it isn't to be used any more."""
        from onnx import numpy_helper

        self._proto = proto
        self.graph = proto.graph
        self.constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.graph.initializer}
        del self.graph.initializer[:]

    def to_bytes(self) -> bytes:
        """Return the model as one self-contained file."""
        from onnx import numpy_helper

        whole = self._copy()
        whole.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in self.constants.items())
        return bytes(whole.SerializeToString())

    def save(self, path: Path) -> None:
        """Write the model to `path` and its larger constants to a file beside it. Raises OSError."""
        from onnx import TensorProto, helper, numpy_helper

        graph = self._copy()
        beside = path.with_suffix(".bin")
        with beside.open("wb") as file:
            for name, array in self.constants.items():
                if array.nbytes < _SMALLEST_OUTSIDE:
                    graph.graph.initializer.append(numpy_helper.from_array(array, name))
                    continue
                file.seek(-file.tell() % _ALIGNMENT, 1)
                kind = helper.np_dtype_to_tensor_dtype(array.dtype)
                tensor = graph.graph.initializer.add(name=name, dims=array.shape, data_type=kind)
                tensor.data_location = TensorProto.EXTERNAL
                for key, value in (("location", beside.name), ("offset", file.tell()), ("length", array.nbytes)):
                    tensor.external_data.add(key=key, value=str(value))
                file.write(array.tobytes())
        path.write_bytes(graph.SerializeToString())

    def _copy(self) -> Any:
        copy = type(self._proto)()
        copy.CopyFrom(self._proto)
        return copy


class Editor:
    """Indexes of a model's graph as it was when the editor was made, and the changes asked for.

    Nodes are replaced in place, so that the order stays topological; nothing changes before `apply`.
    """

    def __init__(self, model: EditableModel) -> None:
        self.graph = model.graph
        self.constants = model.constants
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
        return self.constants[name]

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
        self._added.setdefault(name, array)
        return name

    def replace(self, node: Any, *nodes: Any) -> None:
        """Put `nodes` where `node` stands; none of them deletes it."""
        self._replacements[id(node)] = nodes

    def apply(self) -> None:
        """Carry out the replacements, then drop nodes and constants that nothing reads any more."""
        nodes = [new for node in self.graph.node for new in self._replacements.get(id(node), (node,))]
        self.constants.update(self._added)
        nodes = _alive(nodes, {output.name for output in self.graph.output})
        used = {name for node in nodes for name in node.input}
        for name in self.constants.keys() - used:
            del self.constants[name]
        del self.graph.node[:]
        self.graph.node.extend(nodes)
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


def parse_graph(content: bytes, name: str) -> EditableModel:
    """Return the ONNX model in `content`, refused if it could reach beyond itself.

    Args:
        content: The file's bytes.
        name: What the message calls it.

    Raises:
        WeightsInvalid: Not ONNX, or it asks for custom operators or for data in other files.
    """
    import onnx
    from google.protobuf.message import DecodeError

    unreadable = f"{name} can't be read as ONNX, so the file is another one or damaged: fetch it again"
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise WeightsInvalid(unreadable) from error
    if not model.graph.node:
        raise WeightsInvalid(unreadable)
    for graph in _graphs(model.graph):
        for node in graph.node:
            if node.domain not in _TRUSTED_DOMAINS:
                raise WeightsInvalid(f"{name} asks for operators of the unknown domain {node.domain!r}: don't use it")
        for tensor in graph.initializer:
            if tensor.external_data or tensor.data_location == onnx.TensorProto.EXTERNAL:
                raise WeightsInvalid(f"{name} keeps {tensor.name!r} in another file: use a self-contained export")
    if model.functions:
        raise WeightsInvalid(f"{name} brings functions of its own: use a plain export")
    return EditableModel(model)


def _graphs(graph: Any) -> Any:
    """Yield `graph` and every graph inside its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)
            for inner in attribute.graphs:
                yield from _graphs(inner)


def lift_to_2d(model: EditableModel) -> int:
    """Write 1-D convolutions over images of height 1; return how many there were.

    onnxruntime keeps 2-D images in blocks of 16 channels that suit the processor's registers, 1-D signals not.
    """
    import numpy as np
    from onnx import helper

    editor = Editor(model)
    axis = editor.add_constant("narrate_height_axis", np.array([2], np.int64))
    count = 0
    for node in model.graph.node:
        if node.op_type != "Conv" or node.input[1] not in editor.constants:
            continue
        weights = editor.array(node.input[1])
        if weights.ndim != 3:
            continue
        lifted = editor.add_constant(f"{node.input[1]}_2d", np.ascontiguousarray(weights[:, :, None, :]))
        at = f"narrate_lift{count}"
        editor.replace(
            node,
            helper.make_node("Unsqueeze", [node.input[0], axis], [f"{at}_in"]),
            helper.make_node(
                "Conv", [f"{at}_in", lifted, *node.input[2:]], [f"{at}_out"], name=node.name, **_lifted(node)
            ),
            helper.make_node("Squeeze", [f"{at}_out", axis], list(node.output)),
        )
        count += 1
    editor.apply()
    return count


def flatten_transposed(model: EditableModel) -> int:
    """Write transposed convolutions as plain ones whose channels are dealt out over time; return how many.

    With stride s, output sample t is the sum over inputs of the kernel's samples t mod s, t mod s + s and so on: one
    plain convolution with s times the channels gives all s phases at once, and a transpose puts them in order.
    """
    editor = Editor(model)
    count = 0
    for node in model.graph.node:
        if node.op_type == "ConvTranspose" and node.input[1] in editor.constants:
            count += _flatten(editor, node, count)
    editor.apply()
    return count


def _lifted(node: Any) -> dict[str, Any]:
    """Return the attributes of a 1-D convolution for the 2-D one."""
    changed = dict(attributes(node))
    for name in ("kernel_shape", "dilations", "strides"):
        if name in changed:
            changed[name] = [1, *changed[name]]
    if "pads" in changed:
        begin, end = changed["pads"]
        changed["pads"] = [0, begin, 0, end]
    return changed


def _flatten(editor: Editor, node: Any, number: int) -> bool:
    import numpy as np
    from onnx import helper

    given = attributes(node)
    weights = editor.array(node.input[1])
    padding = given.get("pads", [0, 0])
    if weights.ndim != 3 or given.get("group", 1) != 1 or given.get("dilations", [1]) != [1] or "output_shape" in given:
        return False
    stride, (_, channels, width) = given.get("strides", [1])[0], weights.shape
    reach = -(-width // stride)
    tail = reach * stride - width + padding[1] - given.get("output_padding", [0])[0]
    at = f"narrate_phases{number}"
    inputs = [node.input[0], editor.add_constant(f"{at}_weights", _phases(weights, stride, reach))]
    if len(node.input) > 2 and node.input[2]:
        bias = np.repeat(editor.array(node.input[2]), stride).astype(np.float32)
        inputs.append(editor.add_constant(f"{at}_bias", bias))
    dealt = editor.add_constant(f"{at}_dealt", np.array([0, channels, stride, -1], np.int64))
    joined = editor.add_constant(f"{at}_joined", np.array([0, channels, -1], np.int64))
    first = editor.add_constant(f"{at}_first", np.array([padding[0]], np.int64))
    last = editor.add_constant(f"{at}_last", np.array([-tail if tail > 0 else _TO_THE_END], np.int64))
    axis = editor.add_constant("narrate_time_axis", np.array([2], np.int64))
    conv = {"kernel_shape": [reach], "pads": [reach - 1, reach - 1], "strides": [1]}
    editor.replace(
        node,
        helper.make_node("Conv", inputs, [f"{at}_conv"], name=f"{node.name}_phases", **conv),
        helper.make_node("Reshape", [f"{at}_conv", dealt], [f"{at}_split"]),
        helper.make_node("Transpose", [f"{at}_split"], [f"{at}_turned"], perm=[0, 1, 3, 2]),
        helper.make_node("Reshape", [f"{at}_turned", joined], [f"{at}_whole"]),
        helper.make_node("Slice", [f"{at}_whole", first, last, axis], list(node.output)),
    )
    return True


def _phases(weights: Any, stride: int, reach: int) -> Any:
    """Return the kernel of the plain convolution: phase f of output channel o is channel o * stride + f."""
    import numpy as np

    inputs, channels, width = weights.shape
    phases = np.zeros((channels * stride, inputs, reach), np.float32)
    for phase in range(stride):
        for step in range(reach):
            if phase + stride * step < width:
                phases[phase::stride, :, reach - 1 - step] = weights[:, :, phase + stride * step].T
    return phases
