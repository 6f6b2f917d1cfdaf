import type { EventRule, ProposedEvent } from './event-rule.ts';
import { type Observation, passage } from './observation.ts';

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
  activeSinceMs: ({ pending }) => pending?.startMs ?? null,
  finish: ({ pending }) => pending,

  observe({ pending, seen }, observation) {
    if (!seen)
      return {
        state: { pending: observation.timeMs < alreadyThereMs ? null : entrance(observation), seen: true },
      };
    if (!pending || observation.timeMs - pending.startMs < thumbnailWindowMs)
      return { state: { pending, seen } };
    return { state: { pending: null, seen }, event: pending };
  },
};

function entrance(observation: Observation): ProposedEvent {
  const { edge, confidence } = passage(observation);
  return { startMs: observation.timeMs, endMs: observation.timeMs, confidence, evidence: { edge } };
}
