"""The rewriting from start to end."""

from narrate.voice.graph_editing import EditableModel
from narrate.voice.kokoro.rewrite.convolutions import flatten_transposed, lift_to_2d
from narrate.voice.kokoro.rewrite.dequantize import dequantize
from narrate.voice.kokoro.rewrite.durations import add_durations
from narrate.voice.kokoro.rewrite.fusion import fuse_norms, shorten_snakes, square_by_product
from narrate.voice.kokoro.rewrite.quantize import quantize
from narrate.voice.kokoro.rewrite.spectrum import spectrum_by_convolution

__all__ = ["REWRITER_VERSION", "rewrite"]

REWRITER_VERSION = "r7"
"""Part of the cached file's name and of the fingerprint: raised when the same weights would give another graph."""


def rewrite(model: EditableModel) -> None:
    """Rewrite the Kokoro graph `model`, as shipped (dynamically quantised) or float, in place.

    Raises:
        ValueError: Nothing of what should be rewritten was found: it isn't the graph this was written for.
    """
    add_durations(model)
    step_by_weights = dequantize(model)
    square_by_product(model)
    if not fuse_norms(model):
        raise ValueError("the graph isn't built as Kokoro-82M v1.0's")
    spectrum_by_convolution(model)
    shorten_snakes(model)
    flatten_transposed(model)
    if not quantize(model, step_by_weights):
        raise ValueError("the graph's decoder isn't named as in the official export")
    lift_to_2d(model)
