"""Exports official checkpoints to a model pack.

export_pack.py --version VERSION [--name NAME] --detector FILE [--attributes FILE] [--pose FILE] OUTPUT

OUTPUT is an empty directory. What is not given is not in the pack; the pipeline then does without it.
"""

import argparse
import importlib
from pathlib import Path

from manifest import sha256_of, write_manifest

SLOTS = ("detector", "attributes", "pose")


def main():
    options = parse_arguments()
    directory = Path(options.output)
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise SystemExit(f"{directory}: is not empty")
    models = []
    for slot in SLOTS:
        checkpoint = getattr(options, slot)
        if checkpoint is None:
            continue
        # Each needs packages of its own: what is not exported need not be installed.
        model = importlib.import_module(slot).export(checkpoint, directory)
        models.append({**model, "source": f"{checkpoint.name}, sha256 {sha256_of(checkpoint)}"})
        print(f"{slot}: {model['networks']['model']['file']} computes what {checkpoint.name} does")
    write_manifest(directory, options.name, options.version, models)
    print(f"{directory}: {options.name}@{options.version}, {len(models)} models")


def parse_arguments():
    parser = argparse.ArgumentParser(description="Exports official checkpoints to a model pack.")
    parser.add_argument("output", help="empty directory for the pack")
    parser.add_argument("--name", default="production", help="name of the pack")
    parser.add_argument("--version", required=True, help="version of the pack")
    for slot in SLOTS:
        parser.add_argument(f"--{slot}", type=Path, required=slot == "detector", help="checkpoint")
    options = parser.parse_args()
    for slot in SLOTS:
        checkpoint = getattr(options, slot)
        if checkpoint is not None and not checkpoint.is_file():
            parser.error(f"{checkpoint}: no such file")
    return options


if __name__ == "__main__":
    main()
