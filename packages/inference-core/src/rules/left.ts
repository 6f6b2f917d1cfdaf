import { defineRule } from './define-rule.ts';
import { type Passage, passage, type Sighting, sightingOf } from './observe/passage.ts';
import { isBorder, joined } from './observe/words.ts';

type State = {
  readonly firstSeenMs: number;
  readonly last: Sighting;
  readonly passage: Passage;
} | null;

/**
 * A person went out of view: by a border or a door, or inside the picture without coming back in time (see
 * `maxDormantMs`); not reported for those who are still there when the video ends.
 */
export const leftRule = defineRule({
  name: 'left',
  type: 'left',
  initial: null as State,
  thumbnail: 'latest',
  activeSinceMs: (state) => state?.firstSeenMs ?? null,
  observe(state, observation) {
    const last = sightingOf(observation);
    return {
      state: {
        firstSeenMs: state?.firstSeenMs ?? observation.timeMs,
        last,
        passage: passage(state?.last ?? last, last, observation.frame),
      },
    };
  },

  finish(state, end) {
    if (!state || end === 'video-ended') return null;
    const { edge, confidence } = state.passage;
    const { timeMs } = state.last;
    return { startMs: timeMs, endMs: timeMs, confidence, evidence: { edge } };
  },

  sentence: ({ who, evidence: { edge } }) =>
    joined(who, 'goes out of view', isBorder(edge) && `at the ${edge}`),
});
