import { boxHeight } from '../../box.ts';
import type { Interval } from './interval.ts';
import { type Direction, directionOf, foreshortening } from './movement.ts';
import type { Observation } from './observation.ts';

/** A place of somebody's feet, pixels with the vertical made up for foreshortening. */
interface Place {
  readonly x: number;
  readonly y: number;
  /** Height of the body there, pixels. */
  readonly height: number;
}

/** A place on a path where it may be cut. A JSON value. */
export interface Waypoint extends Place {
  /** Length of the path up to here, body heights. */
  readonly walked: number;
  /** The walk up to here, whose last agreeing observation this is. */
  readonly walk: Interval;
}

/** The way of somebody who walks. A JSON value. */
export interface WalkPath {
  /** Ascending in time. */
  readonly waypoints: readonly Waypoint[];
  /** The place last seen. */
  readonly last: Place;
}

/** Time between two waypoints, milliseconds: over less, a jumping box adds to the length of the path. */
const waypointStepMs = 800;
/** Most waypoints of a path, half a minute of them; when there are more, every second one is forgotten. */
const maxWaypoints = 40;
/** Share of the path below which the way from its first to its last place says nothing of where somebody walked. */
const minNetShare = 0.5;
/** Least way that leads somewhere, body heights: three and a half meters; what is shorter is a step or two aside. */
const minNetHeights = 2;
/** Least way of somebody who walks about and gets nowhere, body heights: out and back over the least that leads somewhere. */
const minRoamedHeights = 2 * minNetHeights;
/** Cosine of the least turn between two ways that lead somewhere: 60 degrees, below which it is one way with a bend. */
const maxTurnCosine = 0.5;

/** Adds an observation of a walk that goes on, or with `path` null begins. */
export function extendPath(path: WalkPath | null, walk: Interval, observation: Observation): WalkPath {
  const last = placeOf(observation);
  if (!path) return { waypoints: [{ ...last, walked: 0, walk }], last };
  if (observation.state !== 'walking') return path;
  const { waypoints } = path;
  const before = waypoints.at(-1)!;
  const isAgreeing = walk.endMs === observation.timeMs;
  if (!isAgreeing || walk.endMs - before.walk.endMs < waypointStepMs) return { waypoints, last };
  const walked = before.walked + heightsBetween(before, last);
  return { waypoints: [...thinned(waypoints), { ...last, walked, walk }], last };
}

/**
 * Finds where a path is to be cut so that it tells more: where one way that leads somewhere turns into another, or one
 * of them into walking about. That is the waypoint furthest out of the way, or where walking about ends.
 *
 * @returns index of the waypoint; null when the path is one piece
 */
export function findTurn({ waypoints }: WalkPath): number | null {
  const [first, last] = [waypoints[0]!, waypoints.at(-1)!];
  const byDetour = waypoints
    .map((waypoint, index) => ({ waypoint, index, detour: detour(first, waypoint, last) }))
    .toSorted((a, b) => b.detour - a.detour);
  const [furthest] = byDetour;
  if (furthest && isTurn(first, furthest.waypoint, last)) return furthest.index;
  const end = byDetour.find(
    ({ waypoint }) => wayOf(first, waypoint) === 'roaming' && wayOf(waypoint, last) === 'direct',
  );
  return end?.index ?? null;
}

/** Names the direction from the first to the last place of a path; null when somebody walked about. */
export function netDirection({ waypoints, last }: WalkPath): Direction | null {
  const [first, before] = [waypoints[0]!, waypoints.at(-1)!];
  const walked = before.walked - first.walked + heightsBetween(before, last);
  if (heightsBetween(first, last) < minNetShare * walked) return null;
  return directionBetween(first, last);
}

function placeOf({ person: { box } }: Observation): Place {
  return { x: (box.x1 + box.x2) / 2, y: foreshortening * box.y2, height: boxHeight(box) };
}

/** Whether somebody who got somewhere turns to another direction, or gets nowhere from there on. */
function isTurn(first: Waypoint, turn: Waypoint, last: Waypoint): boolean {
  const [before, after] = [wayOf(first, turn), wayOf(turn, last)];
  if (before === 'direct' && after === 'direct') {
    const isOneDirection = directionBetween(first, turn) === directionBetween(turn, last);
    return !isOneDirection && turnCosine(first, turn, last) < maxTurnCosine;
  }
  return before === 'direct' && after === 'roaming';
}

function directionBetween(from: Place, to: Place): Direction | null {
  return directionOf(to.x - from.x, to.y - from.y);
}

/** Tells a way that leads somewhere from walking about; null for one that is too short to tell. */
function wayOf(from: Waypoint, to: Waypoint): 'direct' | 'roaming' | null {
  const [net, walked] = [heightsBetween(from, to), to.walked - from.walked];
  if (net >= minNetShare * walked) return net >= minNetHeights ? 'direct' : null;
  return walked >= minRoamedHeights ? 'roaming' : null;
}

function turnCosine(first: Place, turn: Place, last: Place): number {
  const [ax, ay, bx, by] = [turn.x - first.x, turn.y - first.y, last.x - turn.x, last.y - turn.y];
  return (ax * bx + ay * by) / (Math.hypot(ax, ay) * Math.hypot(bx, by));
}

/** How much longer the way over a place is than the straight one, body heights. */
function detour(first: Place, over: Place, last: Place): number {
  return heightsBetween(first, over) + heightsBetween(over, last) - heightsBetween(first, last);
}

function heightsBetween(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y) / ((a.height + b.height) / 2);
}

function thinned(waypoints: readonly Waypoint[]): readonly Waypoint[] {
  return waypoints.length < maxWaypoints ? waypoints : waypoints.filter((_, index) => index % 2 === 0);
}
