import { saveStoreConfiguration } from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AnalyzedRecording, analyzeRecording, type Standing } from '../testing/analyzed-recording.ts';
import { findVisit } from './find-visit.ts';
import { loadVisits, type VisitQuery } from './load-visits.ts';

let database: FreshDatabase;
const cameras = ['in-order', 'reversed', 'again', 'shift', 'busy', 'other', 'brief', 'doll'];
beforeAll(async () => {
  database = await freshDatabase();
  await saveStoreConfiguration(database.db, {
    ...{ id: 'north', name: 'North', timeZone: 'Asia/Seoul' },
    cameras: cameras.map((id) => ({ id, name: id, zones: [] })),
  });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const minuteAt = (minute: number, second = 0) => new Date(Date.UTC(2026, 4, 1, 5, minute, second));

/** Saves the analysis of a minute of a camera. */
async function record(
  cameraId: string,
  minute: number,
  people: readonly Standing[],
  facts: Partial<AnalyzedRecording> = {},
): Promise<void> {
  const videoId = `${cameraId}-${String(minute).padStart(2, '0')}`;
  const recordedAt = minuteAt(minute);
  await analyzeRecording(database.db, { videoId, storeId: 'north', cameraId, recordedAt, people, ...facts });
}

async function visitsOf(query: Partial<VisitQuery>) {
  const { visits, next } = await loadVisits(database.db, { limit: 1000, ...query });
  expect(next).toBeNull();
  return visits;
}

/** Reads pages of a size until the last. */
async function pagesOf(query: Partial<VisitQuery>, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await loadVisits(database.db, { ...query, limit, cursor });
    pages.push(page.visits.map(({ visitId }) => visitId));
    cursor = page.next ?? undefined;
  } while (cursor);
  return pages;
}

describe('a visit over two videos of a camera', () => {
  /** Somebody comes in during the third minute, and leaves during the fourth. */
  const parts: Readonly<Record<number, Standing>> = {
    3: { trackId: 4, from: 40, to: 60, events: ['entered'] },
    4: { trackId: 1, from: 0, to: 30, events: ['left'] },
  };

  async function expectOneVisit(cameraId: string): Promise<void> {
    const [visit, ...others] = await visitsOf({ cameraId });
    expect(others).toEqual([]);
    expect(visit).toMatchObject({
      visitId: `${cameraId}-03.4`,
      ...{ trackId: 4, startMs: 40_000, endMs: 90_000 },
      startedAt: minuteAt(3, 40),
      endedAt: minuteAt(4, 30),
      entrance: { how: 'entered' },
      departure: { how: 'left' },
      events: [
        { type: 'entered', videoId: `${cameraId}-03`, startMs: 40_000 },
        { type: 'left', videoId: `${cameraId}-04`, startMs: 90_000 },
      ],
    });
    expect(visit!.videos.map(({ videoId }) => videoId)).toEqual([`${cameraId}-03`, `${cameraId}-04`]);
  }

  test.each([
    ['in-order', [3, 4]],
    ['reversed', [4, 3]],
  ])('is one, analyzed %s', async (cameraId, minutes) => {
    for (const minute of minutes) await record(cameraId, minute, [parts[minute]!]);
    await expectOneVisit(cameraId);
  });

  test('stays as it was when a video is analyzed again', async () => {
    for (const minute of [3, 4]) await record('again', minute, [parts[minute]!]);
    await record('again', 3, [parts[3]!], { versionId: '2' });
    await expectOneVisit('again');
  });

  test('is found by the person of either', async () => {
    for (const videoId of ['in-order-03', 'in-order-04']) {
      const trackId = videoId === 'in-order-03' ? 4 : 1;
      const visit = await findVisit(database.db, { videoId, trackId });
      expect([visit?.visitId, visit?.endMs]).toEqual(['in-order-03.4', 90_000]);
    }
    expect(await findVisit(database.db, { videoId: 'in-order-03', trackId: 9 })).toBeNull();
    expect(await findVisit(database.db, { videoId: 'nothing', trackId: 1 })).toBeNull();
  });

  test('shows its part when one video is asked for', async () => {
    expect(await visitsOf({ videoId: 'in-order-04' })).toMatchObject([
      { visitId: 'in-order-04.1', trackId: 1, entrance: { how: 'already-there' } },
    ]);
  });
});

describe('visits of a day', () => {
  /** One stays for ten minutes; each minute somebody comes and goes, and somebody else stays over the border. */
  beforeAll(async () => {
    for (let minute = 10; minute < 20; minute++) {
      await record('shift', minute, [
        { trackId: 1, from: minute === 10 ? 5 : 0, to: minute === 19 ? 50 : 60, x: 100 },
        { trackId: 2, from: 10, to: 20, x: 300, events: ['entered', 'left'] },
        { trackId: 3, from: 50, to: 60, x: 500, events: ['entered'] },
        ...(minute === 10 ? [] : [{ trackId: 4, from: 0, to: 5, x: 500, events: ['left'] } as const]),
      ]);
    }
  });

  test('are in the order in which they begin, whenever they end', async () => {
    const visits = await visitsOf({ cameraId: 'shift' });
    expect(visits).toHaveLength(21);
    expect(visits[0]).toMatchObject({ visitId: 'shift-10.1', startMs: 5000, endMs: 590_000 });
    expect(visits[0]!.videos).toHaveLength(10);
    expect(visits.at(-1)).toMatchObject({ visitId: 'shift-19.3', departure: { how: 'still-there' } });
    const begins = visits.map(({ startedAt }) => startedAt!.getTime());
    expect(begins).toEqual(begins.toSorted((a, b) => a - b));
  });

  test.each([2, 7, 21])('come in pages of %i without gaps or repeats', async (size) => {
    const all = (await visitsOf({ cameraId: 'shift' })).map(({ visitId }) => visitId);
    const pages = await pagesOf({ cameraId: 'shift' }, size);
    expect(pages.flat()).toEqual(all);
    expect(pages.every((page, index) => page.length === size || index === pages.length - 1)).toBe(true);
  });

  test('of a stretch are those that begin in it, whole', async () => {
    const all = await visitsOf({ cameraId: 'shift' });
    const [from, to] = [minuteAt(12, 5), minuteAt(13, 51)];
    const expected = all.filter(({ startedAt }) => startedAt! >= from && startedAt! < to);
    expect(expected.map(({ visitId }) => visitId)).toEqual([
      ...['shift-12.2', 'shift-12.3', 'shift-13.2', 'shift-13.3'],
    ]);
    expect(await visitsOf({ cameraId: 'shift', from, to })).toEqual(expected);
    expect((await pagesOf({ cameraId: 'shift', from, to }, 3)).map(({ length }) => length)).toEqual([3, 1]);
  });

  test('are filtered by zone, time and payment', async () => {
    expect(await visitsOf({ cameraId: 'shift', minStayMs: 60_000 })).toHaveLength(1);
    expect(await visitsOf({ cameraId: 'shift', minStayMs: 15_000 })).toHaveLength(10);
    expect(await visitsOf({ cameraId: 'shift', zone: 'drinks' })).toEqual([]);
    expect(await visitsOf({ cameraId: 'shift', unpaid: true })).toEqual([]);
    expect(await pagesOf({ cameraId: 'shift', minStayMs: 15_000 }, 4)).toHaveLength(3);
  });

  test('of several cameras are merged by time', async () => {
    await record('other', 12, [{ trackId: 1, from: 12, to: 40 }]);
    const visits = await visitsOf({ storeId: 'north', from: minuteAt(12, 5), to: minuteAt(13) });
    const ids = ['shift-12.2', 'other-12.1', 'shift-12.3'];
    expect(visits.map(({ visitId }) => visitId)).toEqual(ids);
    expect((await pagesOf({ storeId: 'north', from: minuteAt(12, 5), to: minuteAt(13) }, 1)).flat()).toEqual(
      ids,
    );
  });
});

test('many people of one video come in pages, the events of each with them', async () => {
  const people = Array.from({ length: 45 }, (_, index) => ({
    ...{ trackId: index + 1, from: index % 30, to: 59 - (index % 7), x: 10 * index },
    events: ['standing'] as const,
  }));
  await record('busy', 30, people);
  const visits = await visitsOf({ cameraId: 'busy' });
  expect(visits).toHaveLength(45);
  expect(
    visits.every(({ trackId, events }) => events.length === 1 && events[0]!.trackIds[0] === trackId),
  ).toBe(true);
  expect((await pagesOf({ videoId: 'busy-30' }, 10)).map(({ length }) => length)).toEqual([
    10, 10, 10, 10, 5,
  ]);
});

test('visits of videos without a time come last, in pages, too', async () => {
  for (const videoId of ['undated-b', 'undated-a']) {
    await analyzeRecording(database.db, {
      videoId,
      people: [1, 2, 3].map((trackId) => ({ trackId, from: 10 - trackId, to: 20 })),
    });
  }
  const ids = ['undated-b.3', 'undated-b.2', 'undated-b.1', 'undated-a.3', 'undated-a.2', 'undated-a.1'];
  const all = (await visitsOf({})).map(({ visitId }) => visitId);
  expect(all.slice(-6)).toEqual(ids);
  for (const size of [4, 11]) expect((await pagesOf({}, size)).flat()).toEqual(all);
});

test('somebody who is lost at a border and not found again has neither left nor come', async () => {
  await record('brief', 40, [{ trackId: 1, from: 10, to: 60, x: 100 }]);
  await record('brief', 41, [{ trackId: 1, from: 0, to: 30, x: 500 }]);
  expect(await visitsOf({ cameraId: 'brief' })).toMatchObject([
    { departure: { how: 'unknown' } },
    { entrance: { how: 'unknown' } },
  ]);
});

test('what never moves is followed for a day', async () => {
  const hours = [0, 13, 26].map((hour) => new Date(Date.UTC(2026, 5, 1, hour)));
  const seconds = 13 * 3600;
  for (const [index, recordedAt] of hours.entries()) {
    const doll: Standing = { trackId: 1, from: 0, to: seconds, every: 300 };
    const path = { seconds, people: [doll], recordedAt, videoId: `doll-${index}` };
    await record('doll', index, [doll], path);
  }
  const visits = await visitsOf({ cameraId: 'doll' });
  expect(visits).toMatchObject([
    { visitId: 'doll-0.1', endMs: 2 * seconds * 1000, departure: { how: 'still-there' } },
  ]);
});

test('a text that is no cursor is refused', async () => {
  await expect(loadVisits(database.db, { limit: 1, cursor: 'bm90aGluZw' })).rejects.toThrow(
    /not one of an earlier/,
  );
});
