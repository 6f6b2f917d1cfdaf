import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight } from '../../box.ts';
import type { PersonDetection } from '../../detection.ts';
import { type LocalTime, localTime } from '../../store/local-time.ts';
import { distanceTo, isInside, type Point } from '../../store/polygon.ts';
import type { StoreContext } from '../../store/store-context.ts';
import { type Zone, zoneInPixels } from '../../store/zone.ts';
import { exitReach } from '../../tracking/scene.ts';
import { reachesInto } from './hands.ts';

/** Movement is measured over this stretch of a track, milliseconds. */
const windowMs = 1000;
const minWindowMs = 350;
/**
 * Steps towards or away from the camera look shorter than steps to the side: a camera that looks down on a floor at
 * about 30 degrees shows half of them.
 */
const foreshortening = 2;

export type Direction = 'left' | 'right' | 'towards the camera' | 'away from the camera';

/** Slower feet are taken for standing, box heights per second; a stroll is about 0.5. */
export const walkingSpeed = 0.22;

/** A person in one frame as the rules see it. */
export interface Observation {
  readonly trackId: number;
  readonly timeMs: number;
  readonly person: PersonDetection;
  readonly frame: { readonly width: number; readonly height: number };
  /** Movement of the feet over the last second, box heights per second; null until there is enough of it to measure. */
  readonly speedHeightsPerSecond: number | null;
  readonly direction: Direction | null;
  /** Kinds of the zones that the person stands in. */
  readonly standsIn: readonly Zone['kind'][];
  /** Name of the exit zone that the person stands in or next to. */
  readonly exit: string | null;
  /** Names of the shelf zones that a hand is stretched into; null when no hand can be seen. */
  readonly reachesInto: readonly string[] | null;
  /** Time by the clock of the store; null when it is not known when the video was recorded. */
  readonly localTime: LocalTime | null;
}

/** Everybody whom one frame shows. */
export interface FrameObservations {
  readonly timeMs: number;
  /** Ascending in track id. */
  readonly observations: readonly Observation[];
}

/** A track in one frame, before it is seen in its surroundings. */
export type BareObservation = Pick<Observation, 'trackId' | 'timeMs' | 'person' | 'frame'>;

/** Looks at a person of a track as the rules need it. */
export function observationOf(
  bare: BareObservation,
  trail: readonly FootPosition[],
  store: StoreContext | null,
): Observation {
  const { timeMs, person, frame } = bare;
  const zones = store?.zones ?? [];
  const feet: Point = [(person.box.x1 + person.box.x2) / 2, person.box.y2];
  return {
    ...bare,
    ...movement(trail),
    standsIn: zones.filter((zone) => isInside(zoneInPixels(zone, frame), feet)).map(({ kind }) => kind),
    exit: nearestExit(zones, feet, bare),
    reachesInto: reachesInto(zones, person, frame),
    localTime: store?.recordedAt ? localTime(store.recordedAt, timeMs, store.timeZone) : null,
  };
}

function nearestExit(zones: readonly Zone[], feet: Point, { person, frame }: BareObservation): string | null {
  const near = zones
    .filter(({ kind }) => kind === 'exit')
    .map((zone) => ({ name: zone.name, distance: distanceTo(zoneInPixels(zone, frame), feet) }))
    .filter(({ distance }) => distance <= exitReach * boxHeight(person.box))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}

/** A past position of a track's feet. */
export interface FootPosition {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Appends a position and forgets those that no longer matter. */
export function extendTrail(trail: readonly FootPosition[], box: Box, timeMs: number): FootPosition[] {
  const position = { timeMs, x: (box.x1 + box.x2) / 2, y: box.y2, height: boxHeight(box) };
  return [...trail.filter((old) => timeMs - old.timeMs <= windowMs), position];
}

/** Speed and direction between the oldest and the newest of some trail. */
export function movement(
  trail: readonly FootPosition[],
): Pick<Observation, 'speedHeightsPerSecond' | 'direction'> {
  const first = trail[0];
  const last = trail.at(-1);
  if (!first || !last || last.timeMs - first.timeMs < minWindowMs)
    return { speedHeightsPerSecond: null, direction: null };
  const dx = last.x - first.x;
  const dy = foreshortening * (last.y - first.y);
  const seconds = (last.timeMs - first.timeMs) / 1000;
  const speedHeightsPerSecond = Math.hypot(dx, dy) / ((first.height + last.height) / 2) / seconds;
  return { speedHeightsPerSecond, direction: directionOf(dx, dy) };
}

function directionOf(dx: number, dy: number): Direction {
  if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 'left' : 'right';
  return dy > 0 ? 'towards the camera' : 'away from the camera';
}
