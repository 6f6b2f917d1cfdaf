import { assignMinimumCost, iou } from '@deepsentinel/inference-core';
import { countBoxes, type EvaluatedFrame, type IdentifiedBox } from './frames.ts';
import { minOverlap } from './match-boxes.ts';

/** Figures of how well identities are kept over the whole video; all 0..1. */
export interface IdentityF1 {
  /** Share of labeled and track boxes together that carry the right identity. */
  readonly idf1: number;
  /** Share of the track boxes that carry the right identity; 0 when there are none. */
  readonly idp: number;
  /** Share of the labeled boxes that carry the right identity. */
  readonly idr: number;
}

/**
 * Computes Ristani's identity measures. Every person gets at most one track and every track at most one person, for the
 * whole video and so that the most boxes agree (overlap of 0.5 or more). All other boxes are wrong.
 *
 * @param frames frames with at least one labeled box; an id occurs once in a frame
 * @see https://arxiv.org/abs/1609.01775
 */
export function identityF1(frames: readonly EvaluatedFrame<IdentifiedBox>[]): IdentityF1 {
  const { labeled, reported } = countBoxes(frames);
  const agreements = countAgreements(frames);
  const costs = agreements.map((row) => row.map((count) => -count));
  const right = assignMinimumCost(costs).reduce((sum, [row, column]) => sum + agreements[row]![column]!, 0);
  return {
    idf1: (2 * right) / (labeled + reported),
    idp: right / Math.max(1, reported),
    idr: right / labeled,
  };
}

/** Counts the frames in which the boxes of a person and a track overlap enough, [persons][tracks]. */
function countAgreements(frames: readonly EvaluatedFrame<IdentifiedBox>[]): number[][] {
  const persons = numberIds(frames.flatMap((frame) => frame.labeled));
  const tracks = numberIds(frames.flatMap((frame) => frame.reported));
  const counts = Array.from(persons, () => new Array<number>(tracks.size).fill(0));
  for (const { labeled, reported } of frames) {
    for (const person of labeled) {
      for (const track of reported) {
        if (iou(person.box, track.box) < minOverlap) continue;
        counts[persons.get(person.id)!]![tracks.get(track.id)!]!++;
      }
    }
  }
  return counts;
}

/** Numbers the ids from 0. */
function numberIds(boxes: readonly IdentifiedBox[]): Map<number, number> {
  return new Map([...new Set(boxes.map(({ id }) => id))].map((id, index) => [id, index]));
}
