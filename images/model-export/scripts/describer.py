"""Describer: FastVLM, published as ONNX.

https://huggingface.co/onnx-community/FastVLM-0.5B-ONNX
"""

from published import is_open

NETWORKS = {"visionEncoder": "vision_encoder", "embedTokens": "embed_tokens", "decoder": "decoder_model_merged"}
ASSETS = {"config": "config.json", "tokenizer": "tokenizer.json", "tokenizerConfig": "tokenizer_config.json"}
# Of ours, not of the model: what a prompt and an answer may cost.
LIMITS = {"maxPictures": 4, "maxAnswerTokens": 120, "timeLimitSeconds": 60}


def take(model, _options):
    files = model.take(NETWORKS, ASSETS)
    return {
        "slot": "describer",
        "family": "fastvlm",
        **files,
        "constants": {**LIMITS, **open_sizes(model, files["networks"]["visionEncoder"])},
        "license": {
            "name": "apple-amlr",
            "commercialUse": False,
            "note": "Apple Machine Learning Research Model license: research only, not in commercial products",
        },
    }


def open_sizes(model, encoder):
    """Sizes that the vision encoder's tensors leave open, from the publisher's configuration of pictures."""
    pixels, features = encoder["inputs"][0], encoder["outputs"][0]
    sizes = {}
    if is_open(pixels, 2):
        sizes["imageSize"] = image_size(model)
    if is_open(features, 1):
        sizes["imageTokens"] = image_tokens(model)
    return sizes


def image_size(model):
    return model.setting("preprocessor_config.json", "crop_size.height", "size.height")


def image_tokens(model):
    """Counts a picture's tokens as LlavaProcessor of Transformers.js does."""
    patch, others = (
        model.setting("processor_config.json", name) for name in ("patch_size", "num_additional_image_tokens")
    )
    return (image_size(model) // patch) ** 2 + others
