"""Golden values for YOLO: the letterboxed tensor of a picture, and what is read from the two kinds of heads.

Written from Ultralytics' published code and documentation (LetterBox, the export formats, non_max_suppression), not from our
TypeScript. Needs numpy and OpenCV, as Debian has them (python3-numpy, python3-opencv).

golden/detector-frame.png is a part of vtest.avi, which Debian ships in opencv-doc:
ffmpeg -ss 20 -i vtest.avi -frames:v 1 -vf format=rgb24,crop=126:73:432:150 detector-frame.png
"""

import json
from pathlib import Path

import cv2
import numpy as np

GOLDEN = Path(__file__).parent / "golden"
GREY = 114
CONFIDENCE = 0.4
IOU = 0.7
STRIDES = (8, 16, 32)
# Width and height.
HEAD_INPUT = (96, 64)


def geometry(frame_size, input_size):
    """Where a picture of (width, height) lies in an input: new size, the four paddings, and the scale."""
    (width, height), (input_width, input_height) = frame_size, input_size
    r = min(input_height / height, input_width / width)
    new_width, new_height = round(width * r), round(height * r)
    dw, dh = (input_width - new_width) / 2, (input_height - new_height) / 2
    return {
        "scale": r,
        "width": new_width,
        "height": new_height,
        "left": round(dw - 0.1),
        "right": round(dw + 0.1),
        "top": round(dh - 0.1),
        "bottom": round(dh + 0.1),
    }


def letterbox(rgb, input_size):
    """uint8 [h, w, 3] to float32 [3, H, W], 0..1."""
    place = geometry(rgb.shape[1::-1], input_size)
    scaled = cv2.resize(rgb, (place["width"], place["height"]), interpolation=cv2.INTER_LINEAR)
    sides = [place[side] for side in ("top", "bottom", "left", "right")]
    padded = cv2.copyMakeBorder(scaled, *sides, cv2.BORDER_CONSTANT, value=(GREY,) * 3)
    return (padded.astype(np.float32) / 255).transpose(2, 0, 1), place


def letterbox_case(frame, part, input_size):
    """Windows of 5 x 4 pixels over the corners of the picture, where the padding begins, and from within."""
    x, y, width, height = part
    tensor, place = letterbox(np.ascontiguousarray(frame[y : y + height, x : x + width]), input_size)
    columns = [place["left"] - 2, input_size[0] // 2, place["left"] + place["width"] - 3]
    rows = [place["top"] - 2, input_size[1] // 2, place["top"] + place["height"] - 2]
    windows = []
    for left in columns:
        for top in rows:
            left, top = np.clip(left, 0, input_size[0] - 5), np.clip(top, 0, input_size[1] - 4)
            values = np.rint(tensor[:, top : top + 4, left : left + 5] * 255).astype(int)
            windows.append({"left": int(left), "top": int(top), "levels": values.flatten().tolist()})
    return {"part": part, "input": input_size, "geometry": place, "windows": windows}


def random_objects(rng, count):
    """Boxes (centre x, y, width, height) in input pixels, some over the border of the picture."""
    width, height = HEAD_INPUT
    centres = rng.uniform((0, 0), (width, height), size=(count, 2))
    return np.hstack([centres, rng.uniform(10, 50, size=(count, 2))])


def anchor_output(rng, classes):
    """[4 + classes, anchors]: every anchor shows one of a few objects, more or less exactly."""
    anchors = sum((HEAD_INPUT[0] // s) * (HEAD_INPUT[1] // s) for s in STRIDES)
    shown = random_objects(rng, 7)[rng.integers(0, 7, anchors)]
    boxes = shown + rng.normal(scale=2, size=shown.shape)
    return np.round(np.hstack([boxes, rng.uniform(size=(anchors, classes)) ** 3]).T, 3).astype(np.float32)


def rows_output(rng, classes, rows):
    """[rows, 6]: x1, y1, x2, y2, confidence, class."""
    x, y, width, height = random_objects(rng, rows).T
    corners = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)
    confidence = np.sort(rng.uniform(size=rows))[::-1]
    found = np.column_stack([corners, confidence, rng.integers(0, classes, rows)])
    return np.round(found, 3).astype(np.float32)


def iou(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def read_anchors(output):
    """Rows of x1, y1, x2, y2, confidence, class: each anchor's best class, then NMS for each class by itself."""
    x, y, width, height = output[:4].astype(np.float64)
    probabilities = output[4:]
    best = probabilities.argmax(axis=0)
    corners = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    rows = np.stack([*corners, probabilities.max(axis=0), best], axis=1)
    kept = []
    for row in sorted(rows[rows[:, 4] > CONFIDENCE], key=lambda row: -row[4]):
        if all(other[5] != row[5] or iou(other, row) <= IOU for other in kept):
            kept.append(row)
    return kept


def read_rows(output):
    return [row.astype(np.float64) for row in output if row[4] > CONFIDENCE]


def in_frame(rows, label, frame_size):
    """[x1, y1, x2, y2, confidence] of a class in the frame's pixels; nothing is left of what lies in the padding."""
    place = geometry(frame_size, HEAD_INPUT)
    found = []
    for x1, y1, x2, y2, confidence, kind in rows:
        if kind != label:
            continue
        xs = np.clip((np.array([x1, x2]) - place["left"]) / place["scale"], 0, frame_size[0])
        ys = np.clip((np.array([y1, y2]) - place["top"]) / place["scale"], 0, frame_size[1])
        if xs[1] > xs[0] and ys[1] > ys[0]:
            found.append([round(float(v), 4) for v in (xs[0], ys[0], xs[1], ys[1], confidence)])
    return found


def head_case(output, rows, labels, frame_size):
    return {
        "shape": output.shape,
        "output": [round(float(v), 3) for v in output.flatten()],
        "labels": labels,
        "frame": frame_size,
        "persons": in_frame(rows, labels.index("person"), frame_size),
        "faces": in_frame(rows, labels.index("face"), frame_size) if "face" in labels else None,
    }


def head_cases(rng):
    both = ["person", "face"]
    others = ["bicycle", "car", "person", "dog", "cat", "chair", "bottle", "bag"]
    frames = {"wide": (250, 141), "high": (141, 250)}
    cases = {}
    for shape, size in frames.items():
        for labels, kind in ((both, "persons and faces"), (others, "eight classes")):
            output = anchor_output(rng, len(labels))
            cases[f"anchors of {kind}, {shape} frame"] = head_case(output, read_anchors(output), labels, size)
        output = rows_output(rng, 2, 20)
        cases[f"end to end, {shape} frame"] = head_case(output, read_rows(output), both, size)
    return cases


def letterbox_cases():
    frame = cv2.cvtColor(cv2.imread(str(GOLDEN / "detector-frame.png")), cv2.COLOR_BGR2RGB)
    whole = [0, 0, 126, 73]
    return {
        "shrunk": letterbox_case(frame, whole, [96, 64]),
        "enlarged": letterbox_case(frame, whole, [320, 320]),
        "halved, which makes half a row": letterbox_case(frame, whole, [63, 64]),
        "high": letterbox_case(frame, [40, 0, 31, 73], [96, 64]),
        "tiny": letterbox_case(frame, [60, 20, 32, 24], [160, 96]),
    }


def main():
    heads = {"input": HEAD_INPUT, "confidence": CONFIDENCE, "iou": IOU, "cases": head_cases(np.random.default_rng(5))}
    for name, values in (("letterbox", letterbox_cases()), ("heads", heads)):
        (GOLDEN / f"detector-{name}.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
