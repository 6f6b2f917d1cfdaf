import type { PersonDetection } from '../detection.ts';
import {
  considerFrame,
  type FrameCandidate,
  renderCandidate,
  type StoredCandidate,
} from '../thumbnails/best-frame.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import { type EndedEvent, eventIdOf } from './ended-event.ts';
import type { ProposedEvent, WatchRule } from './event-rule.ts';
import {
  type EvidencePictures,
  keyframesUntil,
  noPictures,
  renderPictures,
  restorePictures,
  type StoredPictures,
  sampleKeyframe,
  storePictures,
} from './evidence-pictures.ts';
import type { Scene } from './scene.ts';

interface Memory<Candidate, Pictures> {
  readonly state: unknown;
  readonly candidate: Candidate | null;
  readonly pictures: Pictures;
}
/** What a rule remembers, and the pictures of the event that it has in sight. */
export type RuleState = Memory<FrameCandidate, EvidencePictures>;
/** JSON value of a memory at a chunk border. */
export type StoredRuleState = Memory<StoredCandidate, StoredPictures>;

/** JSON value of what some rules remember, by name of the rule. */
export type StoredRuleStates = Readonly<Record<string, StoredRuleState>>;

type AnyRule = Omit<WatchRule<unknown, never, ProposedEvent>, 'observe'>;

const initialRuleState = ({ initial }: AnyRule): RuleState => ({
  state: initial,
  candidate: null,
  pictures: noPictures,
});

function restoreRuleState({ state, candidate, pictures }: StoredRuleState): RuleState {
  return {
    state,
    candidate: candidate && { ...candidate, render: null },
    pictures: restorePictures(pictures),
  };
}

/** Whom a frame shows in an event. */
export interface Subject {
  readonly scene: Scene;
  readonly person: PersonDetection;
  /** The first track of the event. */
  readonly trackId: number;
}

/**
 * The memory behind a step of its rule: while an event is in sight, its best pictures are kept.
 *
 * @param subject null when no frame is at hand or nobody of the event is in it
 */
function advance(
  rule: AnyRule,
  before: RuleState,
  { state, subject }: { state: unknown; subject: Subject | null },
): RuleState {
  const activeSinceMs = rule.activeSinceMs(state);
  const goesOn = activeSinceMs === rule.activeSinceMs(before.state);
  const { candidate, pictures } = goesOn ? before : initialRuleState(rule);
  if (activeSinceMs === null || !subject) return { state, candidate, pictures };
  const { scene, person, trackId } = subject;
  const shown = { ...scene, person, name: eventIdOf(rule, trackId, activeSinceMs) };
  return {
    state,
    candidate: considerFrame(candidate, { ...shown, keep: rule.thumbnail }),
    pictures: rule.isVerified ? sampleKeyframe(pictures, shown) : pictures,
  };
}

/** The event that a rule proposed, with the pictures that were kept of it. */
function endEvent(
  rule: AnyRule,
  { trackIds, ...event }: RuleEvent,
  { candidate, pictures }: RuleState,
): EndedEvent {
  const eventId = eventIdOf(rule, trackIds[0]!, event.startMs);
  const shown = keyframesUntil(pictures, event.endMs);
  return { ...event, eventId, type: rule.type, trackIds, candidate, pictures: shown };
}

/** What a chunk border asks for of some rules. */
interface RuleStatesCheckpoint {
  /** Pictures of events that are still open, which a later chunk may name; each is emitted once. */
  readonly thumbnails: readonly Thumbnail[];
  readonly stored: StoredRuleStates;
}

type RuleEvent = ProposedEvent & { readonly trackIds: readonly number[] };

/** What a rule makes of a frame, and whom the frame shows of its event. */
export interface WatchedStep {
  readonly state: unknown;
  readonly event?: RuleEvent | undefined;
  /** Null when no frame is at hand or nobody of the event is in it. */
  readonly subject: Subject | null;
}

/** What some rules remember, and the pictures of the events that they have in sight. */
export class RuleStates<Rule extends AnyRule> {
  readonly #rules: readonly Rule[];
  #states: ReadonlyMap<string, RuleState>;

  /** @param stored of the same rules; none when they begin */
  constructor(rules: readonly Rule[], stored?: StoredRuleStates) {
    this.#rules = rules;
    const stateOf = (rule: Rule) => (stored ? restoreRuleState(stored[rule.name]!) : initialRuleState(rule));
    this.#states = new Map(rules.map((rule) => [rule.name, stateOf(rule)]));
  }

  /** Lets every rule take its step. @returns the events that ended */
  step(take: (rule: Rule, state: unknown) => WatchedStep): EndedEvent[] {
    const memories = new Map<string, RuleState>();
    const ended: EndedEvent[] = [];
    for (const rule of this.#rules) {
      const before = this.#states.get(rule.name)!;
      const { state, event, subject } = take(rule, before.state);
      const memory = advance(rule, before, { state, subject });
      memories.set(rule.name, memory);
      if (event) ended.push(endEvent(rule, event, before.candidate ? before : memory));
    }
    this.#states = memories;
    return ended;
  }

  /** Nothing more will be seen: the events that this ends. Nothing is remembered afterwards. */
  finish(end: (rule: Rule, state: unknown) => RuleEvent | null): EndedEvent[] {
    const ended = this.#rules.flatMap((rule) => {
      const memory = this.#states.get(rule.name)!;
      const event = end(rule, memory.state);
      return event ? [endEvent(rule, event, memory)] : [];
    });
    this.#states = new Map(this.#rules.map((rule) => [rule.name, initialRuleState(rule)]));
    return ended;
  }

  /** Emits the pictures of open events, and makes a JSON value. */
  async checkpoint(): Promise<RuleStatesCheckpoint> {
    const thumbnails: Thumbnail[] = [];
    const kept = new Map<string, RuleState>();
    const stored: [string, StoredRuleState][] = [];
    for (const [name, { state, candidate, pictures: open }] of this.#states) {
      const thumbnail = candidate && (await renderCandidate(candidate));
      const { pictures, rendered, fresh } = await renderPictures(open);
      thumbnails.push(...(thumbnail ? [thumbnail] : []), ...fresh);
      const emitted = candidate && { fileName: candidate.fileName, quality: candidate.quality };
      kept.set(name, { state, candidate: emitted && { ...emitted, render: null }, pictures });
      stored.push([name, { state, candidate: emitted, pictures: storePictures(open.intervalMs, rendered) }]);
    }
    this.#states = kept;
    return { thumbnails, stored: Object.fromEntries(stored) };
  }
}
