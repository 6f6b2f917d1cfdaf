import type { EventRule, ProposedEvent } from './event-rule.ts';
import { nearestEdge, type Sight } from './sight.ts';

/** Whoever is there within the video's first second was there before it, milliseconds. */
const alreadyThereMs = 1000;
/** The entrance is reported when the best frame of this long has been chosen for the thumbnail, milliseconds. */
const thumbnailWindowMs = 2000;
/** Somebody who appears in the middle of the picture came through a door there, or was only hidden. */
const edgeConfidence = 0.9;
const insideConfidence = 0.5;

type State = { readonly pending: ProposedEvent | null; readonly seen: boolean };

/** A person came into view. */
export const enteredRule: EventRule<State> = {
  type: 'entered',
  initial: { pending: null, seen: false },
  thumbnail: 'best',
  openSinceMs: ({ pending }) => pending?.startMs ?? null,
  finish: ({ pending }) => pending,

  observe({ pending, seen }, sight) {
    if (!seen)
      return { state: { pending: sight.timeMs < alreadyThereMs ? null : entrance(sight), seen: true } };
    if (!pending || sight.timeMs - pending.startMs < thumbnailWindowMs) return { state: { pending, seen } };
    return { state: { pending: null, seen }, event: pending };
  },
};

function entrance({ timeMs, person, frame }: Sight): ProposedEvent {
  const edge = nearestEdge(person.box, frame);
  return {
    startMs: timeMs,
    endMs: timeMs,
    confidence: edge === 'inside' ? insideConfidence : edgeConfidence,
    evidence: { edge },
  };
}
