import type { EventType } from '@deepsentinel/queue-contracts';
import type { FrameEvent, FrameRule, Rule, RuleStep, TrackEnd, TrackRule } from '../define-rule.ts';
import type { ActiveRule } from './active-rules.ts';
import type { FrameObservations, Observation } from './observation.ts';

/** An event with the name by which it is known outside. */
export interface NamedEvent extends FrameEvent {
  /** `<rule>-<first track>-<startMs>`: unique within a video, and the same in every run. */
  readonly eventId: string;
  readonly type: EventType;
  /** Whether the event lasts, so that it is reported again. */
  readonly ongoing: boolean;
}

/** Report of one rule about one look. */
export interface RuleReport {
  readonly rule: Rule;
  /** Name of the event in progress before, null when there was none. */
  readonly before: string | null;
  /** Name of the event in progress from now on, null when there is none. */
  readonly after: string | null;
  /** Tracks that take part in the event in progress. */
  readonly trackIds: readonly number[];
  /** The event that the rule proposes, if any. */
  readonly event: NamedEvent | null;
}

/** JSON value: the states of some rules, by the name of the rule. */
export type RuleStates = Readonly<Record<string, unknown>>;

/** A rule of either kind, tied to what it watches. */
interface Watcher<Seen, End> {
  readonly rule: Rule;
  observe(state: unknown, seen: Seen): RuleStep<unknown, FrameEvent>;
  finish(state: unknown, end: End): FrameEvent | null;
  trackIds(state: unknown): readonly number[];
}

/** Rules at work, with their states. */
export class RuleWatch<Seen, End> {
  readonly #watchers: readonly Watcher<Seen, End>[];
  #states: RuleStates;

  /** @param saved states of earlier rules; a rule without one begins */
  constructor(watchers: readonly Watcher<Seen, End>[], saved?: RuleStates) {
    this.#watchers = watchers;
    this.#states = { ...initialStates(watchers), ...saved };
  }

  /** States of the rules as a JSON value. */
  get states(): RuleStates {
    return this.#states;
  }

  /** Lets every rule take its step. */
  observe(seen: Seen): RuleReport[] {
    const states: Record<string, unknown> = {};
    const reports = this.#watchers.map((watcher) => {
      const before = this.#states[watcher.rule.name];
      const { state, event } = watcher.observe(before, seen);
      states[watcher.rule.name] = state;
      const active = { before: activeEvent(watcher, before), after: activeEvent(watcher, state) };
      return report(watcher.rule, { ...active, trackIds: watcher.trackIds(state), event });
    });
    this.#states = states;
    return reports;
  }

  /** Reports what the end of what is watched ends. The rules begin anew afterwards. */
  finish(end: End): RuleReport[] {
    const reports = this.#watchers.map((watcher) => {
      const state = this.#states[watcher.rule.name];
      const event = watcher.finish(state, end);
      return report(watcher.rule, { before: activeEvent(watcher, state), after: null, trackIds: [], event });
    });
    this.#states = initialStates(this.#watchers);
    return reports;
  }
}

/** Watches one track. */
export function watchTrack(
  trackId: number,
  rules: readonly ActiveRule<TrackRule>[],
  saved?: RuleStates,
): RuleWatch<Observation, TrackEnd> {
  const trackIds = [trackId];
  const watchers = rules.map(
    ({ rule, known }): Watcher<Observation, TrackEnd> => ({
      rule,
      trackIds: () => trackIds,
      observe: (before, observation) => {
        const { state, event } = rule.observe(before, observation, known);
        return { state, event: event && { ...event, trackIds } };
      },
      finish: (state, end) => {
        const event = rule.finish(state, end);
        return event && { ...event, trackIds };
      },
    }),
  );
  return new RuleWatch(watchers, saved);
}

/** Watches everybody in the frame together, until the video ends. */
export function watchFrames(
  rules: readonly ActiveRule<FrameRule>[],
  saved?: RuleStates,
): RuleWatch<FrameObservations, 'video-ended'> {
  const watchers = rules.map(({ rule, known }) => ({
    rule,
    trackIds: (state: unknown) => rule.trackIds(state),
    observe: (state: unknown, frame: FrameObservations) => rule.observe(state, frame, known),
    finish: (state: unknown) => rule.finish(state),
  }));
  return new RuleWatch(watchers, saved);
}

function initialStates(watchers: readonly { readonly rule: Rule }[]): RuleStates {
  return Object.fromEntries(watchers.map(({ rule }) => [rule.name, rule.initial]));
}

function activeEvent<Seen, End>({ rule, trackIds }: Watcher<Seen, End>, state: unknown): string | null {
  const sinceMs = rule.activeSinceMs(state);
  const [first] = trackIds(state);
  return sinceMs === null || first === undefined ? null : eventName(rule, first, sinceMs);
}

function report(
  rule: Rule,
  { event, ...step }: Omit<RuleReport, 'rule' | 'event'> & { event: FrameEvent | null | undefined },
): RuleReport {
  return { rule, ...step, event: event ? namedEvent(rule, event) : null };
}

function namedEvent(
  rule: Rule,
  { trackIds, startMs, endMs, confidence, evidence, ongoing = false }: FrameEvent,
): NamedEvent {
  const eventId = eventName(rule, trackIds[0]!, startMs);
  return { eventId, type: rule.type, trackIds, startMs, endMs, confidence, evidence, ongoing };
}

/** Makes the id of an event. */
export const eventName = ({ name }: Pick<Rule, 'name'>, trackId: number, startMs: number) =>
  `${name}-${trackId}-${startMs}`;

/** Leaves out that somebody has left who was down when lost from sight. */
export function endReports(reports: readonly RuleReport[]): readonly RuleReport[] {
  const isDown = reports.some(({ event }) => event?.type === 'collapse');
  return isDown ? reports.filter(({ rule }) => rule.type !== 'left') : reports;
}
