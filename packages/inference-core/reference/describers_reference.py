"""Golden values for the describers: how FastVLM's pictures are prepared.

Written from design/models.md, from LLaVA's expand2square (llava/mm_utils.py) and from Hugging Face's CLIPImageProcessor,
which resizes bicubically; not from our TypeScript. Needs numpy and Pillow, as Debian has them (python3-numpy,
python3-pil). The picture is that of embedders_reference.py.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).parent / "golden"


def expand_to_square(picture):
    """Pads the shorter side on both ends with black, the colour of FastVLM's mean of zero."""
    width, height = picture.size
    side = max(width, height)
    square = Image.new("RGB", (side, side), (0, 0, 0))
    square.paste(picture, ((side - width) // 2, (side - height) // 2))
    return square


def fastvlm_pixels(picture, side):
    """float32 [3, side, side], 0..1."""
    square = expand_to_square(picture.convert("RGB")).resize((side, side), resample=Image.Resampling.BICUBIC)
    return (np.asarray(square, dtype=np.float32) / 255).transpose(2, 0, 1)


# High, wide by an odd number of pixels, enlarged, and square already.
CROPS = [((0, 0, 88, 116), 16), ((0, 40, 88, 57), 20), ((20, 30, 30, 43), 24), ((10, 10, 42, 42), 16)]


def fastvlm():
    picture = Image.open(GOLDEN / "embedders-picture.png")
    return [
        {
            "crop": crop,
            "side": side,
            "pixels": [round(float(value), 4) for value in fastvlm_pixels(picture.crop(crop), side).flatten()],
        }
        for crop, side in CROPS
    ]


if __name__ == "__main__":
    (GOLDEN / "describers-fastvlm.json").write_text(json.dumps(fastvlm(), separators=(",", ":")) + "\n")
