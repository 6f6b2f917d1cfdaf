import type { Box } from '@deepsentinel/queue-contracts';
import { boxHeight } from '../../box.ts';
import type { PersonDetection } from '../../detection.ts';
import { type LocalTime, localTime } from '../../store/local-time.ts';
import { distanceTo, isInside, type Point } from '../../store/polygon.ts';
import type { StoreContext } from '../../store/store-context.ts';
import { type Zone, zoneInPixels } from '../../store/zone.ts';
import { reachesInto } from './hands.ts';

/** Movement is measured over this stretch of a track, milliseconds. */
const windowMs = 1000;
const minWindowMs = 350;
/**
 * Steps towards or away from the camera look shorter than steps to the side: a camera that looks down on a floor at
 * about 30 degrees shows half of them.
 */
const foreshortening = 2;
/** A track lost within this distance of an exit zone counts as having left by it, box heights: the last step is seldom seen. */
const exitReach = 0.3;

export type Direction = 'left' | 'right' | 'towards the camera' | 'away from the camera';
export type Edge = 'left' | 'right' | 'top' | 'bottom' | 'inside';

/** Slower feet are taken for standing, box heights per second; a stroll is about 0.5. */
export const walkingSpeed = 0.22;

/** A person in one frame as the rules see it. */
export interface Observation {
  readonly trackId: number;
  readonly timeMs: number;
  /** Time since the recording began or its clock jumped, milliseconds. */
  readonly recordingMs: number;
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
export type BareObservation = Pick<Observation, 'trackId' | 'timeMs' | 'recordingMs' | 'person' | 'frame'>;

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

/** The border of the frame that a box touches or nearly touches, "inside" when none. */
export function nearestEdge(box: Box, { width, height }: Observation['frame']): Edge {
  const margin = 0.03 * Math.min(width, height);
  if (box.x1 <= margin) return 'left';
  if (box.x2 >= width - margin) return 'right';
  if (box.y2 >= height - margin) return 'bottom';
  return box.y1 <= margin ? 'top' : 'inside';
}

/** Confidence of a passage at a door or a border, 0..1. */
const passageConfidence = 0.9;
/** Confidence in the middle of the picture, where somebody may as well only be hidden, 0..1. */
const insideConfidence = 0.5;

/** The way by which somebody comes into view or goes out of it: an exit zone by its name, else a border of the frame. */
export function passage({ exit, person, frame }: Observation): { edge: string; confidence: number } {
  const edge = exit ?? nearestEdge(person.box, frame);
  return { edge, confidence: edge === 'inside' ? insideConfidence : passageConfidence };
}
