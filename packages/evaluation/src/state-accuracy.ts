import { assignMinimumCost, boxArea, iou } from '@deepsentinel/inference-core';
import type { IdentifiedBox } from './frames.ts';
import { type LabeledPerson, peopleAt } from './people-labels.ts';
import { type PersonState, personStates, type StateLabel } from './state-labels.ts';

/** A reported stretch of one state of a track. */
export interface ReportedState {
  readonly trackId: number;
  readonly state: PersonState;
  readonly startMs: number;
  readonly endMs: number;
}

/** Answers of the analysis about a labeled person: a state, more than one, none, or no track there. */
export const stateAnswers = [...personStates, 'several', 'none', 'untracked'] as const;
export type StateAnswer = (typeof stateAnswers)[number];

/** Label and answer for one person in one analyzed frame. */
export interface StateObservation {
  readonly labeled: PersonState;
  readonly reported: StateAnswer;
}

/** Labels and findings about one video. */
export interface StateFindings {
  readonly labels: readonly StateLabel[];
  /** Labeled people; a label of a person without boxes means the only person in the video. */
  readonly people: readonly LabeledPerson[];
  /** Tracks by the time of every analyzed frame, milliseconds. */
  readonly tracks: ReadonlyMap<number, readonly IdentifiedBox[]>;
  readonly states: readonly ReportedState[];
}

/** Accuracy of the states of people. Shares are 0..1. */
export interface StateAccuracy {
  /** Persons in analyzed frames with a labeled state. */
  readonly observations: number;
  /** Share of all labeled observations with the right state and no other. */
  readonly accuracy: number;
  /** Share of those with one or more states stated that are right. */
  readonly statedAccuracy: number;
  /** Counts by labeled state and answer. */
  readonly confusion: Readonly<Record<PersonState, Readonly<Record<StateAnswer, number>>>>;
}

/** Overlap from which a track is the labeled person. */
const minOverlap = 0.3;

/**
 * Looks up what is reported of each labeled person in every analyzed frame of the labeled stretches. Tracks and people
 * are matched one to one in each frame, by an overlap of 0.3 or more; the only person in a video, of whom no boxes are
 * labeled, is matched to the largest track.
 */
export function observeStates({ labels, people, tracks, states }: StateFindings): StateObservation[] {
  return [...tracks].flatMap(([timeMs, boxes]) => {
    const trackOf = matchPeople(peopleAt(people, timeMs), boxes);
    return labels
      .filter((label) => holdsAt(label, timeMs))
      .map(({ person, state }) => {
        const hasBoxes = people.some(({ id }) => id === person);
        const trackId = hasBoxes ? trackOf.get(person) : largest(boxes)?.id;
        return { labeled: state, reported: answerAt(states, trackId, timeMs) };
      });
  });
}

function matchPeople(
  people: readonly IdentifiedBox[],
  tracks: readonly IdentifiedBox[],
): Map<number, number> {
  const costs = people.map(({ box }) =>
    tracks.map((track) => {
      const overlap = iou(box, track.box);
      return overlap >= minOverlap ? 1 - overlap : Infinity;
    }),
  );
  return new Map(assignMinimumCost(costs).map(([row, column]) => [people[row]!.id, tracks[column]!.id]));
}

function holdsAt({ startMs, endMs }: { startMs: number; endMs: number }, timeMs: number): boolean {
  return timeMs >= startMs && timeMs <= endMs;
}

function largest(boxes: readonly IdentifiedBox[]): IdentifiedBox | undefined {
  return boxes.toSorted((a, b) => boxArea(b.box) - boxArea(a.box))[0];
}

/** Looks up the state of a track at a time. A state that ends when the next one begins does not overlap it. */
function answerAt(
  states: readonly ReportedState[],
  trackId: number | undefined,
  timeMs: number,
): StateAnswer {
  if (trackId === undefined) return 'untracked';
  const stated = states.filter((it) => it.trackId === trackId && holdsAt(it, timeMs));
  const lasting = stated.filter(({ endMs }) => endMs > timeMs);
  const names = new Set((lasting.length > 0 ? lasting : stated).map(({ state }) => state));
  const [only] = names;
  if (only === undefined) return 'none';
  return names.size > 1 ? 'several' : only;
}

/** Counts right and wrong answers. A share of nothing is 0. */
export function stateAccuracy(observations: readonly StateObservation[]): StateAccuracy {
  const right = observations.filter(({ labeled, reported }) => labeled === reported).length;
  const stated = observations.filter(
    ({ reported }) => reported !== 'none' && reported !== 'untracked',
  ).length;
  return {
    observations: observations.length,
    accuracy: right / Math.max(1, observations.length),
    statedAccuracy: right / Math.max(1, stated),
    confusion: byName(personStates, (labeled) =>
      byName(
        stateAnswers,
        (reported) => observations.filter((it) => it.labeled === labeled && it.reported === reported).length,
      ),
    ),
  };
}

function byName<Name extends string, T>(names: readonly Name[], value: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;
}
