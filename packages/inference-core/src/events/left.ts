import type { EventRule } from './event-rule.ts';
import { type Edge, nearestEdge } from './sight.ts';

/** Somebody who vanishes in the middle of the picture went through a door there, or is only hidden. */
const edgeConfidence = 0.9;
const insideConfidence = 0.5;

type State = { readonly firstSeenMs: number; readonly lastSeenMs: number; readonly edge: Edge } | null;

/** A person went out of view; not reported for those who are still there when the video ends. */
export const leftRule: EventRule<State> = {
  type: 'left',
  initial: null,
  thumbnail: 'latest',
  openSinceMs: (state) => state?.firstSeenMs ?? null,
  observe: (state, { timeMs, person, frame }) => ({
    state: {
      firstSeenMs: state?.firstSeenMs ?? timeMs,
      lastSeenMs: timeMs,
      edge: nearestEdge(person.box, frame),
    },
  }),

  finish(state, end) {
    if (!state || end === 'video-ended') return null;
    return {
      startMs: state.lastSeenMs,
      endMs: state.lastSeenMs,
      confidence: state.edge === 'inside' ? insideConfidence : edgeConfidence,
      evidence: { edge: state.edge },
    };
  },
};
