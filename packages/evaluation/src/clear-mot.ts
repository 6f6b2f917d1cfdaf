import { iou } from '@deepsentinel/inference-core';
import { countBoxes, type EvaluatedFrame, type IdentifiedBox } from './frames.ts';
import { type BoxMatch, matchBoxes, minOverlap } from './match-boxes.ts';

/** CLEAR MOT figures. */
export interface ClearMot {
  /** Accuracy: 1 - (misses + falsePositives + idSwitches) / labeled boxes; at most 1, below 0 for a useless tracker. */
  readonly mota: number;
  /** Precision: mean overlap (intersection over union) of the matched boxes, 0.5..1; 0 when none matched. */
  readonly motp: number;
  readonly matches: number;
  /** Labeled boxes without a track. */
  readonly misses: number;
  /** Track boxes without a labeled one. */
  readonly falsePositives: number;
  /** Matches of a person to another track than the one last matched, however long ago. */
  readonly idSwitches: number;
}

/** Track last matched, by the id of the labeled person. */
type Partners = Map<number, number>;

/**
 * Computes Bernardin and Stiefelhagen's measure of tracking. A person keeps the track matched last as long as the two
 * overlap by 0.5 or more, even where another track fits better; the others are matched anew, as many as possible with
 * the largest overlap. A pair holds through frames in which one of the two is missing, as in the paper and in
 * py-motmetrics.
 *
 * @param frames frames ascending in time, with at least one labeled box; an id occurs once in a frame
 * @see https://doi.org/10.1155/2008/246309
 */
export function clearMot(frames: readonly EvaluatedFrame<IdentifiedBox>[]): ClearMot {
  const partners: Partners = new Map();
  const { labeled, reported } = countBoxes(frames);
  let matches = 0;
  let overlapSum = 0;
  let idSwitches = 0;
  for (const frame of frames) {
    for (const match of matchFrame(frame, partners)) {
      matches++;
      overlapSum += match.overlap;
      if ((partners.get(match.labeled.id) ?? match.reported.id) !== match.reported.id) idSwitches++;
      partners.set(match.labeled.id, match.reported.id);
    }
  }
  const misses = labeled - matches;
  const falsePositives = reported - matches;
  return {
    mota: 1 - (misses + falsePositives + idSwitches) / labeled,
    motp: overlapSum / Math.max(1, matches),
    matches,
    misses,
    falsePositives,
    idSwitches,
  };
}

function matchFrame(frame: EvaluatedFrame<IdentifiedBox>, partners: Partners): BoxMatch<IdentifiedBox>[] {
  const kept = keepPartners(frame, partners);
  const rest = {
    labeled: frame.labeled.filter((label) => !kept.some((match) => match.labeled === label)),
    reported: frame.reported.filter((track) => !kept.some((match) => match.reported === track)),
  };
  return [...kept, ...matchBoxes(rest)];
}

/**
 * Keeps the pairs that still overlap. If two persons were matched to one track at different times, the first in the
 * frame gets it.
 */
function keepPartners(
  { labeled, reported }: EvaluatedFrame<IdentifiedBox>,
  partners: Partners,
): BoxMatch<IdentifiedBox>[] {
  const free = new Map(reported.map((track) => [track.id, track]));
  return labeled.flatMap((label) => {
    const track = free.get(partners.get(label.id) ?? Number.NaN);
    const overlap = track ? iou(label.box, track.box) : 0;
    if (!track || overlap < minOverlap) return [];
    free.delete(track.id);
    return { labeled: label, reported: track, overlap };
  });
}
