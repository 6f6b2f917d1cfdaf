"""Age and gender: MiVOLO.

In float32 [N, 6, S, S], S = 224 or 384 by checkpoint: face crop, then body crop, RGB, ImageNet normalization. Out [N, 3]: logits of
male and female, then age = o2 * (maxAge - minAge) + avgAge.
https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/model/mi_volo.py
"""

import torch
from mivolo.model.mi_volo import MiVOLO

import onnx_export


def export(checkpoint, directory):
    model = MiVOLO(str(checkpoint), device="cpu", half=False)
    meta = model.meta
    if meta.in_chans != 6 or meta.num_classes != 3:
        raise ValueError(f"{checkpoint}: {meta.in_chans} channels, {meta.num_classes} outputs; needs face + body, age + gender")
    path = directory / "attributes.onnx"
    contracts = onnx_export.export(model.model, torch.zeros(1, 6, model.input_size, model.input_size), path, ["output"])
    onnx_export.require_shapes(contracts, {"output": [3]}, checkpoint)
    return {
        "slot": "attributes",
        "family": "mivolo",
        "networks": {"model": {"file": path.name, **contracts}},
        "labels": ["male", "female"],
        "constants": {"minAge": float(meta.min_age), "maxAge": float(meta.max_age), "avgAge": float(meta.avg_age)},
        "license": {
            "name": "MiVOLO license, derived from CC BY-SA 4.0",
            "commercialUse": "unclear",
            "note": "https://github.com/WildChlamydia/MiVOLO/tree/main/license",
        },
    }
