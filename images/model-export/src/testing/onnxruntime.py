"""ONNX Runtime for scripts under test, without a Python package: asks the pipeline's own, which Node has.

Only what published.py uses, under Python's names.
"""

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

INFERENCE_CORE = Path(__file__).parents[4] / "packages" / "inference-core"
PROGRAM = """
const { env, InferenceSession } = require('onnxruntime-node');
env.logLevel = 'fatal';
InferenceSession.create(process.argv[1]).then(
  ({ inputMetadata, outputMetadata }) => console.log(JSON.stringify({ inputs: inputMetadata, outputs: outputMetadata })),
  ({ message }) => console.log(JSON.stringify({ message })),
);
"""
TYPES = {"float32": "float"}


class InferenceSession:
    def __init__(self, path, providers):
        command = ["node", "--eval", PROGRAM, "--", str(Path(path).resolve())]
        answer = json.loads(subprocess.run(command, cwd=INFERENCE_CORE, check=True, capture_output=True).stdout)
        if "message" in answer:
            raise RuntimeError(answer["message"])
        self._answer = answer

    def get_inputs(self):
        return [argument(value) for value in self._answer["inputs"]]

    def get_outputs(self):
        return [argument(value) for value in self._answer["outputs"]]


def argument(value):
    """A size without a name is None in Python, an empty name in Node."""
    element = TYPES.get(value["type"], value["type"])
    return SimpleNamespace(name=value["name"], type=f"tensor({element})", shape=[size or None for size in value["shape"]])
