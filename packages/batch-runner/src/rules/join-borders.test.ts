import { listEvents, saveStoreConfiguration } from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { type ObservedPerson, person, standingBox, uprightPose } from '@deepsentinel/inference-core/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lengthEmbedder, saveRecordedPeople } from '../testing/recorded-people.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const rectangle = (
  name: string,
  kind: string,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
) => {
  const polygon = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
  return { name, kind, polygon };
};
const zones = [
  rectangle('drinks', 'shelf', [0.4, 0.3, 0.5, 0.6]),
  rectangle('till', 'checkout', [0, 0, 0.1, 0.1]),
  rectangle('door', 'exit', [0.9, 0.5, 1, 1]),
];

const at = (x: number) => person({ box: standingBox(x, 300), pose: uprightPose(x, 300) });
const reaching = { ...at(250), pose: uprightPose(250, 300, { rightWrist: { x: 290, y: 240 } }) };
const lying = { ...at(250), box: { x1: 200, y1: 270, x2: 300, y2: 300 }, posture: 'lying' } as const;

/** What a camera sees of somebody in three recordings of ten seconds, by the seconds of each. */
type Story = Readonly<Partial<Record<'first' | 'second' | 'third', ObservedPerson['at']>>>;
type Part = keyof Story;

const theft: Story = {
  first: (second) => (second > 5 && second < 7 ? reaching : at(250)),
  second: () => at(250),
  third: (second) => (second < 7 ? at(250 + 52 * second) : null),
};
const collapse: Story = {
  first: (second) => (second < 6 ? at(250) : lying),
  second: () => lying,
  third: (second) => (second < 3 ? lying : at(250)),
};
const starts: Readonly<Record<Part, number>> = { first: 0, second: 10, third: 20 };

let cameras = 0;
/** A camera of its own on whose recordings nothing has been analyzed. */
async function newCamera() {
  const { db } = database;
  cameras += 1;
  const id = `camera-${cameras}`;
  const storeId = `store-${cameras}`;
  const described = { id: storeId, name: 'Store', timeZone: 'Asia/Seoul', limits: { loiteringSeconds: 8 } };
  const camera = { id, name: id, zones };
  await saveStoreConfiguration(db, { ...described, cameras: [camera] });
  return {
    /** Analyzes a part of a story; the person has another number in each. */
    analyze: (
      part: Part,
      story: Story,
      { version = '1', delaySeconds = 0, embedder = lengthEmbedder } = {},
    ) =>
      saveRecordedPeople(db, {
        ...{ videoId: `${id}-${part}`, storeId, cameraId: id, seconds: 10, versionId: version, embedder },
        recordedAt: new Date(Date.UTC(2026, 4, 1, 5) + 1000 * (starts[part] + delaySeconds)),
        people: [{ trackId: { first: 4, second: 1, third: 7 }[part], at: story[part]! }],
      }),
    /** Events as `video/event` with the seconds from start to end. */
    async events() {
      const events = await listEvents(db, { storeId, limit: 1000 });
      return events
        .map(({ videoId, eventId, startMs, endMs, state, thumbnailKey }) =>
          [`${videoId.replace(`${id}-`, '')}/${eventId}`, (endMs - startMs) / 1000, state, thumbnailKey].join(
            ' ',
          ),
        )
        .toSorted();
    },
  };
}

const orders: readonly (readonly Part[])[] = [
  ['first', 'second', 'third'],
  ['third', 'second', 'first'],
  ['first', 'third', 'second'],
  ['second', 'first', 'third'],
];

describe('over the borders of three recordings', () => {
  test.each(orders.map((order) => ({ order })))(
    'a theft is one event, analyzed $order',
    async ({ order }) => {
      const camera = await newCamera();
      for (const part of order) await camera.analyze(part, theft);
      expect(await camera.events()).toEqual([
        'first/anomaly-loitering-4-0 26.8 proposed anomaly-loitering-4-0.jpg',
        'first/picking-4-5200 1.8 confirmed picking-4-5200.jpg',
        'first/standing-4-400 20.2 proposed standing-4-400.jpg',
        'first/theft-4-5200 21.6 proposed picking-4-5200.jpg',
        'third/left-7-6800 0 proposed left-7-6800.jpg',
        'third/walking-7-800 6 proposed walking-7-400.jpg',
      ]);
    },
  );

  test('nothing is lost when all are complete at the same time', async () => {
    const [camera, inOrder] = [await newCamera(), await newCamera()];
    await Promise.all(orders[0]!.map((part) => camera.analyze(part, theft)));
    for (const part of orders[0]!) await inOrder.analyze(part, theft);
    expect(await camera.events()).toEqual(await inOrder.events());
  });

  test.each(orders.slice(0, 2).map((order) => ({ order })))(
    'a collapse is one event, analyzed $order',
    async ({ order }) => {
      const camera = await newCamera();
      for (const part of order) await camera.analyze(part, collapse);
      const events = await camera.events();
      expect(events.filter((event) => event.includes('collapse'))).toEqual([
        'first/collapse-4-6000 16.8 confirmed collapse-4-6000.jpg',
      ]);
      expect(events.filter((event) => /left|entered/.test(event))).toEqual([]);
    },
  );
});

describe('a recording that is analyzed again', () => {
  test.each(['first', 'second', 'third'] as const)('leaves all events as they were: the %s', async (part) => {
    const camera = await newCamera();
    for (const each of orders[0]!) await camera.analyze(each, theft);
    const events = await camera.events();
    await camera.analyze(part, theft, { version: '2' });
    expect(await camera.events()).toEqual(events);
  });

  test('gives the neighbors back what is theirs when it shows somebody else', async () => {
    const [camera, alone] = [await newCamera(), await newCamera()];
    for (const each of orders[0]!) await camera.analyze(each, theft);
    const elsewhere: Story = { second: () => at(60) };
    await camera.analyze('second', elsewhere, { version: '2' });
    for (const each of ['first', 'third'] as const) await alone.analyze(each, theft);
    const others = (await camera.events()).filter((event) => !event.startsWith('second'));
    expect(others.map(withoutPicture)).toEqual((await alone.events()).map(withoutPicture));
  });
});

test('an analysis that breaks off while it joins borders leaves all as it was, and the next attempt completes it', async () => {
  const [camera, undisturbed] = [await newCamera(), await newCamera()];
  for (const each of [camera, undisturbed]) {
    await each.analyze('first', theft);
    await each.analyze('second', theft);
  }
  const events = await camera.events();
  const embedder = { ...lengthEmbedder, embed: () => Promise.reject(new Error('killed')) };
  await expect(camera.analyze('third', theft, { embedder })).rejects.toThrow('killed');
  expect(await camera.events()).toEqual(events);
  for (const each of [camera, undisturbed]) await each.analyze('third', theft);
  expect(await camera.events()).toEqual(await undisturbed.events());
});

test('nothing goes on over a gap', async () => {
  const camera = await newCamera();
  await camera.analyze('first', theft);
  const events = await camera.events();
  await camera.analyze('second', theft, { delaySeconds: 3 });
  expect((await camera.events()).filter((event) => event.startsWith('first'))).toEqual(events);
});

const withoutPicture = (event: string) => event.replace(/ \S*$/, '');
