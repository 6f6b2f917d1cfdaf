"""Golden values for the embedders: how token vectors are pooled, and how SigLIP's picture is prepared.

Written from design/models.md and from the documentation of sentence-transformers (Pooling, Normalize) and of Hugging Face's
SiglipImageProcessor, not from our TypeScript. Needs numpy and Pillow, as Debian has them (python3-numpy, python3-pil).

golden/embedders-picture.png is a part of vtest.avi, which Debian ships in opencv-doc:
ffmpeg -ss 20 -i vtest.avi -frames:v 1 -vf crop=88:116:592:258 embedders-picture.png
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).parent / "golden"


def normalised(vectors):
    """L2: every vector gets length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def mean_pooled(states, mask):
    """Mean of the token vectors [N, L, D] that the mask [N, L] lets count."""
    weights = mask[..., np.newaxis].astype(np.float64)
    return (states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)


def cls_pooled(states):
    """The vector of the first token, [CLS]."""
    return states[:, 0]


def pooling(seed=7, texts=4, tokens=6, dimensions=8):
    rng = np.random.default_rng(seed)
    states = rng.normal(size=(texts, tokens, dimensions)).astype(np.float32)
    lengths = np.array([tokens, 4, 2, 1])
    mask = (np.arange(tokens) < lengths[:, np.newaxis]).astype(np.int64)
    return {
        "shape": list(states.shape),
        "states": flat(states, 7),
        "mask": mask.flatten().tolist(),
        "mean": flat(normalised(mean_pooled(states.astype(np.float64), mask)), 7),
        "cls": flat(normalised(cls_pooled(states.astype(np.float64))), 7),
    }


def siglip_pixels(picture, size, resample):
    """float32 [3, size, size]: stretched to a square, 0..1, less 0.5, divided by 0.5."""
    square = picture.convert("RGB").resize((size, size), resample=resample)
    scaled = np.asarray(square, dtype=np.float32) / 255
    return ((scaled - 0.5) / 0.5).transpose(2, 0, 1)


# Shrunk along both axes, enlarged along both, and each along one.
CROPS = [((0, 0, 88, 116), 16), ((20, 30, 30, 44), 20), ((0, 40, 88, 52), 20), ((40, 0, 50, 116), 20)]
KERNELS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def siglip():
    picture = Image.open(GOLDEN / "embedders-picture.png")
    return [
        {
            "crop": crop,
            "size": size,
            "resample": name,
            "pixels": flat(siglip_pixels(picture.crop(crop), size, kernel), 4),
        }
        for name, kernel in KERNELS.items()
        for crop, size in CROPS
    ]


def flat(values, digits):
    return [round(float(value), digits) for value in values.flatten()]


def write(name, golden):
    (GOLDEN / name).write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    write("embedders-pooling.json", pooling())
    write("embedders-siglip.json", siglip())
