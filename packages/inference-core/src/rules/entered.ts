import { defineRule, type ProposedEvent } from './define-rule.ts';
import { type Observation, passage } from './observe/observation.ts';
import { isBorder, joined } from './observe/words.ts';

/** A person seen within this time of the start of the recording was there before it, milliseconds. */
const alreadyThereMs = 1000;
/** Time in which the best frame for the thumbnail is chosen before the entrance is reported, milliseconds. */
const thumbnailWindowMs = 2000;

type State = { readonly pending: ProposedEvent | null; readonly seen: boolean };

/** A person came into view. */
export const enteredRule = defineRule({
  name: 'entered',
  type: 'entered',
  initial: { pending: null, seen: false } as State,
  activeSinceMs: ({ pending }) => pending?.startMs ?? null,
  finish: ({ pending }) => pending,

  observe({ pending, seen }, observation) {
    if (!seen)
      return {
        state: {
          pending: observation.recordingMs < alreadyThereMs ? null : entrance(observation),
          seen: true,
        },
      };
    if (!pending || observation.timeMs - pending.startMs < thumbnailWindowMs)
      return { state: { pending, seen } };
    return { state: { pending: null, seen }, event: pending };
  },

  sentence: ({ who, evidence: { edge } }) =>
    joined(who, 'comes into view', isBorder(edge) && `from the ${edge}`),
});

function entrance(observation: Observation): ProposedEvent {
  const { edge, confidence } = passage(observation);
  return { startMs: observation.timeMs, endMs: observation.timeMs, confidence, evidence: { edge } };
}
