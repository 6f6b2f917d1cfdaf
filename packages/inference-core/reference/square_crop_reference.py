"""Golden values for the square crop: a triangle as wide as the step, at least a source pixel, and black outside the frame.

Written from that sentence, not from our TypeScript: the weights of all pixels as two matrices. Needs numpy and OpenCV, as
Debian has them (python3-numpy, python3-opencv).
"""

import json
from pathlib import Path

import cv2
import numpy as np

GOLDEN = Path(__file__).parent / "golden"
# Only every so many values of a crop are kept; prime, so that all rows, columns and channels are met.
SAMPLE_STEP = 47


def people():
    """uint8 [H, W, 3] RGB: the picture that persons_reference.py describes."""
    return cv2.cvtColor(cv2.imread(str(GOLDEN / "persons-frame.png")), cv2.COLOR_BGR2RGB)


def rounded(values, digits=4):
    return np.round(np.asarray(values, dtype=np.float64), digits).tolist()


def triangle(start, step, count, limit):
    """[count, limit]: the weights of the source pixels for each pixel of an axis; what lies outside weighs too, on black."""
    centres = start + (np.arange(count)[:, np.newaxis] + 0.5) * step
    reach = max(step, 1.0)
    pixels = np.arange(min(0, int(start - reach) - 2), max(limit, int(start + count * step + reach) + 2))
    weights = np.maximum(0, 1 - np.abs(pixels + 0.5 - centres) / reach)
    return (weights / weights.sum(axis=1, keepdims=True))[:, (pixels >= 0) & (pixels < limit)]


def square_crop(frame, square, size):
    """float64 [size, size, 3], 0..255: the square (left, top, side), black where there is no frame."""
    left, top, side = square
    rows, columns = triangle(top, side / size, size, frame.shape[0]), triangle(left, side / size, size, frame.shape[1])
    return np.stack([rows @ frame[:, :, channel] @ columns.T for channel in range(3)], axis=2)


def square_around(box, scale):
    """The square with the box's centre and `scale` times its longer side."""
    side = scale * max(box[2] - box[0], box[3] - box[1])
    return (box[0] + box[2] - side) / 2, (box[1] + box[3] - side) / 2, side


SQUARES = {
    "enlarged": ((179.3, 8.8, 50.5), 192),
    "pixel for pixel": ((40, 12, 96), 96),
    "moved by half a pixel": ((40.5, 12.5, 96), 96),
    "shrunk a little": ((150.2, 0.4, 150.7), 128),
    "shrunk much": ((2.5, 3.5, 148.3), 17),
    "over the left upper corner": ((-60.4, -50.3, 120.9), 96),
    "over the right lower corner": ((460.6, 90.2, 130.3), 96),
    "larger than the frame": ((-90.1, -250.7, 700.2), 96),
    "within a pixel": ((230.4, 40.6, 0.3), 24),
    "a hair over the left border": ((-0.3, 30, 48), 96),
    "outside the frame": ((600, 200, 50), 24),
}


def crops(frame):
    def levels(square, size):
        return rounded(square_crop(frame, square, size).flatten()[::SAMPLE_STEP], 2)

    cases = SQUARES.items()
    return [{"name": name, "square": square, "size": size, "levels": levels(square, size)} for name, (square, size) in cases]


def write(name, golden):
    (GOLDEN / name).write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    write("embedded-crops.json", {"sampleStep": SAMPLE_STEP, "crops": crops(people())})
