import { alreadyThereMs } from '../track.ts';
import { defineRule, type ProposedEvent } from './define-rule.ts';
import type { Observation } from './observe/observation.ts';
import { passage, type Sighting, sightingOf } from './observe/passage.ts';
import { isBorder, joined } from './observe/words.ts';

/** Time in which the best frame for the thumbnail is chosen before the entrance is reported, milliseconds. */
const thumbnailWindowMs = 2000;

interface State {
  readonly seen: boolean;
  /** The first observation, until a second one tells by which way the person came. */
  readonly first: Sighting | null;
  readonly pending: ProposedEvent | null;
}

/**
 * A person came into view: by a border or a door, or inside the picture without being one of those who were lost there a
 * short while ago, whose tracks go on.
 */
export const enteredRule = defineRule({
  name: 'entered',
  type: 'entered',
  initial: { seen: false, first: null, pending: null } as State,
  activeSinceMs: ({ pending }) => pending?.startMs ?? null,
  finish: ({ pending }) => pending,

  observe({ seen, first, pending }, observation) {
    const { timeMs, recordingMs } = observation;
    if (!seen) return { state: recordingMs < alreadyThereMs ? present : cameIntoView(observation) };
    const entrance = pending && first ? entranceOf(first, observation) : pending;
    const isOver = entrance !== null && timeMs - entrance.startMs >= thumbnailWindowMs;
    if (!isOver) return { state: { seen, first: null, pending: entrance } };
    return { state: present, event: entrance };
  },

  sentence: ({ who, evidence: { edge } }) =>
    joined(who, 'comes into view', isBorder(edge) && `from the ${edge}`),
});

const present: State = { seen: true, first: null, pending: null };

function cameIntoView(observation: Observation): State {
  const first = sightingOf(observation);
  return { seen: true, first, pending: entranceOf(first, observation) };
}

function entranceOf(first: Sighting, next: Observation): ProposedEvent {
  const { edge, confidence } = passage({ box: next.person.box, timeMs: next.timeMs }, first, next.frame);
  return { startMs: first.timeMs, endMs: first.timeMs, confidence, evidence: { edge } };
}
