"""Golden values for persons: MiVOLO's crops, tensors and answers, faces paired with bodies, MEBOW's crops, joints and angles.

Written from design/models.md and the published code of MiVOLO and HRNet, not from our TypeScript. Needs numpy and OpenCV, as
Debian has them (python3-numpy, python3-opencv).

golden/persons-frame.png is a part of the sample picture that the npm package @vladmandic/human (MIT) ships,
assets/samples.jpg[2:156, 20:536].
"""

import itertools
import json
from pathlib import Path

import cv2
import numpy as np

GOLDEN = Path(__file__).parent / "golden"
MEAN = np.array([0.485, 0.456, 0.406])
STD = np.array([0.229, 0.224, 0.225])
# Only every so many values of a tensor are kept; prime, so that all rows, columns and channels are met.
SAMPLE_STEP = 1511


def normalised(picture):
    """uint8 [H, W, 3] RGB -> float32 [3, H, W], ImageNet."""
    return ((picture / 255.0 - MEAN) / STD).astype(np.float32).transpose(2, 0, 1)


def sampled(tensor):
    return [round(float(value), 4) for value in tensor.flatten()[::SAMPLE_STEP]]


# MiVOLO


def whole_pixels(box, frame):
    height, width = frame.shape[:2]
    return [int(min(max(corner, 0), limit)) for corner, limit in zip(box, (width, height, width, height))]


def body_crop(frame, body, others, faces, rounding=0.3):
    """The body with everything else on it black, or None when it is too small or too little of it is left."""
    x1, y1, x2, y2 = whole_pixels(body, frame)
    crop = frame[y1:y2, x1:x2].copy()
    height, width = crop.shape[:2]
    if min(height, width) < 50:
        return None
    for box, is_face in [(other, False) for other in others] + [(face, True) for face in faces]:
        a1, b1, a2, b2 = whole_pixels(box, frame)
        if min(a2, x2) <= max(a1, x1) or min(b2, y2) <= max(b1, y1):
            continue
        left, top = max(a1 - x1, 0), max(b1 - y1, 0)
        right, bottom = min(a2 - x1, width), min(b2 - y1, height)
        if not is_face:
            left = 0 if left / width < rounding else left
            top = 0 if top / height < rounding else top
            right = width if (width - right) / width < rounding else right
            bottom = height if (height - bottom) / height < rounding else bottom
        crop[top:bottom, left:right] = 0
    return trimmed(crop, rounding)


def trimmed(crop, tolerance, least=0.4):
    """Without the sides that are black; the limit counts against the height for rows and columns, as in the published code."""
    height, width = crop.shape[:2]
    black = (crop == 0).all(axis=2)
    limit = height - height * tolerance
    rows, columns = black.sum(axis=1) > limit, black.sum(axis=0) > limit
    if columns.all():
        return None
    top, bottom = np.argmin(rows), height - np.argmin(rows[::-1])
    left, right = np.argmin(columns), width - np.argmin(columns[::-1])
    kept = crop[top:bottom, left:right]
    return None if kept.shape[0] * kept.shape[1] < least * height * width else kept


def on_black(crop, side):
    """Letterboxed with up-scaling, uint8 [side, side, 3]."""
    height, width = crop.shape[:2]
    ratio = min(side / height, side / width)
    size = int(round(width * ratio)), int(round(height * ratio))
    scaled = crop if size == (width, height) else cv2.resize(crop, size, interpolation=cv2.INTER_LINEAR)
    dw, dh = (side - size[0]) / 2, (side - size[1]) / 2
    return cv2.copyMakeBorder(
        scaled,
        int(round(dh - 0.1)),
        int(round(dh + 0.1)),
        int(round(dw - 0.1)),
        int(round(dw + 0.1)),
        cv2.BORDER_CONSTANT,
        value=(0, 0, 0),
    )


def mivolo_tensor(face, body, side):
    """float32 [6, side, side]; what is missing is zeros before the normalisation."""
    missing = np.zeros((side, side, 3), dtype=np.uint8)
    pictures = [missing if crop is None else on_black(crop, side) for crop in (face, body)]
    return np.concatenate([normalised(picture) for picture in pictures])


