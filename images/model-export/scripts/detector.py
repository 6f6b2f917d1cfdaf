"""Person and face detector: YOLOv8x person_face.

In float32 [N, 3, 640, 640], RGB, 0..1, letterboxed with 114; out [N, 4 + classes, 8400]: cx, cy, w, h in letterbox pixels,
then probabilities. Of Ultralytics' own exporter only the switches of the head are used, so that the check is ours.
https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/exporter.py
"""

import torch
from ultralytics import YOLO

import onnx_export

SIDE = 640
ANCHORS = 8400
CLASSES = {0: "person", 1: "face"}


def export(checkpoint, directory):
    model = YOLO(str(checkpoint))
    if model.names != CLASSES:
        raise ValueError(f"{checkpoint}: classes are {model.names}, expected {CLASSES}")
    network = model.model.float().fuse().eval()
    head = network.model[-1]
    head.export, head.format, head.dynamic = True, "onnx", False
    sample = torch.zeros(1, 3, SIDE, SIDE)
    # The head makes its anchors at the first call; recorded, they would be of this call's size.
    network(sample)
    path = directory / "detector.onnx"
    contracts = onnx_export.export(network, sample, path, ["output0"])
    onnx_export.require_shapes(contracts, {"output0": [4 + len(CLASSES), ANCHORS]}, checkpoint)
    return {
        "slot": "detector",
        "family": "yolo",
        "networks": {"model": {"file": path.name, **contracts}},
        "labels": list(CLASSES.values()),
        "thresholds": {"confidence": 0.1, "keepAlone": 0.4, "iou": 0.7},
        "license": {
            "name": "AGPL-3.0",
            "commercialUse": "unclear",
            "note": "Ultralytics sells other terms; the data that MiVOLO's authors trained on is not public",
        },
    }
