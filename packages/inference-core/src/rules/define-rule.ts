import type { AnalysisStage, BodyState, Box, EventEvidence, EventType } from '@deepsentinel/queue-contracts';
import type { FrameObservations, Observation } from './observe/observation.ts';
import type { Known, Requirements } from './observe/requirements.ts';

/** An event as its rule proposes it, before it is described. */
export interface ProposedEvent {
  /** Milliseconds from the first frame of the video. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: EventEvidence;
  /**
   * Set while the event lasts: the rule reports it again, with the same start, when there is more to say, and at its end
   * without this. The later report takes the place of the earlier one.
   */
  readonly ongoing?: boolean;
}

/** An event that several people take part in. */
export interface FrameEvent extends ProposedEvent {
  /** At least one. */
  readonly trackIds: readonly number[];
}

/** Result of an observation: the next state, and perhaps an event. */
export interface RuleStep<State, Event = ProposedEvent> {
  readonly state: State;
  /** Set when there is an event to report. */
  readonly event?: Event | null | undefined;
}

/** How a track came to its end; `video-ended` also where the clock of the recording jumps. */
export type TrackEnd = 'lost' | 'video-ended';

/** An event that is to be put into words. */
export interface ToldEvent {
  /** Description of the first person, for instance `a man of about 25 to 35`; `somebody` when nobody is followed any more. */
  readonly who: string;
  /** Length of the event in words, for instance `4 seconds`. */
  readonly duration: string;
  readonly evidence: EventEvidence;
}

/** What a thumbnail should show of a person. */
export type Shown = BodyState | 'reaching';

/** The part of a definition that is the same for every rule, whatever it watches. */
interface RuleFacts<State, Requires extends Requirements> {
  /**
   * Unique among the rules of an analysis, because the ids of its events and the files of their pictures begin with it:
   * lower-case words joined by hyphens. Where several rules propose the same type, `<type>-<what>`.
   */
  readonly name: string;
  readonly type: EventType;
  /** Analysis stages without which the rule is left out; none when missing. */
  readonly stages?: readonly AnalysisStage[];
  /** Facts about the store, by name, that `observe` is given; the rule is left out where any of them is missing. */
  readonly requires?: Requires;
  /**
   * Tells whether the rule needs the joints of the person in a box in every frame; never when missing. Joints of others are
   * estimated about once a second while nothing changes, and move with the box in between.
   *
   * @param frame size of the frame, pixels
   */
  needsJoints?(box: Box, frame: Observation['frame'], known: Known<Requires>): boolean;
  /** The state before the first observation. States are JSON values, so that an analysis can be resumed. */
  readonly initial: State;
  /**
   * Start of the event that is in progress and may still be reported, milliseconds; null when there is none. Frames seen
   * meanwhile are candidates for its pictures, so it must change once the event has been reported.
   */
  activeSinceMs(state: State): number | null;
  /** State in which the thumbnail should show the person, or a hand in a shelf; any when missing. */
  readonly shows?: Shown;
  /** Frame of the event that its thumbnail shows; the best when missing. */
  readonly thumbnail?: 'best' | 'latest';
  /**
   * The claim that a vision-language model is asked to confirm, as a clause: `a person takes something from a shelf`. Pictures are
   * kept for it. Without a claim, events stay proposed.
   */
  readonly claim?: string;
  /**
   * Says what has been measured, as a clause: `9 persons are there at once`. A vision-language model is told so and asked to
   * describe what it sees; it cannot reject the event. Pictures are kept for it. A rule has a claim, a fact or neither.
   */
  readonly fact?: (evidence: EventEvidence) => string;
  /** Says what happened, as an English clause without a full stop that begins with `who` where somebody acts. */
  sentence(event: ToldEvent): string;
}

/** A rule that watches one track. */
export interface TrackRuleDefinition<State, Requires extends Requirements>
  extends RuleFacts<State, Requires> {
  /** Takes in what the next frame shows of the track. Pure: the same arguments give the same step. */
  observe(state: State, observation: Observation, known: Known<Requires>): RuleStep<State>;
  /** The event that the end of the track ends or is, if any. */
  finish?(state: State, end: TrackEnd): ProposedEvent | null;
}

/** A rule that watches everybody in the frame together. */
export interface FrameRuleDefinition<State, Requires extends Requirements>
  extends RuleFacts<State, Requires> {
  /** Takes in the next frame, one without anybody, too. Pure: the same arguments give the same step. */
  observe(state: State, frame: FrameObservations, known: Known<Requires>): RuleStep<State, FrameEvent>;
  /** Tracks that take part in the event in progress; the first one stays the same, others are appended. */
  trackIds(state: State): readonly number[];
  /** The event that the end of the video ends, if any. */
  finish?(state: State): FrameEvent | null;
}

/** Members that may be left out of a definition. */
type Defaults = 'stages' | 'requires' | 'needsJoints' | 'thumbnail' | 'finish';

type Complete<Definition extends RuleFacts<unknown, Requirements>> = Omit<
  Definition,
  'claim' | 'fact' | 'shows'
> &
  Required<Pick<Definition, Defaults & keyof Definition>> & {
    readonly claim: string | null;
    readonly fact: ((evidence: EventEvidence) => string) | null;
    readonly shows: Shown | null;
  };

/** A rule for tracks, ready to watch. */
export type TrackRule = Complete<TrackRuleDefinition<unknown, Requirements>> & { readonly watches: 'track' };

/** A rule for frames, ready to watch. */
export type FrameRule = Complete<FrameRuleDefinition<unknown, Requirements>> & { readonly watches: 'frame' };

/** Proposes one kind of event. */
export type Rule = TrackRule | FrameRule;

const defaults = {
  stages: [],
  requires: {},
  needsJoints: () => false,
  thumbnail: 'best',
  claim: null,
  fact: null,
  shows: null,
  finish: () => null,
} as const;

/**
 * Makes a rule that watches each track by itself.
 *
 * @throws {RangeError} the name cannot be part of a file's name
 */
export function defineRule<State, Requires extends Requirements>(
  definition: TrackRuleDefinition<State, Requires>,
): TrackRule {
  checkName(definition.name);
  const rule = definition as TrackRuleDefinition<unknown, Requirements>;
  return { ...defaults, ...rule, watches: 'track' };
}

/**
 * Makes a rule that watches everybody in the frame together.
 *
 * @throws {RangeError} the name cannot be part of a file's name
 */
export function defineFrameRule<State, Requires extends Requirements>(
  definition: FrameRuleDefinition<State, Requires>,
): FrameRule {
  checkName(definition.name);
  const rule = definition as FrameRuleDefinition<unknown, Requirements>;
  return { ...defaults, ...rule, watches: 'frame' };
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return;
  throw new RangeError(`rule "${name}": expected a name of lower-case words joined by hyphens`);
}
