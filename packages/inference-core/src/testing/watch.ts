import type {
  FrameEvent,
  FrameRule,
  ProposedEvent,
  Rule,
  TrackEnd,
  TrackRule,
} from '../rules/define-rule.ts';
import { followState, momentaryState, unknownSince } from '../rules/observe/body-state.ts';
import type { FrameObservations, Observation } from '../rules/observe/observation.ts';
import { knownOf } from '../rules/observe/requirements.ts';
import type { StoreContext } from '../store/store-context.ts';
import { observation, storeContext } from './factories.ts';

const startMs = 5000;
const stepMs = 200;

/** Store of the camera, and how the track ends. */
interface Circumstances {
  /** Store with everything that the rule requires. */
  readonly store?: StoreContext;
  readonly end?: TrackEnd;
}

/** Repeats an observation five times a second for some seconds. */
export function during(seconds: number, overrides: Partial<Observation>): Partial<Observation>[] {
  return Array.from({ length: seconds * 5 }, () => overrides);
}

/** Runs a rule over a track of five observations a second; the state goes through JSON as at a checkpoint. */
export function watch(
  rule: TrackRule,
  observations: readonly Partial<Observation>[],
  { store = storeContext(), end = 'lost' }: Circumstances = {},
): ProposedEvent[] {
  const known = knownOf(rule.requires, store);
  return run<Observation, ProposedEvent>(rule, withStates(observations.map(observed)), {
    observe: (state, seen) => rule.observe(state, seen, known),
    finish: (state) => rule.finish(state, end),
  });
}

/** Runs a rule that watches all persons over frames of five a second. */
export function watchFrames(
  rule: FrameRule,
  frames: readonly (readonly Observation[])[],
  { store = storeContext() }: Omit<Circumstances, 'end'> = {},
): FrameEvent[] {
  const known = knownOf(rule.requires, store);
  const seen = frames.map((observations, index) => {
    const timeMs = startMs + index * stepMs;
    return { timeMs, observations: observations.map((one) => ({ ...one, timeMs })) };
  });
  return run<FrameObservations, FrameEvent>(rule, seen, {
    observe: (state, frame) => rule.observe(state, frame, known),
    finish: (state) => rule.finish(state),
  });
}

/** Leaves what remains when later reports of an event take the place of earlier ones. */
export function lastReports<Event extends ProposedEvent>(events: readonly Event[]): Event[] {
  return [...new Map(events.map((event) => [event.startMs, event])).values()];
}

const observed = (overrides: Partial<Observation>, index: number) =>
  observation({ timeMs: startMs + index * stepMs, ...overrides });

/** Gives each observation the state that its posture, its speed and the observations before it tell. */
function withStates(observations: readonly Observation[]): Observation[] {
  let stateOverTime = unknownSince(startMs);
  return observations.map((observation) => {
    const { timeMs, person, speedHeightsPerSecond } = observation;
    const state = momentaryState(person, speedHeightsPerSecond);
    stateOverTime = followState(stateOverTime, { timeMs, state });
    const { state: smoothed, sinceMs: stateSinceMs } = stateOverTime;
    return { ...observation, state: smoothed, stateSinceMs, momentaryState: state };
  });
}

interface Steps<Seen, Event> {
  observe(state: unknown, seen: Seen): { readonly state: unknown; readonly event?: Event | null | undefined };
  finish(state: unknown): Event | null;
}

function run<Seen, Event>({ initial }: Rule, all: readonly Seen[], steps: Steps<Seen, Event>): Event[] {
  let state = initial;
  const events: Event[] = [];
  for (const seen of all) {
    const step = steps.observe(state, seen);
    state = JSON.parse(JSON.stringify(step.state));
    if (step.event) events.push(step.event);
  }
  const last = steps.finish(state);
  return last ? [...events, last] : events;
}
