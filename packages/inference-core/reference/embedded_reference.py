"""Golden values for the embedded pack's families: CenterNet, BlazeFace, MoveNet, FaceRes.

Written from design/architecture.md ("Decoding constants") and the models' papers, not from our TypeScript. Needs numpy and
OpenCV, as Debian has them (python3-numpy, python3-opencv).
"""

import cv2
import numpy as np
from square_crop_reference import people, rounded, square_around, square_crop, write

# CenterNet


def iou(a, b):
    shared = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def centernet(heatmap, ltrb, frame, confidence, overlap=0.6, size=512, min_side=4):
    """[128, 128], [128, 128, 4], (width, height) -> x1, y1, x2, y2 in the frame's pixels, and confidence, descending.

    The way back divides each side by what it was really scaled by, rounded as it was. The least side is a choice of ours.
    """
    scaled = [round(side * min(size / frame[0], size / frame[1])) for side in frame]
    pad, scale = [(size - side) // 2 for side in scaled], [side / new for side, new in zip(frame, scaled)]
    found = []
    for y, x in np.argwhere((heatmap == cv2.dilate(heatmap, np.ones((3, 3)))) & (heatmap >= confidence)):
        corners = np.array([4 * x, 4 * y, 4 * x, 4 * y]) + ltrb[y, x].astype(np.float64) * [-1, -1, 1, 1]
        corners = np.clip((corners - [*pad, *pad]) * [*scale, *scale], 0, [*frame, *frame])
        if min(corners[2:] - corners[:2]) > min_side:
            found.append([*corners, heatmap[y, x]])
    kept = []
    for row in sorted(found, key=lambda row: -row[4]):
        if all(iou(row, other) <= overlap for other in kept):
            kept.append(row)
    return rounded(kept)


def heads(seed=17):
    """Cells (row, column, heat, l, t, r, b) of persons in random places, of weaker ones beside them, and of rare cases."""
    rng = np.random.default_rng(seed)
    golden = []
    for frame, confidence in (((1280, 720), 0.25), ((300, 401), 0.25), ((516, 154), 0.12)):
        cells = {}
        for y, x in rng.integers(1, 126, size=(14, 2)).tolist():
            sides = rng.uniform((10, 20, 10, 20), (40, 90, 40, 90))
            for dy, dx in [(0, 0), (0, 1), (1, 1), (2, 0), (0, 3)]:
                heat = rng.uniform(0.3, 0.95) if dx == dy == 0 else rng.uniform(0.05, 0.5)
                cells[min(y + dy, 127), min(x + dx, 127)] = [heat, *(sides + rng.uniform(0, 4, size=4))]
        # A plateau, the threshold itself and one below it, corners, and a box that is too small or in the padding.
        cells |= {(60, 60): [0.9, 20, 40, 20, 40], (60, 61): [0.9, 20, 40, 20, 40], (64, 100): [0.25, 9, 30, 9, 30]}
        cells |= {(64, 30): [0.2499, 9, 30, 9, 30], (0, 0): [0.8, 5, 5, 90, 400], (127, 127): [0.7, 90, 400, 5, 5]}
        cells |= {(50, 64): [0.99, 0.4, 30, 0.4, 30], (1, 64): [0.6, 20, 4, 20, 30]}
        rows = rounded([[y, x, *values] for (y, x), values in cells.items()], 3)
        heatmap, ltrb = np.zeros((128, 128), np.float32), np.zeros((128, 128, 4), np.float32)
        for y, x, heat, *sides in rows:
            heatmap[int(y), int(x)], ltrb[int(y), int(x)] = heat, sides
        persons = centernet(heatmap, ltrb, frame, confidence)
        golden.append({"frame": frame, "confidence": confidence, "cells": rows, "persons": persons})
    return golden


# BlazeFace


def anchors(stride, times, size=256):
    """[anchors, 2]: the centres x, y of the cells, row by row, each as many times as a cell has anchors."""
    centres = (np.arange(size // stride) + 0.5) * stride
    return np.stack(np.meshgrid(centres, centres), axis=2).reshape(-1, 2).repeat(times, axis=0)


ANCHORS = np.concatenate([anchors(16, 2), anchors(32, 6)])


def blazeface(rows, square, size=256, confidence=0.5):
    """Rows of anchor, logit, dx, dy, width, height -> x1, y1, x2, y2 in the frame's pixels and the confidence of the best."""
    anchor, logit, *values = max(rows, key=lambda row: row[1])
    centre, half = ANCHORS[anchor] + values[:2], np.array(values[2:]) / 2
    probability = 1 / (1 + np.exp(-logit))
    corners = np.concatenate([centre - half, centre + half]) * square[2] / size + [*square[:2], *square[:2]]
    return rounded([*corners, probability], 5) if probability >= confidence else None


def faces(seed=23):
    rng = np.random.default_rng(seed)
    golden = []
    bests = [(0, 2), (1, 0.01), (31, 3), (32, 1), (511, 4), (512, 2), (517, 1), (565, 3), (895, 5), (300, -0.01), (777, -3)]
    for best, logit in bests:
        rows = [[best, logit, *rounded(rng.uniform((-20, -20, 30, 30), (20, 20, 90, 90)), 3)]]
        for other in set(rng.integers(0, 896, size=5).tolist()) - {best}:
            rows.append([other, logit - 0.5, *rounded(rng.uniform(-9, 90, size=4), 3)])
        square = rounded(rng.uniform((-40, -40, 20), (300, 100, 160)), 2)
        golden.append({"anchors": rows, "square": square, "face": blazeface(rows, square)})
    return golden


# MoveNet, FaceRes


def poses(frame, seed=29, size=192):
    """Joints anywhere in the crop, whose confidences are what the network is fed in 17 places (of 0..1)."""
    rng = np.random.default_rng(seed)
    golden = []
    for box in ([147.3, 1.8, 297.6, 154], [-20.5, -10.2, 60.8, 150.9], [366.2, 60.4, 530.9, 141.1]):
        left, top, side = square_around(box, 1.25)
        places, at = rng.uniform(0, 1, size=(17, 2)).round(4), rng.integers(size**2, 2 * size**2, size=17)
        seen = square_crop(frame, (left, top, side), size).flatten()[at] / 255
        joints = [[left + x * side, top + y * side, level] for (y, x), level in zip(places, seen)]
        golden.append({"box": box, "places": places.tolist(), "pixels": at.tolist(), "joints": rounded(joints)})
    return golden


def attributes(frame, seed=31, size=224):
    """Probabilities of 0, 1, 2... years, and a network that takes what it is fed in one place (of 0..1) for `male`."""
    rng = np.random.default_rng(seed)
    golden = []
    for face in ([178.6, 8.3, 230.2, 68.9], [406.4, -9.7, 445.8, 58.2], [480.2, 30.3, 530.4, 70.6]):
        likely = np.exp(-(((np.arange(100) - rng.uniform(3, 97)) / rng.uniform(2, 15)) ** 2) + rng.normal(scale=0.3, size=100))
        ages, at = (likely / likely.sum()).round(7), int(rng.integers(size**2, 2 * size**2))
        male = square_crop(frame, square_around(face, 1.4), size).flatten()[at] / 255
        years = float((ages * np.arange(100)).sum())
        golden.append({"face": face, "ages": ages.tolist(), "pixel": at, "male": round(male, 4), "ageYears": round(years, 4)})
    return golden


if __name__ == "__main__":
    write("embedded-centernet.json", heads())
    write("embedded-persons.json", {"faces": faces(), "poses": poses(people()), "attributes": attributes(people())})
