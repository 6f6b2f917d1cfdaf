import type { EventAnswer, EventState } from '@deepsentinel/queue-contracts';
import type { AnalysisEvent } from '../event.ts';
import type { EvidencePicture } from '../evidence/keyframes.ts';
import type { Rule } from '../rules/define-rule.ts';
import type { Track } from '../track.ts';

/** What is known of an event when it is to be described. */
export interface DescribedSubject {
  /** How the rule that proposed the event puts it into words, and what a model is asked to confirm. */
  readonly rule: Pick<Rule, 'sentence' | 'claim'>;
  readonly event: Pick<AnalysisEvent, 'type' | 'startMs' | 'endMs' | 'evidence'>;
  /** People of the event who are still followed, the first one first; empty when none is. */
  readonly persons: readonly Omit<Track, 'path'>[];
  /** The persons of the event, ascending in time; empty for events that are not verified. */
  readonly pictures: readonly EvidencePicture[];
}

/** What a describer makes of an event. */
export interface EventDescription {
  /** One English sentence. */
  readonly text: string;
  /** `proposed` when the describer sees no pictures. */
  readonly state: EventState;
  /** What the model said, for those who doubt the state; null when it was not asked. */
  readonly answer: EventAnswer | null;
}

/** Puts events into words and, if it can see, verifies whether they are what the rules take them for. */
export interface Describer {
  readonly name: string;
  describe(subject: DescribedSubject): Promise<EventDescription>;
}
