import type { EventRule, ProposedEvent, TrackEnd } from '../events/event-rule.ts';
import type { SceneEvent, SceneRule } from '../events/scene-rule.ts';
import type { Sight } from '../events/sight.ts';
import { sight } from './factories.ts';

const startMs = 5000;
const stepMs = 200;

/** The same sight for some time, five a second. */
export function during(seconds: number, overrides: Partial<Sight>): Partial<Sight>[] {
  return Array.from({ length: seconds * 5 }, () => overrides);
}

/** Runs a rule over a track of five sights a second; the state goes through JSON as at a checkpoint. */
export function watch<State>(
  rule: EventRule<State>,
  sights: readonly Partial<Sight>[],
  end: TrackEnd = 'lost',
): ProposedEvent[] {
  let state = rule.initial;
  const events: ProposedEvent[] = [];
  for (const [index, overrides] of sights.entries()) {
    const step = rule.observe(state, sight({ timeMs: startMs + index * stepMs, ...overrides }));
    state = JSON.parse(JSON.stringify(step.state));
    if (step.event) events.push(step.event);
  }
  const last = rule.finish(state, end);
  return last ? [...events, last] : events;
}

/** The same for a rule that watches everybody, over frames of five a second. */
export function watchScene<State>(
  rule: SceneRule<State>,
  frames: readonly (readonly Sight[])[],
): SceneEvent[] {
  let state = rule.initial;
  const events: SceneEvent[] = [];
  for (const [index, sights] of frames.entries()) {
    const timeMs = startMs + index * stepMs;
    const step = rule.observe(state, { timeMs, sights: sights.map((seen) => ({ ...seen, timeMs })) });
    state = JSON.parse(JSON.stringify(step.state));
    if (step.event) events.push(step.event);
  }
  const last = rule.finish(state);
  return last ? [...events, last] : events;
}
