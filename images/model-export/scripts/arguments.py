"""The command line of export_pack.py."""

import argparse
from pathlib import Path

from embedder import POOLINGS

CHECKPOINTS = ("detector", "attributes", "pose")
PUBLISHED = ("describer", "embedder", "image_text")
COMMERCIAL_USES = {"yes": True, "no": False, "unclear": "unclear"}
# What means nothing without what it is about.
ABOUT = {
    "describer_variant": "describer",
    "embedder_variant": "embedder",
    "embedder_license": "embedder",
    "embedder_commercial_use": "embedder_license",
    "pooling": "embedder",
    "max_tokens": "embedder",
    "query_prefix": "embedder",
    "image_text_variant": "image_text",
    "image_text_license": "image_text",
    "image_text_commercial_use": "image_text_license",
}


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(2, f"{message}; --help lists what there is\n")


def parse_arguments():
    """Ends the program with one line when something is wrong. Licenses are as the manifest states them, or None."""
    parser = Parser(description="Makes a model pack of checkpoints and of models that are published as ONNX.")
    parser.add_argument("output", type=Path, help="empty directory for the pack")
    parser.add_argument("--name", default="production", help="name of the pack")
    parser.add_argument("--version", required=True, help="version of the pack")
    parser.add_argument("--extend", type=Path, metavar="PACK", help="pack whose other models are taken over")
    for slot in CHECKPOINTS:
        parser.add_argument(f"--{slot}", type=Path, metavar="FILE", help="checkpoint, exported to ONNX")
    for slot in PUBLISHED:
        add_published(parser, slot)
    parser.add_argument("--pooling", choices=POOLINGS, help="of an embedder that is not known here")
    parser.add_argument("--max-tokens", type=int, help="of an embedder that is not known here")
    parser.add_argument("--query-prefix", help="what the embedder wants before queries")
    options = parser.parse_args()
    check(parser, options)
    for slot in ("embedder", "image_text"):
        setattr(options, f"{slot}_license", stated_license(options, slot))
    return options


def add_published(parser, slot):
    flag = f"--{slot.replace('_', '-')}"
    parser.add_argument(flag, type=Path, metavar="DIR", help="downloaded folder of a model that is published as ONNX")
    parser.add_argument(f"{flag}-variant", metavar="WORD", help="such as q4, of files that are called NAME_q4.onnx")
    if slot != "describer":
        parser.add_argument(f"{flag}-license", metavar="NAME", help="of a model that is not known here")
        parser.add_argument(f"{flag}-commercial-use", choices=COMMERCIAL_USES, help="what that license says of it")


def check(parser, options):
    if options.detector is None and options.extend is None:
        parser.error("a pack needs a detector: expected --detector, or a pack to --extend")
    for name, subject in ABOUT.items():
        if getattr(options, name) is not None and getattr(options, subject) is None:
            parser.error(f"{flag_of(name)} is about {flag_of(subject)}, which is not given")
    for slot in CHECKPOINTS:
        path = getattr(options, slot)
        if path is not None and not path.is_file():
            parser.error(f"{path}: no such file")
    for slot in (*PUBLISHED, "extend"):
        path = getattr(options, slot)
        if path is not None and not path.is_dir():
            parser.error(f"{path}: no such folder")


def flag_of(name):
    return f"--{name.replace('_', '-')}"


def stated_license(options, slot):
    name = getattr(options, f"{slot}_license")
    if name is None:
        return None
    return {"name": name, "commercialUse": COMMERCIAL_USES[getattr(options, f"{slot}_commercial_use") or "unclear"]}
