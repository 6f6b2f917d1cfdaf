import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea, intersectionArea, iou } from '../box.ts';
import type { Detection } from '../detection.ts';
import { assignMinimumCost } from '../tracking/hungarian.ts';

/** A face that belongs less than this to a body is nobody's. */
const minAffinity = 1e-4;

/**
 * Finds the bodies that faces belong to: of all ways to give each body at most one face, the one in which faces lie in
 * their bodies best.
 *
 * @returns for each body, in their order, its face, null when none was seen
 * @see https://github.com/WildChlamydia/MiVOLO/blob/main/mivolo/data/misc.py `assign_faces`
 */
export function pairFaces(bodies: readonly Detection[], faces: readonly Detection[]): (Detection | null)[] {
  const affinities = bodies.map((body) => faces.map((face) => affinity(body.box, face.box)));
  const costs = affinities.map((row) => row.map((value) => -value));
  const owned = new Map(
    assignMinimumCost(costs).filter(([body, face]) => affinities[body]![face]! > minAffinity),
  );
  return bodies.map((_body, index) => faces[owned.get(index) ?? -1] ?? null);
}

/** How much a face belongs to a body, 0..1: the mean of the share of it that lies in the body and of their overlap. */
function affinity(body: Box, face: Box): number {
  const shared = intersectionArea(body, face);
  return shared === 0 ? 0 : (shared / boxArea(face) + iou(body, face)) / 2;
}
