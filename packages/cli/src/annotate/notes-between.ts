import type { BlurRegion, Box } from '@deepsentinel/inference-core';
import type { FrameNotes, NotedPerson, Skeleton } from './frame-notes.ts';

/** A person who is not found again is still drawn for this long, milliseconds. */
const holdMs = 300;

/** Neighbors in time of a frame of the annotated video; null before the first and after the last analyzed frame. */
export interface NeighboringNotes {
  readonly before: FrameNotes | null;
  readonly after: FrameNotes | null;
}

/**
 * Estimates the notes of a frame that was not analyzed from its neighbors: people seen in both move in a straight line
 * between them. Heads of both neighbors are covered, and those along the way, rather than one too few.
 */
export function notesBetween({ before, after }: NeighboringNotes, timeMs: number): FrameNotes {
  if (before?.timeMs === timeMs) return before;
  const span = before && after ? after.timeMs - before.timeMs : 0;
  const share = before && span > 0 ? (timeMs - before.timeMs) / span : 0;
  const people = (before?.people ?? []).flatMap((person) => {
    const later = after?.people.find(({ trackId }) => trackId === person.trackId);
    if (later) return [personBetween(person, later, share)];
    return timeMs - before!.timeMs <= holdMs ? [person] : [];
  });
  const heads = [...(before?.heads ?? []), ...(after?.heads ?? [])];
  return { timeMs, people, heads: [...heads, ...people.map(({ box }) => upperPart(box))] };
}

function personBetween(from: NotedPerson, to: NotedPerson, share: number): NotedPerson {
  return { ...from, box: boxBetween(from.box, to.box, share), skeleton: skeletonBetween(from, to, share) };
}

function boxBetween(from: Box, to: Box, share: number): Box {
  const at = (side: keyof Box) => from[side] + (to[side] - from[side]) * share;
  return { x1: at('x1'), y1: at('y1'), x2: at('x2'), y2: at('y2') };
}

function skeletonBetween(
  { skeleton: from }: NotedPerson,
  { skeleton: to }: NotedPerson,
  share: number,
): Skeleton {
  const joints = Object.entries(from).flatMap(([name, [x, y]]) => {
    const later = to[name as keyof Skeleton];
    return later ? [[name, [x + (later[0] - x) * share, y + (later[1] - y) * share]] as const] : [];
  });
  return Object.fromEntries(joints);
}

/** The upper quarter of a box, where the head of an upright person is between two analyzed frames. */
function upperPart({ x1, y1, x2, y2 }: Box): BlurRegion {
  const height = Math.max((y2 - y1) / 4, Math.min(x2 - x1, y2 - y1) / 2);
  return { box: { x1, y1, x2, y2: y1 + height }, headHeight: Math.min(x2 - x1, height) };
}

/** Finds the notes around times that only ascend. */
export function neighborsInTime(
  notes: AsyncIterable<FrameNotes>,
): (timeMs: number) => Promise<NeighboringNotes> {
  const iterator = notes[Symbol.asyncIterator]();
  let before: FrameNotes | null = null;
  let after: FrameNotes | null | undefined;
  return async (timeMs) => {
    if (after === undefined) after = await nextOf(iterator);
    while (after && after.timeMs <= timeMs) {
      before = after;
      after = await nextOf(iterator);
    }
    return { before, after };
  };
}

async function nextOf(iterator: AsyncIterator<FrameNotes>): Promise<FrameNotes | null> {
  const { done, value } = await iterator.next();
  return done ? null : value;
}
