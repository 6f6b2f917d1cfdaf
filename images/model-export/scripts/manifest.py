"""Writes manifest.json of a model pack; packages/model-pack/src/manifest.ts says what it may hold. Needs Python only."""

import hashlib
import json
from pathlib import Path

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


def tensors_of(arguments):
    """Tensor contracts of a session's inputs or outputs (anything with a name, a type and a shape, as ONNX Runtime's)."""
    return [tensor_of(argument.name, argument.type, argument.shape) for argument in arguments]


def tensor_of(name, element_type, shape):
    if element_type not in ELEMENT_TYPES:
        raise ValueError(f"{name}: {element_type} is none of {', '.join(ELEMENT_TYPES)}")
    return {"name": name, "type": ELEMENT_TYPES[element_type], "shape": shape}


def write_manifest(directory, name, version, models):
    """Writes the manifest of the files that are in `directory`: each of `models` names some in its `networks` and `assets`."""
    directory = Path(directory)
    paths = [network["file"] for model in models for network in model.get("networks", {}).values()]
    paths += [path for model in models for path in model.get("assets", {}).values()]
    files = {path: sha256_of(directory / path) for path in paths}
    manifest = {"formatVersion": 2, "name": name, "version": version, "files": files, "models": models}
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
