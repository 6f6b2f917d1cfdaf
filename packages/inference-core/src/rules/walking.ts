import { defineRule } from './define-rule.ts';
import { stateInterval } from './observe/interval.ts';
import { directionOf, foreshortening } from './observe/movement.ts';
import type { Observation } from './observe/observation.ts';
import { isName, joined } from './observe/words.ts';

/** Time between the points of a path, milliseconds: over less, a jumping box adds to its length. */
const pathStepMs = 800;
/** Share of the path below which the way from its first to its last point says nothing of where somebody walked. */
const minNetShare = 0.5;

const walking = stateInterval('walking');

interface Point {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
}

/** Feet of somebody who walks, pixels with the vertical made up for foreshortening. */
interface Path {
  readonly first: Point;
  /** Last point that the length includes. */
  readonly counted: Point;
  readonly last: Point;
  readonly length: number;
}

interface State {
  readonly interval: typeof walking.initial;
  /** Null outside of an interval. */
  readonly path: Path | null;
}

/** A person on the move for at least a second. */
export const walkingRule = defineRule({
  name: 'walking',
  type: 'walking',
  shows: 'walking',
  initial: { interval: null, path: null } as State,
  activeSinceMs: ({ interval }) => walking.activeSinceMs(interval),

  observe({ interval: before, path }, observation) {
    const { state: interval, event } = walking.observe(before, observation);
    const isSame = interval !== null && interval.startMs === before?.startMs;
    const next = interval && extend(isSame ? path : null, observation);
    return { state: { interval, path: next }, event: event && withDirection(event, path) };
  },

  finish({ interval, path }) {
    const event = walking.finish(interval);
    return event && withDirection(event, path);
  },

  sentence: ({ who, duration, evidence: { direction } }) =>
    joined(who, isName(direction) ? `walks ${heading(direction)}` : 'walks about', `for ${duration}`),
});

type Walk = NonNullable<ReturnType<typeof walking.finish>>;

function withDirection(event: Walk, path: Path | null): Walk {
  const direction = path && netDirection(path);
  return direction ? { ...event, evidence: { ...event.evidence, direction } } : event;
}

/** Names the direction from the first to the last point; null when somebody went to and fro. */
function netDirection({ first, counted, last, length }: Path): string | null {
  const [dx, dy] = [last.x - first.x, last.y - first.y];
  return Math.hypot(dx, dy) < minNetShare * (length + distance(counted, last)) ? null : directionOf(dx, dy);
}

function extend(path: Path | null, observation: Observation): Path {
  const last = pointOf(observation);
  if (!path) return { first: last, counted: last, last, length: 0 };
  if (observation.state !== 'walking') return path;
  if (last.timeMs - path.counted.timeMs < pathStepMs) return { ...path, last };
  return { ...path, counted: last, last, length: path.length + distance(path.counted, last) };
}

function pointOf({ timeMs, person: { box } }: Observation): Point {
  return { timeMs, x: (box.x1 + box.x2) / 2, y: foreshortening * box.y2 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function heading(direction: string): string {
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}
