import type { Box } from '@deepsentinel/queue-contracts';
import { boxArea, boxHeight, iou } from '../box.ts';
import { type Appearance, appearanceDistance } from './appearance.ts';
import { assignMinimumCost } from './hungarian.ts';
import { type Candidate, isConfirmed, type LiveTrack, predictedBox } from './live-track.ts';

/** A track and its person in the current frame. */
export interface Match {
  readonly track: LiveTrack;
  readonly candidate: Candidate;
}

/** Minimum IoU of a detection with a track, unless their feet are close. */
const minOverlap = 0.1;
/** Maximum distance of the feet of a detection and a track whose boxes do not overlap, box heights. */
const maxDistanceHeights = 0.7;
/**
 * Maximum ratio of two sizes of one person from frame to frame, a size being the root of the box's area. Half a person
 * behind a counter still has 0.7 of it, somebody crouching 0.8, somebody fallen towards the camera 0.6; a toddler has
 * half of an adult's.
 */
const maxScale = 1.75;
/**
 * Weight of the appearance. On PETS09-S2L1, torsos of one person are 0.1 apart from frame to frame and seldom 0.3, those
 * of two people 0.6 (median), so that other clothes weigh as much as feet that are the greatest distance apart. From 1 to
 * 2 the results are the same (docs/accuracy.md).
 */
const appearanceWeight = 1.5;
/** Distance of appearances that speaks neither for nor against, also assumed of a torso that is hidden, 0..1. */
const neutralDistance = 0.3;
/**
 * Cost of leaving a track and a detection without each other. Two boxes that just do not overlap cost 1 and what their
 * feet are apart; those of a walker whose speed is not known yet (0.8 heights a second) are 0.3 heights apart at 2.5
 * frames a second.
 */
const unmatchedCost = 1.4;
/** Minimum IoU of a low-confidence detection with the predicted box of a track, as in ByteTrack. */
const minOverlapOfLowConfidence = 0.5;
/** Minimum confidence of a low-confidence detection that continues a track, 0..1, as in ByteTrack. */
const minLowConfidence = 0.1;

/**
 * Gives the persons of a frame to tracks: first sure detections to confirmed tracks, then unsure ones to those left
 * over, then the sure ones left over to tracks that are not confirmed, as ByteTrack does.
 *
 * @see https://arxiv.org/abs/2110.06864
 */
export function matchTracks(
  tracks: readonly LiveTrack[],
  candidates: readonly Candidate[],
  timeMs: number,
): Match[] {
  const predicted = new Map(tracks.map((track) => [track, predictedBox(track, timeMs)]));
  const associationCost = (track: LiveTrack, candidate: Candidate) =>
    association(track, predicted.get(track)!, candidate);
  const overlapCost = (track: LiveTrack, { person }: Candidate) => 1 - iou(predicted.get(track)!, person.box);

  const sure = candidates.filter(({ person }) => person.highConfidence);
  const unsure = candidates.filter(
    ({ person }) => !person.highConfidence && person.confidence >= minLowConfidence,
  );
  const confirmed = tracks.filter(isConfirmed);
  const first = assign(confirmed, sure, { cost: associationCost, unmatchedCost });
  const second = assign(withoutTracks(confirmed, first), unsure, {
    cost: overlapCost,
    unmatchedCost: 1 - minOverlapOfLowConfidence,
  });
  const unconfirmed = tracks.filter((track) => !isConfirmed(track));
  const third = assign(unconfirmed, withoutCandidates(sure, first), { cost: associationCost, unmatchedCost });
  return [...first, ...second, ...third];
}

/** Whether two boxes may be of one person by their sizes. */
export function isOneSize(a: Box, b: Box): boolean {
  const ratio = Math.sqrt(boxArea(a) / boxArea(b));
  return ratio <= maxScale && ratio >= 1 / maxScale;
}

function assign(
  tracks: readonly LiveTrack[],
  candidates: readonly Candidate[],
  {
    cost,
    unmatchedCost,
  }: { cost: (track: LiveTrack, candidate: Candidate) => number; unmatchedCost: number },
): Match[] {
  const costs = tracks.map((track) => candidates.map((candidate) => cost(track, candidate)));
  return assignMinimumCost(costs, unmatchedCost).map(([row, column]) => ({
    track: tracks[row]!,
    candidate: candidates[column]!,
  }));
}

/** Cost of giving a person to a track, by overlap, distance of the feet and appearance; Infinity for a person too far off. */
function association(
  { lastBox, appearance: known }: LiveTrack,
  predicted: Box,
  { person: { box }, appearance }: Candidate,
): number {
  const overlap = Math.max(iou(predicted, box), iou(lastBox, box));
  const distance = footDistanceHeights(predicted, box);
  if (overlap <= minOverlap && distance >= maxDistanceHeights) return Infinity;
  if (!isOneSize(lastBox, box) && !isOneSize(predicted, box)) return Infinity;
  return 1 - overlap + Math.min(distance, maxDistanceHeights) + appearanceCost(known?.shares, appearance);
}

/** Cost of the difference between two appearances: negative for a likeness, 0 where one of them is not known. */
function appearanceCost(known: Appearance | undefined, seen: Appearance | null): number {
  if (!known || !seen) return 0;
  return appearanceWeight * (appearanceDistance(known, seen) - neutralDistance);
}

/** Distance of the feet of two boxes, in heights of the larger. */
export function footDistanceHeights(a: Box, b: Box): number {
  const distance = Math.hypot((a.x1 + a.x2 - b.x1 - b.x2) / 2, a.y2 - b.y2);
  return distance / Math.max(boxHeight(a), boxHeight(b));
}

function withoutTracks(tracks: readonly LiveTrack[], matches: readonly Match[]): LiveTrack[] {
  return tracks.filter((track) => !matches.some((match) => match.track === track));
}

function withoutCandidates(candidates: readonly Candidate[], matches: readonly Match[]): Candidate[] {
  return candidates.filter((candidate) => !matches.some((match) => match.candidate === candidate));
}
