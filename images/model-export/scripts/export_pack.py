"""Makes a model pack of official checkpoints and of models that are published as ONNX.

export_pack.py --version VERSION [--name NAME] --detector FILE [--attributes FILE] [--pose FILE]
  [--describer DIR] [--embedder DIR] [--image-text DIR] OUTPUT

OUTPUT is an empty directory, and is left empty when something is wrong. What is not given is not in the pack; the pipeline
then does without it. With --extend PACK it is taken from that pack instead.
"""

import importlib
import shutil
from contextlib import contextmanager

import describer
import embedder
import existing_pack
import image_text
from arguments import CHECKPOINTS, parse_arguments
from manifest import sha256_of, write_manifest
from published import PublishedModel

PUBLISHED = {"describer": describer, "embedder": embedder, "image_text": image_text}


def main():
    options = parse_arguments()
    directory = options.output
    if directory.exists() and any(directory.iterdir()):
        raise ValueError(f"{directory}: is not empty")
    with undone_on_failure(directory):
        # Those first that are made in seconds: what is wrong with them shows before checkpoints are exported.
        published = published_models(options)
        models = [*exported_models(options), *published]
        if options.extend is not None:
            models = [*existing_pack.take(options.extend, directory, {model["slot"] for model in models}), *models]
        write_manifest(directory, options.name, options.version, models)
    print(f"{directory}: {options.name}@{options.version}, {len(models)} models")


@contextmanager
def undone_on_failure(directory):
    existed = directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for entry in directory.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        if not existed:
            directory.rmdir()
        raise


def published_models(options):
    models = []
    for slot, module in PUBLISHED.items():
        folder = getattr(options, slot)
        if folder is None:
            continue
        variant = getattr(options, f"{slot}_variant")
        published = PublishedModel(folder, variant, options.output / slot.replace("_", "-"))
        models.append({**module.take(published, options), "source": published.name})
        print(f"{models[-1]['slot']}: {published.name}, as it was published")
    return models


def exported_models(options):
    models = []
    for slot in CHECKPOINTS:
        checkpoint = getattr(options, slot)
        if checkpoint is None:
            continue
        # Each needs packages of its own: what is not exported need not be installed.
        model = importlib.import_module(slot).export(checkpoint, options.output)
        models.append({**model, "source": f"{checkpoint.name}, sha256 {sha256_of(checkpoint)}"})
        print(f"{slot}: {model['networks']['model']['file']} computes what {checkpoint.name} does")
    return models


if __name__ == "__main__":
    try:
        main()
    except (ValueError, OSError) as error:
        raise SystemExit(str(error)) from error
    except ImportError as error:
        raise SystemExit(f"{error}: the container has it, or install what requirements.txt lists") from error
