import type { EventRule } from './event-rule.ts';
import { passage } from './observation.ts';

type State = {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly passage: { readonly edge: string; readonly confidence: number };
} | null;

/** A person went out of view; not reported for those who are still there when the video ends. */
export const leftRule: EventRule<State> = {
  name: 'left',
  type: 'left',
  isVerified: false,
  initial: null,
  thumbnail: 'latest',
  activeSinceMs: (state) => state?.firstSeenMs ?? null,
  observe: (state, observation) => ({
    state: {
      firstSeenMs: state?.firstSeenMs ?? observation.timeMs,
      lastSeenMs: observation.timeMs,
      passage: passage(observation),
    },
  }),

  finish(state, end) {
    if (!state || end === 'video-ended') return null;
    const { edge, confidence } = state.passage;
    return { startMs: state.lastSeenMs, endMs: state.lastSeenMs, confidence, evidence: { edge } };
  },
};
