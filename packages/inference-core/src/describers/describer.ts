import type { EventAnswer, EventState } from '@deepsentinel/queue-contracts';
import type { AnalysisEvent } from '../event.ts';
import type { EvidencePicture } from '../evidence/keyframes.ts';
import type { Rule } from '../rules/define-rule.ts';
import type { Track } from '../track.ts';

/** Event to be described, with its rule, persons and pictures. */
export interface DescribedSubject {
  /** Sentence, claim and fact of the rule that proposed the event. */
  readonly rule: Pick<Rule, 'sentence' | 'claim' | 'fact'>;
  readonly event: Pick<AnalysisEvent, 'type' | 'startMs' | 'endMs' | 'evidence'>;
  /** Persons of the event whose tracks have not ended, the first one first. */
  readonly persons: readonly Omit<Track, 'path'>[];
  /**
   * Pictures of the persons, ascending in time, with heads blurred unless the describer is `local`; empty for events that
   * are not verified.
   */
  readonly pictures: readonly EvidencePicture[];
}

/** Description of an event and the result of its verification. */
export interface EventDescription {
  /** One English sentence. */
  readonly text: string;
  /** State of the event; `proposed` when the describer was given no pictures or the event is a fact. */
  readonly state: EventState;
  /** Answer of the model, for review; null when it was not asked. */
  readonly answer: EventAnswer | null;
  /** Reason for which the model could not be asked; missing when it was, or need not be. */
  readonly unavailable?: string;
}

/** Describes events in words and, if it has a vision model, verifies them. */
export interface Describer {
  readonly name: string;
  /**
   * Whether the pictures that it is given stay in this process and its memory. Only then does it see heads as they are;
   * any other describer sees them blurred, as they are saved.
   */
  readonly local?: boolean;
  describe(subject: DescribedSubject): Promise<EventDescription>;
}
