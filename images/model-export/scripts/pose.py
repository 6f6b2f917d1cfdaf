"""Body orientation and pose: MEBOW.

In float32 [N, 3, 256, 192] (height x width), RGB, ImageNet normalization. Out "heatmaps" [N, 17, 64, 48], COCO keypoints, and "hoe"
[N, 72], softmaxed: bin * 5 degrees.
https://github.com/ChenyanWu/MEBOW/blob/master/lib/models/pose_hrnet.py
"""

import sys

import torch

import onnx_export

REPOSITORY = "/opt/MEBOW"
CONFIGURATION = "experiments/coco/segm-4_lr1e-3.yaml"


def export(checkpoint, directory):
    sys.path.insert(0, f"{REPOSITORY}/lib")
    from config import cfg
    from models.pose_hrnet import get_pose_net

    cfg.defrost()
    cfg.merge_from_file(f"{REPOSITORY}/{CONFIGURATION}")
    network = get_pose_net(cfg, is_train=False)
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True), strict=True)
    path = directory / "pose.onnx"
    contracts = onnx_export.export(network, torch.zeros(1, 3, 256, 192), path, ["heatmaps", "hoe"])
    onnx_export.require_shapes(contracts, {"heatmaps": [17, 64, 48], "hoe": [72]}, checkpoint)
    return {
        "slot": "pose",
        "family": "mebow",
        "networks": {"model": {"file": path.name, **contracts}},
        "license": {
            "name": "MEBOW",
            "commercialUse": False,
            "note": "code MIT; the data set that it was trained on is for research only",
        },
    }
