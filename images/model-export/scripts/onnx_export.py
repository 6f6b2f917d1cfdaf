"""Exports a PyTorch module to ONNX and shows that ONNX Runtime computes the same."""

import numpy
import onnxruntime
import torch

from manifest import contracts_of

# The oldest that has Col2Im, of which MiVOLO is made.
OPSET = 18
# Of float32 through networks of this depth; a wrong layout or a lost layer is off by orders of magnitude more.
RELATIVE_TOLERANCE = 1e-3
ABSOLUTE_TOLERANCE = 1e-3


def export(module, sample, path, outputs):
    """Writes `module` with a free batch size N, input "input", and the given names of outputs.

    Returns the tensor contracts {"inputs", "outputs"}, as the file itself states them.
    Raises ValueError when ONNX Runtime and PyTorch differ, for another batch size than that of `sample`, too.
    """
    module.eval()
    torch.onnx.export(
        module,
        (sample,),
        str(path),
        input_names=["input"],
        output_names=outputs,
        dynamic_axes={name: {0: "N"} for name in ["input", *outputs]},
        opset_version=OPSET,
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for batch in (1, 3):
        compare(module, session, torch.rand(batch, *sample.shape[1:], generator=torch.Generator().manual_seed(batch)))
    return contracts_of(session)


def compare(module, session, batch):
    with torch.no_grad():
        result = module(batch)
    expected = [result] if torch.is_tensor(result) else list(result)
    actual = session.run(None, {"input": batch.numpy()})
    for value, tensor, output in zip(actual, expected, session.get_outputs(), strict=True):
        if value.shape != tuple(tensor.shape):
            raise ValueError(f"{output.name}: ONNX gives {value.shape}, PyTorch {tuple(tensor.shape)}")
        if not numpy.allclose(value, tensor.numpy(), RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE):
            difference = numpy.abs(value - tensor.numpy()).max()
            raise ValueError(f"{output.name}: ONNX and PyTorch differ by up to {difference}")


def require_shapes(contracts, expected, path):
    """Raises ValueError unless the outputs have these shapes (without the batch), so that a wrong checkpoint is seen here."""
    actual = {tensor["name"]: tensor["shape"][1:] for tensor in contracts["outputs"]}
    if actual != expected:
        raise ValueError(f"{path}: outputs are {actual}, expected {expected}")
