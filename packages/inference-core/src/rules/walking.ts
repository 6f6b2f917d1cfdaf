import { defineRule, type ProposedEvent, type RuleStep } from './define-rule.ts';
import { intervalAfter, stateInterval } from './observe/interval.ts';
import { extendPath, findTurn, netDirection, type WalkPath } from './observe/walk-path.ts';
import { isName, joined } from './observe/words.ts';

const walking = stateInterval('walking');

interface State {
  readonly interval: typeof walking.initial;
  /** Null outside of an interval. */
  readonly path: WalkPath | null;
}

/**
 * A person on the move for at least a second. A walk that turns is told in pieces: along an aisle and back are two walks
 * with a direction each; somebody who turns time and again without getting anywhere walks about.
 */
export const walkingRule = defineRule({
  name: 'walking',
  type: 'walking',
  shows: 'walking',
  initial: { interval: null, path: null } as State,
  activeSinceMs: ({ interval }) => walking.activeSinceMs(interval),

  observe({ interval: before, path }, observation) {
    const { state: interval, event } = walking.observe(before, observation);
    const isSame = interval !== null && interval.startMs === before?.startMs;
    const next = interval && extendPath(isSame ? path : null, interval, observation);
    const ended = event && path && withDirection(event, path);
    return ended || !next ? { state: { interval, path: next }, event: ended } : cut({ interval, path: next });
  },

  finish({ interval, path }) {
    const event = walking.finish(interval);
    return event && path && withDirection(event, path);
  },

  sentence: ({ who, duration, evidence: { direction } }) =>
    joined(who, isName(direction) ? `walks ${heading(direction)}` : 'walks about', `for ${duration}`),
});

/** Ends a walk at its turn, if it has one, and goes on from there. */
function cut({ interval, path }: { interval: State['interval']; path: WalkPath }): RuleStep<State> {
  const index = findTurn(path);
  const turn = index === null ? null : path.waypoints[index]!;
  if (!turn || !interval) return { state: { interval, path } };
  const event = walking.finish(turn.walk);
  const walked = { waypoints: path.waypoints.slice(0, index! + 1), last: turn };
  const waypoints = path.waypoints
    .slice(index!)
    .map((waypoint) => ({ ...waypoint, walk: intervalAfter(waypoint.walk, turn.walk) }));
  return {
    state: { interval: intervalAfter(interval, turn.walk), path: { ...path, waypoints } },
    event: event && withDirection(event, walked),
  };
}

function withDirection(event: ProposedEvent, path: WalkPath): ProposedEvent {
  const direction = netDirection(path);
  return direction ? { ...event, evidence: { ...event.evidence, direction } } : event;
}

function heading(direction: string): string {
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}
