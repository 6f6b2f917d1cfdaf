import type { EventRule, ProposedEvent, TrackEnd } from '../events/event-rule.ts';
import type { Observation } from '../events/observation.ts';
import type { SceneEvent, SceneRule } from '../events/scene-rule.ts';
import { observation } from './factories.ts';

const startMs = 5000;
const stepMs = 200;

/** Repeats an observation five times a second for some seconds. */
export function during(seconds: number, overrides: Partial<Observation>): Partial<Observation>[] {
  return Array.from({ length: seconds * 5 }, () => overrides);
}

/** Runs a rule over a track of five observations a second; the state goes through JSON as at a checkpoint. */
export function watch<State>(
  rule: EventRule<State>,
  observations: readonly Partial<Observation>[],
  end: TrackEnd = 'lost',
): ProposedEvent[] {
  let state = rule.initial;
  const events: ProposedEvent[] = [];
  for (const [index, overrides] of observations.entries()) {
    const step = rule.observe(state, observation({ timeMs: startMs + index * stepMs, ...overrides }));
    state = JSON.parse(JSON.stringify(step.state));
    if (step.event) events.push(step.event);
  }
  const last = rule.finish(state, end);
  return last ? [...events, last] : events;
}

/** The same for a rule that watches everybody, over frames of five a second. */
export function watchScene<State>(
  rule: SceneRule<State>,
  frames: readonly (readonly Observation[])[],
): SceneEvent[] {
  let state = rule.initial;
  const events: SceneEvent[] = [];
  for (const [index, observations] of frames.entries()) {
    const timeMs = startMs + index * stepMs;
    const step = rule.observe(state, {
      timeMs,
      observations: observations.map((seen) => ({ ...seen, timeMs })),
    });
    state = JSON.parse(JSON.stringify(step.state));
    if (step.event) events.push(step.event);
  }
  const last = rule.finish(state);
  return last ? [...events, last] : events;
}
