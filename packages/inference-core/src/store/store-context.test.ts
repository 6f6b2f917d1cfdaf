import { describe, expect, test } from '@jest/globals';
import { openingHours, zone } from '../testing/factories.ts';
import { contextOfCamera, storeConfigurationSchema, storeContextSchema } from './store-context.ts';

const aisle = { id: 'aisle', name: 'Aisle', zones: [zone('shelf', [0, 0.2, 0.3, 0.9])] };
const store = { id: 'gangnam', name: 'Gangnam', timeZone: 'Asia/Seoul', cameras: [aisle] };

/** Path and message of each issue. */
function problems(configuration: unknown): string[] {
  const { error } = storeConfigurationSchema.safeParse(configuration);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const withZone = (overrides: object) => ({
  ...store,
  cameras: [{ ...aisle, zones: [{ ...aisle.zones[0], ...overrides }] }],
});

describe('the configuration of a store', () => {
  test('needs no more than its time zone and its cameras', () => {
    expect(storeConfigurationSchema.parse({ ...store, cameras: [{ id: 'door', name: 'Door' }] })).toEqual({
      ...store,
      cameras: [{ id: 'door', name: 'Door', zones: [], lines: [] }],
      openingHours: null,
      limits: { loiteringSeconds: null, crowdPersons: null, violentSeconds: null },
    });
  });

  test('is unchanged when it is parsed again', () => {
    const parsed = storeConfigurationSchema.parse({ ...store, openingHours: openingHours() });
    expect(storeConfigurationSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  test.each<[string, object, string]>([
    ['an unknown time zone', { ...store, timeZone: 'Asia/Soul' }, 'timeZone: not a time zone'],
    ['a repeated camera', { ...store, cameras: [aisle, aisle] }, 'cameras.1.id: "aisle" is there twice'],
    ['an invalid limit', { ...store, limits: { crowdPersons: 0 } }, 'limits.crowdPersons: '],
    ['an unknown key', { ...store, opening: 'daily' }, ': Unrecognized key: "opening"'],
    [
      'a rotation by half a right angle',
      { ...store, cameras: [{ ...aisle, rotationDegrees: 45 }] },
      'cameras.0.rotationDegrees: ',
    ],
    [
      'an aspect ratio in words',
      { ...store, cameras: [{ ...aisle, aspectRatio: 'wide' }] },
      'cameras.0.aspectRatio: expected width and height',
    ],
    ['an id with blanks', { ...store, id: 'Gangnam 1' }, 'id: expected 1 to 128 letters'],
    [
      'a zone that is a line',
      withZone({
        polygon: [
          [0, 0],
          [1, 1],
        ],
      }),
      'polygon: a zone needs at least 3 points',
    ],
    [
      'a zone that crosses itself',
      withZone({
        polygon: [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ],
      }),
      'the sides of the zone cross',
    ],
    [
      'a zone in pixels',
      withZone({
        polygon: [
          [0, 0],
          [640, 0],
          [0, 1],
        ],
      }),
      'polygon.1.0: a share of the picture',
    ],
    ['an unknown kind of zone', withZone({ kind: 'till' }), 'zones.0.kind: '],
    [
      'two zones with one name',
      { ...store, cameras: [{ ...aisle, zones: [aisle.zones[0], aisle.zones[0]] }] },
      'cameras.0.zones.1.name: "the shelf" is there twice',
    ],
  ])('refuses %s', (_case, configuration, problem) => {
    expect(problems(configuration)).toEqual([expect.stringContaining(problem)]);
  });

  test('reports all errors at once', () => {
    const zones = [aisle.zones[0], { ...aisle.zones[0], polygon: [[2, 0]], color: 'red' }];
    const found = problems({ ...store, timeZone: 'Mars', cameras: [{ ...aisle, zones }, aisle] });
    expect(found.map((problem) => problem.split(':')[0]).toSorted()).toEqual([
      'cameras.0.zones.1',
      'cameras.0.zones.1.name',
      'cameras.0.zones.1.polygon',
      'cameras.0.zones.1.polygon.0.0',
      'cameras.1.id',
      'timeZone',
    ]);
  });
});

describe('the context of a camera', () => {
  const configuration = storeConfigurationSchema.parse(store);

  test('has the zones of the camera and the facts of the store', () => {
    const context = contextOfCamera(configuration, 'aisle', '2026-05-01T09:00:00+09:00');
    expect(storeContextSchema.parse(context)).toEqual(context);
    expect(context).toMatchObject({ zones: aisle.zones, timeZone: 'Asia/Seoul' });
  });

  test('has what the files of the camera do not say of their pictures', () => {
    const corridor = { ...aisle, rotationDegrees: 90, aspectRatio: '9:16' };
    const cameras = [corridor, { id: 'door', name: 'Door' }];
    const configured = storeConfigurationSchema.parse({ ...store, cameras });
    expect(contextOfCamera(configured, 'aisle', null).pictures).toEqual({
      rotationDegrees: 90,
      aspectRatio: '9:16',
    });
    expect(contextOfCamera(configured, 'door', null).pictures).toEqual({
      rotationDegrees: null,
      aspectRatio: null,
    });
  });

  test('has no zones when the camera is unknown', () => {
    expect(contextOfCamera(configuration, null, null)).toMatchObject({ zones: [], recordedAt: null });
  });

  test('is refused for a camera that the store does not have', () => {
    expect(() => contextOfCamera(configuration, 'door', null)).toThrow(
      'store gangnam has no camera "door"; its cameras are: aisle',
    );
  });
});
