import type { EventType } from '@deepsentinel/queue-contracts';

/** State of a body; `unknown` while no event tells it. */
export type VisitState = 'standing' | 'walking' | 'sitting' | 'lying' | 'unknown';

/** Stretch of a visit in one state, milliseconds from the first frame of the video. */
export interface StateSpan {
  readonly state: VisitState;
  readonly startMs: number;
  readonly endMs: number;
}

/** Time without a state between two states that is taken for the change from one to the other, milliseconds. */
const maxChangeMs = 1000;

interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** States that events tell, the more specific first: where events of an older analysis overlap, the first counts. */
const statesOfEvents: readonly (readonly [EventType, VisitState])[] = [
  ['lying', 'lying'],
  ['collapse', 'lying'],
  ['sitting', 'sitting'],
  ['walking', 'walking'],
  ['standing', 'standing'],
];

/** Lays the states of a visit one after the other without gaps, from its start to its end. */
export function stateTimeline(
  { startMs, endMs }: Interval,
  events: readonly (Interval & { readonly type: EventType })[],
): StateSpan[] {
  const told = events.filter(({ type }) => statesOfEvents.some(([known]) => known === type));
  const bounds = [startMs, endMs, ...told.flatMap((event) => [event.startMs, event.endMs])]
    .filter((ms) => ms >= startMs && ms <= endMs)
    .toSorted((a, b) => a - b);
  const pieces = bounds.slice(1).map((to, index) => {
    const span = { startMs: bounds[index]!, endMs: to };
    return { state: stateDuring(span, told), ...span };
  });
  return join(absorbChanges(join(pieces)));
}

/** Joins neighbors in the same state, and leaves out what has no length. */
function join(spans: readonly StateSpan[]): StateSpan[] {
  const joined: StateSpan[] = [];
  for (const span of spans) {
    if (span.startMs === span.endMs) continue;
    const last = joined.at(-1);
    if (last?.state === span.state) joined[joined.length - 1] = { ...last, endMs: span.endMs };
    else joined.push(span);
  }
  return joined;
}

/** Gives short times without a state to the state before them, at the start to the one after. */
function absorbChanges(spans: readonly StateSpan[]): StateSpan[] {
  return spans.map((span, index) => {
    if (span.state !== 'unknown' || span.endMs - span.startMs > maxChangeMs) return span;
    return { ...span, state: (spans[index - 1] ?? spans[index + 1] ?? span).state };
  });
}

function stateDuring(
  { startMs, endMs }: Interval,
  events: readonly (Interval & { readonly type: EventType })[],
): VisitState {
  const covering = events.filter((event) => event.startMs <= startMs && event.endMs >= endMs);
  return statesOfEvents.find(([type]) => covering.some((event) => event.type === type))?.[1] ?? 'unknown';
}
