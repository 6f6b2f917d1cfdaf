"""Writes manifest.json of a model pack; packages/model-pack/src/manifest.ts says what it may hold. Needs Python only."""

import hashlib
import json
from pathlib import Path

FORMAT_VERSION = 2
ELEMENT_TYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
    "tensor(bool)": "bool",
}


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_json(path):
    """Raises ValueError when the file is no JSON object."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: expected a JSON object, found {type(content).__name__}")
    return content


def contracts_of(session):
    """Tensor contracts {"inputs", "outputs"} of an ONNX Runtime session."""
    return {"inputs": tensors_of(session.get_inputs()), "outputs": tensors_of(session.get_outputs())}


def tensors_of(arguments):
    """Tensor contracts of a session's inputs or outputs (anything with a name, a type and a shape, as ONNX Runtime's)."""
    return [tensor_of(argument.name, argument.type, argument.shape) for argument in arguments]


def tensor_of(name, element_type, shape):
    if element_type not in ELEMENT_TYPES:
        raise ValueError(f"{name}: {element_type} is none of {', '.join(ELEMENT_TYPES)}")
    if None in shape:
        raise ValueError(f"{name}: {shape} has a size without number or name, which no manifest can state")
    return {"name": name, "type": ELEMENT_TYPES[element_type], "shape": shape}


def files_of(models):
    """Paths of the files that models are made of, each once."""
    networks = [network["file"] for model in models for network in model.get("networks", {}).values()]
    assets = [path for model in models for path in model.get("assets", {}).values()]
    return list(dict.fromkeys(networks + assets))


def write_manifest(directory, name, version, models):
    """Writes the manifest of the files that are in `directory`: each of `models` names some in its `networks` and `assets`."""
    directory = Path(directory)
    files = {path: sha256_of(directory / path) for path in files_of(models)}
    manifest = {"formatVersion": FORMAT_VERSION, "name": name, "version": version, "files": files, "models": models}
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
