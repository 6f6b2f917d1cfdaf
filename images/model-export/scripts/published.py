"""Models that are published as ONNX already: takes their files into a pack as they are.

A publisher's folder has onnx/STEM[_VARIANT].onnx, beside it STEM[_VARIANT].onnx_data, _data_1 ... where the weights are too large
for one file, and all else at its top. https://huggingface.co/docs/transformers.js/custom_usage
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from manifest import contracts_of, read_json


@dataclass(frozen=True)
class PublishedModel:
    """A downloaded folder, the wanted variant of its networks (None: the one without a suffix), and the target folder in
    the pack."""

    source: Path
    variant: str | None
    target: Path

    @property
    def name(self):
        """Name of the folder and the variant, since vectors of two variants differ."""
        return self.folder_name if self.variant is None else f"{self.folder_name}-{self.variant}"

    @property
    def folder_name(self):
        return self.source.resolve().name

    def setting(self, file, *names):
        """Reads the first of some settings ("size.height") that a JSON file states. Raises ValueError when it states none."""
        content = read_json(self._found(file))
        for name in names:
            value = content
            for key in name.split("."):
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None:
                return value
        raise ValueError(f"{self.source / file}: states no {' or '.join(names)}")

    def take(self, stems, assets):
        """Copies networks {role: stem} and other files {name: file}.

        Returns "networks", with tensors as ONNX Runtime reads them from the copies, and "assets" of a manifest's model; files
        of weights are among the assets by their own names. Raises ValueError when a file is missing, before anything is
        copied, and when ONNX Runtime cannot load a network.
        """
        networks = {role: self._network(stem) for role, stem in stems.items()}
        for file in assets.values():
            self._found(file)
        weights = [path for file in networks.values() for path in sorted(self.source.glob(f"{file}_data*"))]
        others = {**assets, **{path.name: f"onnx/{path.name}" for path in weights}}
        for file in [*networks.values(), *others.values()]:
            copy(self.source / file, self.target / file)
        return {
            "networks": {role: {"file": self._in_pack(file), **self._contracts(file)} for role, file in networks.items()},
            "assets": {name: self._in_pack(file) for name, file in others.items()},
        }

    def _network(self, stem):
        suffix = "" if self.variant is None else f"_{self.variant}"
        file = f"onnx/{stem}{suffix}.onnx"
        if not (self.source / file).is_file():
            raise ValueError(f"{self.source / file}: no such file; of {stem} there is {self._variants(stem)}")
        return file

    def _variants(self, stem):
        suffixes = [path.stem.removeprefix(stem) for path in (self.source / "onnx").glob(f"{stem}*.onnx")]
        names = sorted(suffix.removeprefix("_") or "the one without a variant" for suffix in suffixes)
        return ", ".join(names) or "none"

    def _found(self, file):
        path = self.source / file
        if not path.is_file():
            raise ValueError(f"{path}: no such file; download it from where the networks are from")
        return path

    def _in_pack(self, file):
        return f"{self.target.name}/{file}"

    def _contracts(self, file):
        import onnxruntime

        path = self.target / file
        try:
            session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as error:
            reason = " ".join(str(error).split())
            raise ValueError(f"{self.source / file}: ONNX Runtime cannot load it: {reason}") from error
        return contracts_of(session)


def copy(source, target):
    """Copies a file, or the target of a link. Raises ValueError when something is there already."""
    if target.exists():
        raise ValueError(f"{target}: is there already; two models have a file of this name")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def is_open(tensor, axis):
    """Whether a tensor contract names a size instead of stating it."""
    return isinstance(tensor["shape"][axis], str)


def license_of(model, stated, known):
    """Chooses the license stated on the command line, otherwise the known one. Raises ValueError when there is neither."""
    if stated is not None:
        return stated
    if known is None:
        raise ValueError(
            f'{model.source}: the license of "{model.folder_name}" is not known here; state its name with '
            f"--{model.target.name}-license, and --{model.target.name}-commercial-use if it says"
        )
    return {"name": known, "commercialUse": True}
