import { defineRule } from './define-rule.ts';
import { passage } from './observe/observation.ts';
import { isBorder, joined } from './observe/words.ts';

type State = {
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly passage: { readonly edge: string; readonly confidence: number };
} | null;

/** A person went out of view; not reported for those who are still there when the video ends. */
export const leftRule = defineRule({
  name: 'left',
  type: 'left',
  initial: null as State,
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

  sentence: ({ who, evidence: { edge } }) =>
    joined(who, 'goes out of view', isBorder(edge) && `at the ${edge}`),
});
