"""Pictures and words in one space: SigLIP and SigLIP 2 with 768 dimensions, published as ONNX.

https://huggingface.co/Xenova/siglip-base-patch16-224 and https://huggingface.co/onnx-community/siglip2-base-patch16-224-ONNX
"""

import re

from published import is_open, license_of

ASSETS = {"tokenizer": "tokenizer.json", "tokenizerConfig": "tokenizer_config.json"}
PROCESSOR = "preprocessor_config.json"
# By the name of the folder.
GOOGLES = re.compile(r"siglip2?-base-patch\d+-\d+(-multilingual)?(-ONNX)?")
# Both SigLIP and SigLIP 2 were trained on texts of this length.
MAX_TOKENS = 64
# Pillow's numbers. https://pillow.readthedocs.io/en/stable/reference/Image.html#PIL.Image.Resampling
RESAMPLINGS = {2: "bilinear", 3: "bicubic"}


def take(model, options):
    known = "Apache-2.0" if GOOGLES.fullmatch(model.folder_name) else None
    license = license_of(model, options.image_text_license, known)
    resample = resampling(model)
    files = model.take({"image": "vision_model", "text": "text_model"}, ASSETS)
    return {
        "slot": "imageText",
        "family": "siglip",
        **files,
        "constants": open_sizes(model, files["networks"]),
        "options": {"name": model.name, "resample": resample},
        "license": license,
    }


def open_sizes(model, networks):
    """Sizes that the networks' inputs leave open."""
    pixels, tokens = networks["image"]["inputs"][0], networks["text"]["inputs"][0]
    return {
        **({"imageSize": model.setting(PROCESSOR, "size.height")} if is_open(pixels, 2) else {}),
        **({"maxTokens": MAX_TOKENS} if is_open(tokens, 1) else {}),
    }


def resampling(model):
    number = model.setting(PROCESSOR, "resample")
    if number not in RESAMPLINGS:
        raise ValueError(f'{model.source / PROCESSOR}: "resample" is {number}, expected one of {RESAMPLINGS}')
    return RESAMPLINGS[number]