FIGURE, WOMAN, MAN = [6.4, 0.2, 105.7, 153.9], [147.3, 1.8, 297.6, 154], [366.2, 0.4, 502.9, 141.1]
WOMANS_FACE, MANS_FACE = [178.6, 8.3, 230.2, 68.9], [406.4, 9.7, 445.8, 58.2]
# name, body, face, other bodies, all faces
SUBJECTS = [
    ("alone with her face", WOMAN, WOMANS_FACE, [], [WOMANS_FACE, MANS_FACE]),
    ("without a face", FIGURE, None, [WOMAN, MAN], [WOMANS_FACE]),
    ("hidden as far as a side", MAN, MANS_FACE, [[460.3, 20.7, 515, 130.2]], [MANS_FACE]),
    ("with somebody in the middle", WOMAN, WOMANS_FACE, [[205.5, 60.5, 240.5, 100.5]], [WOMANS_FACE]),
    ("hidden so far that the body is dropped", MAN, MANS_FACE, [[360, 0, 465.4, 150]], [MANS_FACE]),
    ("hidden altogether, without a face", MAN, None, [[350, 0, 516, 154]], []),
    ("too slim, with a face", [406.4, 9.7, 455.3, 140.6], MANS_FACE, [], [MANS_FACE]),
    ("wide, with sides above and below hidden", [300.7, 5.5, 515.2, 60.4], None, [[300, 0, 515, 18.3]], []),
    ("over the border", [380.5, -30.5, 560.5, 170.5], [406.4, -5.7, 445.8, 58.2], [], []),
]


def mivolo(frame):
    return [
        {
            "name": name,
            "body": body,
            "face": face,
            "others": others,
            "faces": faces,
            "side": side,
            "bodySize": None if crop is None else [crop.shape[1], crop.shape[0]],
            "tensor": None if crop is None and face is None else sampled(mivolo_tensor(face_crop(frame, face), crop, side)),
        }
        for name, body, face, others, faces in SUBJECTS
        for side in (224, 384)
        for crop in [body_crop(frame, body, others, faces)]
    ]


def face_crop(frame, face):
    if face is None:
        return None
    x1, y1, x2, y2 = whole_pixels(face, frame)
    return frame[y1:y2, x1:x2]


def mivolo_answers(seed=3, count=6, low=1.0, high=95.0, average=48.0):
    rng = np.random.default_rng(seed)
    outputs = rng.normal(scale=(2.0, 2.0, 0.3), size=(count, 3)).astype(np.float32)
    exponents = np.exp(outputs[:, :2].astype(np.float64))
    male = exponents[:, 0] / exponents.sum(axis=1)
    years = outputs[:, 2].astype(np.float64) * (high - low) + average
    return {
        "minAge": low,
        "maxAge": high,
        "avgAge": average,
        "outputs": [[round(float(value), 7) for value in row] for row in outputs],
        "samples": [{"male": round(float(m), 5), "ageYears": round(float(y), 4)} for m, y in zip(male, years)],
    }


# Faces and bodies


