"""Copies models from an existing pack."""

from manifest import FORMAT_VERSION, files_of, read_json, sha256_of
from published import copy


def take(pack, directory, slots):
    """Copies the models of a pack but those of some slots.

    Returns their entries of the manifest. Raises ValueError when it is no pack, or a file is not what its manifest says.
    """
    path = pack / "manifest.json"
    if not path.is_file():
        raise ValueError(f"{path}: no such file; --extend wants a model pack")
    manifest = read_json(path)
    if manifest.get("formatVersion") != FORMAT_VERSION:
        raise ValueError(f"{path}: format {manifest.get('formatVersion')}, expected {FORMAT_VERSION}")
    models = [model for model in manifest["models"] if model["slot"] not in slots]
    for file in files_of(models):
        copy(pack / file, directory / file)
        if sha256_of(directory / file) != manifest["files"][file]:
            raise ValueError(f"{pack / file}: not the file that {path} names; build or fetch the pack again")
    return models
