import type { EventType } from '@deepsentinel/queue-contracts';
import type { FrameCandidate } from '../thumbnails/best-frame.ts';
import type { ProposedEvent } from './event-rule.ts';
import type { EvidencePictures } from './evidence-pictures.ts';

/** An event together with the frame that shows it best. */
export interface EndedEvent extends ProposedEvent {
  /** `<rule>-<first track>-<startMs>`: unique within a video, and the same in every run. */
  readonly eventId: string;
  readonly type: EventType;
  readonly trackIds: readonly number[];
  readonly candidate: FrameCandidate | null;
  /** What a model that verifies the event is shown. */
  readonly pictures: EvidencePictures;
}

/** Names an event of a rule. */
export function eventIdOf(rule: { readonly name: string }, trackId: number, startMs: number): string {
  return `${rule.name}-${trackId}-${startMs}`;
}