def area(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def affinity(body, face):
    """Mean of intersection / face area and IoU."""
    width = min(body[2], face[2]) - max(body[0], face[0])
    height = min(body[3], face[3]) - max(body[1], face[1])
    shared = max(0.0, width) * max(0.0, height)
    return (shared / area(face) + shared / (area(body) + area(face) - shared)) / 2


def paired(bodies, faces, least=1e-4):
    """For each body the index of its face: of all assignments the one with the largest sum, found by trying them all."""
    size = max(len(bodies), len(faces))
    matrix = np.zeros((size, size))
    for i, body in enumerate(bodies):
        for j, face in enumerate(faces):
            matrix[i, j] = affinity(body, face)
    best = max(itertools.permutations(range(size)), key=lambda order: sum(matrix[i, j] for i, j in enumerate(order)))
    return [j if matrix[i, j] > least else None for i, j in enumerate(best[: len(bodies)])]


def pairing(seed=11, cases=24):
    rng = np.random.default_rng(seed)

    def boxes(count, least, most):
        corners = rng.uniform(0, 300, size=(count, 2))
        return np.round(np.concatenate([corners, corners + rng.uniform(least, most, size=(count, 2))], axis=1), 1).tolist()

    golden = []
    for _ in range(cases):
        bodies, faces = boxes(rng.integers(0, 6), 60, 200), boxes(rng.integers(0, 6), 15, 60)
        golden.append({"bodies": bodies, "faces": faces, "paired": paired(bodies, faces)})
    return golden


# MEBOW


def centre_and_width(box):
    """Of the box widened to 3:4 and enlarged to 1.25 times."""
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    return np.array([(x1 + x2) / 2, (y1 + y2) / 2]), 1.25 * max(width, height * 0.75)


def transform(box, size, inverse=False):
    """HRNet's: the centre goes to the centre, half the width upwards to half the width upwards, and the same to the left."""
    centre, width = centre_and_width(box)
    middle = np.array([size[0] / 2, size[1] / 2])
    source = np.float32([centre, centre + [0, -width / 2], centre + [-width / 2, -width / 2]])
    target = np.float32([middle, middle + [0, -size[0] / 2], middle + [-size[0] / 2, -size[0] / 2]])
    return cv2.getAffineTransform(target, source) if inverse else cv2.getAffineTransform(source, target)


def mebow_tensor(frame, box):
    return normalised(cv2.warpAffine(frame, transform(box, (192, 256)), (192, 256), flags=cv2.INTER_LINEAR))


def mebow(frame):
    boxes = [FIGURE, WOMAN, MAN, [-40.3, 20.2, 90.8, 180.9], [10.5, 60.5, 500.5, 110.5], [200.2, 20.4, 210.9, 44.1]]
    return [{"box": box, "tensor": sampled(mebow_tensor(frame, box))} for box in boxes]


def joints(heatmaps, box):
    """[17, 64, 48] -> [17, 3]: x, y in the frame, and confidence."""
    back = transform(box, (48, 64), inverse=True)
    found = []
    for heatmap in heatmaps:
        row, column = np.unravel_index(np.argmax(heatmap), heatmap.shape)
        highest = heatmap[row, column]
        if highest <= 0:
            row, column = 0, 0
        point = np.array([column, row], dtype=np.float64)
        if 1 < column < 47 and 1 < row < 63:
            slope = [heatmap[row, column + 1] - heatmap[row, column - 1], heatmap[row + 1, column] - heatmap[row - 1, column]]
            point += np.sign(slope) * 0.25
        x, y = back @ [*point, 1]
        found.append([round(float(x), 3), round(float(y), 3), round(float(min(1, max(0, highest))), 4)])
    return found


def heatmap_joints(seed=5):
    """Heat in a few cells of each map: in the middle, on the border, too much, none."""
    rng = np.random.default_rng(seed)
    golden = []
    for box in (WOMAN, [10.5, 60.5, 500.5, 110.5]):
        heatmaps = np.zeros((17, 64, 48))
        for joint in range(17):
            row, column = rng.integers(2, 62), rng.integers(2, 46)
            heatmaps[joint, row - 1 : row + 2, column - 1 : column + 2] = rng.uniform(0, 0.6, size=(3, 3)).round(3)
            heatmaps[joint, row, column] = round(rng.uniform(0.6, 1), 3)
        heatmaps[3] = 0
        heatmaps[4, 9, 9] = 1.4
        heatmaps[5, 20, 1:3] = 1, 0.9
        heatmaps[6, 63, 30:32] = 0.97, 0.96
        heatmaps[7] = -0.2
        cells = [[*map(int, cell), float(heatmaps[tuple(cell)])] for cell in np.argwhere(heatmaps != 0) if cell[0] != 7]
        golden.append({"box": box, "cells": cells, "coldJoint": 7, "joints": joints(heatmaps, box)})
    return golden


def write(name, golden):
    (GOLDEN / name).write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    picture = cv2.cvtColor(cv2.imread(str(GOLDEN / "persons-frame.png")), cv2.COLOR_BGR2RGB)
    write("persons-mivolo.json", {"sampleStep": SAMPLE_STEP, "subjects": mivolo(picture), "answers": mivolo_answers()})
    write("persons-pairs.json", pairing())
    write("persons-mebow.json", {"sampleStep": SAMPLE_STEP, "crops": mebow(picture), "joints": heatmap_joints()})
