"""Golden values for the orientation of joints: where the joints of a body are seen that stands turned by known angles.

Written from MEBOW's convention (design/models.md) and published proportions of bodies, not from our TypeScript: there the angle
is told from the joints, here the joints from the angle. Needs numpy, as Debian has it (python3-numpy).
"""

import numpy as np
from square_crop_reference import rounded, write

# Forwards, to the left, and up, in heights of the body (Drillis and Contini, 1966; heads by eye): the nose, then left parts.
NOSE, EYE, EAR, SHOULDER, HIP = (0.075, 0, 0.92), (0.06, 0.018, 0.94), (0, 0.043, 0.93), (0, 0.129, 0.818), (0, 0.0955, 0.53)


def turned_joints(degrees, tilt, height=200, foot=(300, 400)):
    """x, y of nose, eyes, ears, shoulders, hips (left, then right), at MEBOW's angle, seen from `tilt` degrees above."""
    pairs = [[(f, left, up), (f, -left, up)] for f, left, up in (EYE, EAR, SHOULDER, HIP)]
    forwards, leftwards, up = np.array([NOSE, *sum(pairs, [])]).T * height
    turn, tilt = np.radians(degrees), np.radians(tilt)
    # At 0 the body looks away from the camera and its left is on the left; at 90 it looks to the left.
    x = -forwards * np.sin(turn) - leftwards * np.cos(turn)
    towards = -forwards * np.cos(turn) + leftwards * np.sin(turn)
    return rounded(np.stack([foot[0] + x, foot[1] - up * np.cos(tilt) + towards * np.sin(tilt)], axis=1), 3)


def orientations():
    angles = [(degrees, tilt) for tilt in (0, 15, 30) for degrees in range(0, 360, 15)]
    return [{"degrees": degrees, "tilt": tilt, "joints": turned_joints(degrees, tilt)} for degrees, tilt in angles]


if __name__ == "__main__":
    write("embedded-orientations.json", orientations())
