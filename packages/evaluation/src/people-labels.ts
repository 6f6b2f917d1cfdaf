import type { Box } from '@deepsentinel/inference-core';
import type { ByFrame, IdentifiedBox } from './frames.ts';
import { type LabelRow, readLabels, toMs } from './read-labels.ts';

/** Box of a person at one time. */
export interface TimedBox {
  /** Time from the start of the video, milliseconds. */
  readonly timeMs: number;
  readonly box: Box;
}

/** Boxes of one stay in the picture, ascending in time, at least one; in between they move in straight lines. */
export type Stay = readonly TimedBox[];

/** A labeled person. */
export interface LabeledPerson {
  readonly id: number;
  /** Stays in the picture, ascending in time. */
  readonly stays: readonly Stay[];
}

const header = 'video,person,seconds,left,top,right,bottom';

/**
 * Reads labels of people: a CSV file with the header `video,person,seconds,left,top,right,bottom`. A person has a line
 * for the first and the last moment in the picture and as many in between as the boxes need to follow the movement.
 * A person who comes back is labeled as another one.
 *
 * @returns people by video, in the order of the lines
 * @throws {Error} naming the line that is wrong
 */
export function parsePeopleLabels(text: string): Map<string, LabeledPerson[]> {
  const videos = new Map<string, Map<number, TimedBox[]>>();
  for (const row of readLabels(text, 'People labels', header)) {
    const people = getOrAdd(videos, row.fields[0]!, () => new Map<number, TimedBox[]>());
    const boxes = getOrAdd(people, readPerson(row), () => []);
    const next = readTimedBox(row);
    if (next.timeMs <= (boxes.at(-1)?.timeMs ?? -1)) throw row.fail('the seconds of a person must ascend');
    boxes.push(next);
  }
  return new Map(
    [...videos].map(([video, people]) => [video, [...people].map(([id, boxes]) => ({ id, stays: [boxes] }))]),
  );
}

/**
 * Reads the second field of a row, the number of a person.
 *
 * @throws {Error} not a whole number from 1
 */
export function readPerson(row: LabelRow): number {
  const id = Number(row.fields[1]);
  if (!(Number.isInteger(id) && id >= 1)) {
    throw row.fail(`person is "${row.fields[1]}", expected a whole number from 1`);
  }
  return id;
}

function readTimedBox(row: LabelRow): TimedBox {
  const [x1, y1, x2, y2] = row.fields.slice(3).map((field) => (field ? Number(field) : Number.NaN)) as [
    number,
    number,
    number,
    number,
  ];
  const timeMs = toMs(row.fields[2]!);
  if (!(timeMs >= 0)) throw row.fail(`seconds is "${row.fields[2]}", expected a number from 0`);
  if (!(x2 > x1 && y2 > y1)) throw row.fail('left, top, right, bottom are no box');
  return { timeMs, box: { x1, y1, x2, y2 } };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

/** Gap in the labels of a person above which they are two stays, milliseconds; labels go on behind short obstacles. */
const maxGapMs = 2000;

/**
 * Converts labels by frame, such as those of MOTChallenge, to people with their stays.
 *
 * @param labelFps frames per second of the labeled video; frame 1 is at 0
 */
export function peopleOfFrames(frames: ByFrame<IdentifiedBox>, labelFps: number): LabeledPerson[] {
  const people = new Map<number, TimedBox[][]>();
  for (const [frame, boxes] of [...frames].sort(([a], [b]) => a - b)) {
    const timeMs = ((frame - 1) * 1000) / labelFps;
    for (const { id, box } of boxes) {
      const stays = getOrAdd(people, id, () => []);
      const last = stays.at(-1)?.at(-1);
      if (!last || timeMs - last.timeMs > maxGapMs) stays.push([]);
      stays.at(-1)!.push({ timeMs, box });
    }
  }
  return [...people].map(([id, stays]) => ({ id, stays }));
}

/** Difference of rounding between times of labels and of analyzed frames, milliseconds. */
const roundingMs = 20;

/** Computes where a person is at a time, between the labeled boxes on a straight line; null when out of the picture. */
export function boxAt({ stays }: LabeledPerson, timeMs: number): Box | null {
  const stay = stays.find(
    (boxes) => timeMs >= boxes[0]!.timeMs - roundingMs && timeMs <= boxes.at(-1)!.timeMs + roundingMs,
  );
  if (!stay) return null;
  const next = stay.findIndex((labeled) => labeled.timeMs >= timeMs);
  if (next === -1) return stay.at(-1)!.box;
  const to = stay[next]!;
  const from = stay[next - 1] ?? to;
  const share = to === from ? 0 : (timeMs - from.timeMs) / (to.timeMs - from.timeMs);
  const mix = (side: keyof Box) => from.box[side] + share * (to.box[side] - from.box[side]);
  return { x1: mix('x1'), y1: mix('y1'), x2: mix('x2'), y2: mix('y2') };
}

/** Lists the labeled people in the picture at a time. */
export function peopleAt(people: readonly LabeledPerson[], timeMs: number): IdentifiedBox[] {
  return people.flatMap((person) => {
    const box = boxAt(person, timeMs);
    return box ? { id: person.id, box } : [];
  });
}
