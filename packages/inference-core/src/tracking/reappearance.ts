import type { Box } from '@deepsentinel/queue-contracts';
import { appearanceDistance } from './appearance.ts';
import { footDistanceHeights, isOneSize } from './association.ts';
import { assignMinimumCost } from './hungarian.ts';
import type { AverageAppearance, ConfirmedTrack, LiveTrack } from './live-track.ts';
import { isPassage, type Scene } from './scene.ts';

/** A track that was lost inside the picture and may come back. A JSON value. */
export interface DormantTrack {
  readonly trackId: number;
  readonly lastBox: Box;
  readonly lastSeenMs: number;
  readonly appearance: AverageAppearance | null;
}

/**
 * Time for which somebody lost inside the picture may come back, milliseconds. Whoever crouches at a low shelf or stands
 * behind a pillar is back within seconds; each second longer delays the report of those who went by a door that the
 * store has not drawn, and makes it more likely that somebody dressed alike comes along.
 */
export const maxDormantMs = 20000;
/** Most tracks that are kept dormant; the oldest ends when there are more. */
const maxDormantTracks = 32;
/**
 * Maximum distance of the appearances of a track and of its continuation, 0..1. On PETS09-S2L1 the averages of one person
 * are 0.04 to 0.36 apart (5 and 95 percent), those of two people 0.15 to 0.95, median 0.5.
 */
const maxAppearanceDistance = 0.35;
/** Speed of a brisk walk, box heights per second. */
const maxSpeedHeights = 1;
/** Distance that two boxes of one person may be apart anyhow, box heights. */
const baseDistanceHeights = 0.7;

/** Whether a lost track may come back: it left neither by a border nor by a door, and what it looks like is known. */
export function maySleep({ before, lastBox, lastSeenMs, appearance }: LiveTrack, scene: Scene): boolean {
  return appearance !== null && !isPassage(before, { box: lastBox, timeMs: lastSeenMs }, scene);
}

/** The part of a lost track that is kept while it sleeps. */
export function toDormant({ trackId, lastBox, lastSeenMs, appearance }: ConfirmedTrack): DormantTrack {
  return { trackId, lastBox, lastSeenMs, appearance };
}

/** Whether a track that is not confirmed yet came in by a border or a door. */
export function cameIn({ pending, lastBox, lastSeenMs }: LiveTrack, scene: Scene): boolean {
  const { timeMs, person } = pending[0]!;
  return isPassage({ box: lastBox, timeMs: lastSeenMs }, { box: person.box, timeMs }, scene);
}

/** Splits dormant tracks into those that may still come back and those that are given up. */
export function expireDormant(
  dormant: readonly DormantTrack[],
  timeMs: number,
): { kept: DormantTrack[]; expired: DormantTrack[] } {
  const byAge = dormant.toSorted((a, b) => b.lastSeenMs - a.lastSeenMs);
  const kept = byAge.filter(
    ({ lastSeenMs }, index) => timeMs - lastSeenMs <= maxDormantMs && index < maxDormantTracks,
  );
  return { kept, expired: dormant.filter((track) => !kept.includes(track)) };
}

/** Lost tracks that a new track may continue. */
export interface LostTracks {
  /** Lost a moment ago, wherever. */
  readonly unseen: readonly ConfirmedTrack[];
  readonly dormant: readonly DormantTrack[];
}

/**
 * Finds the lost tracks that new ones continue: people who look the same, at a place within reach. Somebody who came in
 * by a border or a door continues only a track that was lost a moment ago.
 *
 * @param newcomers new tracks about to be confirmed
 * @returns the continued track by new track
 */
export function linkReappearances(
  newcomers: readonly LiveTrack[],
  { unseen, dormant }: LostTracks,
  scene: Scene,
): Map<LiveTrack, ConfirmedTrack | DormantTrack> {
  const lost = [...unseen, ...dormant];
  const costs = newcomers.map((newcomer) => {
    const mayHaveSlept = !cameIn(newcomer, scene);
    return lost.map((one, index) =>
      index < unseen.length || mayHaveSlept ? linkCost(one, newcomer) : Infinity,
    );
  });
  const pairs = assignMinimumCost(costs, maxAppearanceDistance);
  return new Map(pairs.map(([row, column]) => [newcomers[row]!, lost[column]!]));
}

function linkCost(lost: ConfirmedTrack | DormantTrack, { pending, appearance }: LiveTrack): number {
  const { timeMs, person } = pending[0]!;
  const seconds = (timeMs - lost.lastSeenMs) / 1000;
  if (seconds <= 0 || !lost.appearance || !appearance || !isOneSize(lost.lastBox, person.box))
    return Infinity;
  const reach = baseDistanceHeights + maxSpeedHeights * seconds;
  if (footDistanceHeights(lost.lastBox, person.box) > reach) return Infinity;
  return appearanceDistance(lost.appearance.shares, appearance.shares);
}
