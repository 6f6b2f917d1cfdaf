import type { EventRule, ProposedEvent } from './event-rule.ts';
import { passage, type Sight } from './sight.ts';

/** Whoever is there within the video's first second was there before it, milliseconds. */
const alreadyThereMs = 1000;
/** The entrance is reported when the best frame of this long has been chosen for the thumbnail, milliseconds. */
const thumbnailWindowMs = 2000;

type State = { readonly pending: ProposedEvent | null; readonly seen: boolean };

/** A person came into view. */
export const enteredRule: EventRule<State> = {
  name: 'entered',
  type: 'entered',
  isVerified: false,
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

function entrance(sight: Sight): ProposedEvent {
  const { edge, confidence } = passage(sight);
  return { startMs: sight.timeMs, endMs: sight.timeMs, confidence, evidence: { edge } };
}
