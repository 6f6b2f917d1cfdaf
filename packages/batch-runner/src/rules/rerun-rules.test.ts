import { listEvents, saveStoreConfiguration } from '@deepsentinel/db-schema';
import { type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { type ObservedPerson, person, standingBox, uprightPose } from '@deepsentinel/inference-core/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lengthEmbedder, saveRecordedPeople } from '../testing/recorded-people.ts';
import { type EventChanges, rerunRules } from './rerun-rules.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const shelf = (name: string, [x1, y1, x2, y2]: readonly [number, number, number, number]) => {
  const polygon = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
  return { name, kind: 'shelf', polygon };
};
const drinks = shelf('drinks', [0.4, 0.3, 0.5, 0.6]);
const snacks = shelf('snacks', [0.7, 0.3, 0.8, 0.6]);

const at = (x: number, reach = false) =>
  person({
    box: standingBox(x, 300),
    pose: uprightPose(x, 300, reach ? { rightWrist: { x: x + 40, y: 240 } } : {}),
  });
/** Reaches into the drinks, goes over to the snacks, and reaches into them. */
const shopper = (second: number) => {
  if (second < 8) return at(250, second > 3 && second < 5);
  return at(Math.min(445, 250 + 80 * (second - 8)), second > 14 && second < 16);
};
const bystander = () => at(100);
const people: readonly ObservedPerson[] = [
  { trackId: 1, at: shopper },
  { trackId: 2, at: bystander },
];

let cameras = 0;
async function newCamera() {
  const { db } = database;
  cameras += 1;
  const [storeId, id] = [`store-${cameras}`, `camera-${cameras}`];
  const videoId = (part: string) => `${id}-${part}`;
  return {
    async configure(zones: readonly object[], limits: object = {}) {
      const camera = { id, name: id, zones };
      await saveStoreConfiguration(db, {
        ...{ id: storeId, name: 'Store', timeZone: 'Asia/Seoul', limits },
        cameras: [camera],
      });
    },
    /** Analyzes what happens over 20 seconds in two recordings. */
    async analyze() {
      for (const [part, from] of [
        ['first', 0],
        ['second', 10],
      ] as const) {
        await saveRecordedPeople(db, {
          ...{ videoId: videoId(part), storeId, cameraId: id, seconds: 10 },
          recordedAt: new Date(Date.UTC(2026, 4, 1, 5) + 1000 * from),
          people: people.map((one) => ({ ...one, at: (second: number) => one.at(second + from) })),
        });
      }
    },
    rerun: (part: 'first' | 'second', dryRun = false) =>
      rerunRules(db, videoId(part), { embedder: lengthEmbedder, dryRun }),
    async events() {
      const events = await listEvents(db, { storeId, limit: 1000 });
      return events.map((event) => ({ ...event, videoId: event.videoId.replace(id, ''), key: '' }));
    },
  };
}

const unjudged = (events: readonly object[]) =>
  events.map((event) => ({ ...event, state: null, answer: null, thumbnailKey: null }));

describe('rules that are run again', () => {
  test('for the same zones change nothing, and keep what a model has said', async () => {
    const camera = await newCamera();
    await camera.configure([drinks], { loiteringSeconds: 5, crowdPersons: 1 });
    await camera.analyze();
    const events = await camera.events();
    expect(events.map(({ type, state }) => `${type} ${state}`)).toContain('picking confirmed');
    for (const part of ['first', 'second'] as const) {
      expect(await camera.rerun(part)).toMatchObject({ added: [], gone: [], changed: [] });
    }
    expect(await camera.events()).toEqual(events);
  });

  test('for other zones and limits give the events of a new analysis', async () => {
    const [camera, fresh] = [await newCamera(), await newCamera()];
    await camera.configure([drinks], { loiteringSeconds: 15 });
    await camera.analyze();
    for (const each of [camera, fresh]) await each.configure([drinks, snacks], { crowdPersons: 1 });
    await camera.rerun('first');
    const changes = (await camera.rerun('second')) as EventChanges;
    expect(changes.added.map(({ type, state }) => `${type} ${state}`)).toEqual([
      'anomaly proposed',
      'picking proposed',
    ]);
    await fresh.analyze();
    expect(unjudged(await camera.events())).toEqual(unjudged(await fresh.events()));
    const picked = (await camera.events()).filter(({ type }) => type === 'picking');
    expect(picked.map(({ evidence, state }) => [evidence.zone, state])).toEqual([
      ['drinks', 'confirmed'],
      ['snacks', 'proposed'],
    ]);
    expect(picked[1]!.thumbnailKey).toBe('standing-1-800.jpg');
  });

  test('change nothing when they only show what would change', async () => {
    const camera = await newCamera();
    await camera.configure([drinks]);
    await camera.analyze();
    const events = await camera.events();
    await camera.configure([]);
    expect(await camera.rerun('first', true)).toMatchObject({ gone: [{ type: 'picking' }] });
    expect(await camera.events()).toEqual(events);
  });

  test('need a camera whose pictures are as they were', async () => {
    const camera = await newCamera();
    await camera.configure([drinks]);
    await camera.analyze();
    await saveStoreConfiguration(database.db, {
      ...{ id: `store-${cameras}`, name: 'Store', timeZone: 'Asia/Seoul' },
      cameras: [{ id: `camera-${cameras}`, name: 'turned', ...{ zones: [], rotationDegrees: 90 } }],
    });
    expect(await camera.rerun('first')).toBe('pictures-changed');
  });
});
