import { readPerson } from './people-labels.ts';
import { readInterval, readLabels } from './read-labels.ts';

export const personStates = ['standing', 'walking', 'sitting', 'lying'] as const;
/** Posture or movement of a person's whole body. */
export type PersonState = (typeof personStates)[number];

/** A labeled stretch of one state. */
export interface StateLabel {
  /** Number of the person in the labels of people. */
  readonly person: number;
  readonly state: PersonState;
  readonly startMs: number;
  readonly endMs: number;
}

const header = 'video,person,state,start_seconds,end_seconds';

/**
 * Reads labels of states: a CSV file with the header `video,person,state,start_seconds,end_seconds`. The states of a
 * person do not overlap; moments that are hard to tell, such as turns from one state to the next, are left out.
 *
 * @returns labels by video, in the order of the lines
 * @throws {Error} naming the line that is wrong
 */
export function parseStateLabels(text: string): Map<string, StateLabel[]> {
  const videos = new Map<string, StateLabel[]>();
  for (const row of readLabels(text, 'State labels', header)) {
    const [video, , state, start, end] = row.fields as [string, string, string, string, string];
    if (!isPersonState(state))
      throw row.fail(`state is "${state}", expected one of ${personStates.join(', ')}`);
    const label = { person: readPerson(row), state, ...readInterval(start, end, row) };
    const labels = videos.get(video) ?? [];
    if (labels.some((other) => overlaps(other, label))) throw row.fail('the person has another state then');
    videos.set(video, [...labels, label]);
  }
  return videos;
}

function isPersonState(state: string): state is PersonState {
  return personStates.some((known) => known === state);
}

function overlaps(a: StateLabel, b: StateLabel): boolean {
  return a.person === b.person && a.startMs < b.endMs && b.startMs < a.endMs;
}
