import { describe, expect, test } from '@jest/globals';
import { analysisSettingsSchema } from '../analysis-settings.ts';
import { initialState } from '../analysis-state.ts';
import { templateDescriber } from '../describers/template.ts';
import type { PersonDetection } from '../detection.ts';
import { EventPipeline } from '../event-pipeline.ts';
import { standardRules } from '../rules/index.ts';
import type { StoreContext } from '../store/store-context.ts';
import { paintedFrame, person, standingBox, storeContext, uprightPose, zone } from '../testing/factories.ts';
import { LastReports, replayEvents } from './replay-events.ts';
import { decodeObservations } from './saved-observations.ts';

const picture = paintedFrame({ width: 320, height: 240 });
/** Somebody who walks in, stands for ten seconds, reaches to the right twice, and walks on. */
function visitorAt(second: number): PersonDetection {
  const wobble = Math.sin(7.3 * second) / 3;
  const x = 60 + 40 * Math.min(second, 2) + 40 * Math.max(0, second - 12) + wobble;
  const isReaching = Math.floor(second) === 5 || Math.floor(second) === 8;
  const wrist = isReaching ? { x: x + 42, y: 150 + wobble } : {};
  const pose = uprightPose(x, 200 + wobble, { rightWrist: wrist, leftEye: { confidence: 0.7 + wobble } });
  return person({ box: standingBox(x, 200 + wobble), confidence: 0.6 + wobble / 10, pose });
}

const bystander = person({ box: standingBox(280, 200.123), pose: uprightPose(280, 200.123) });
const stages: readonly ('rules' | 'pose')[] = ['rules', 'pose'];

/** Analyzes the visitor of 16 seconds for a store, with a chunk border every 4 seconds. */
async function analyze(store: StoreContext) {
  const settings = analysisSettingsSchema.parse({ store, blurFaces: false });
  const begin = initialState({ modelPack: 'none@1', settings });
  const pipeline = new EventPipeline(
    begin,
    {
      ...{ active: stages, redetectFallen: null, ageErrorYears: 10, searchFaces: null, imageText: null },
      describer: templateDescriber,
      estimateAttributes: async ({ timeMs }, { length }) =>
        Array.from({ length }, () => (timeMs % 3 === 0 ? null : { male: 0.9, ageYears: 30 + timeMs / 7000 })),
    },
    standardRules,
  );
  const events = new LastReports();
  const chunks: Uint8Array[] = [];
  for (let index = 0; index < 80; index++) {
    const frame = { ...picture, timeMs: index * 200 };
    const persons = [visitorAt(index / 5), bystander];
    const detections = { persons, faces: null };
    const { sampler: samplerState, poses } = begin;
    const tracked = pipeline.track({ frame, persons, detections, samplerState, poses, skipped: 0 });
    await pipeline.estimateAttributes(tracked);
    events.add(pipeline.applyRules(tracked));
    if (index % 20 === 19) chunks.push((await pipeline.snapshot()).observations!);
  }
  events.add(pipeline.finish());
  return { events: events.list, chunks };
}

const bare = storeContext({ limits: { crowdPersons: 1 } });
const furnished = storeContext({
  zones: [zone('shelf', [0.55, 0.5, 0.7, 0.75]), zone('checkout', [0.8, 0.5, 1, 1])],
  limits: { loiteringSeconds: 6 },
  recordedAt: '2026-05-01T21:03:00+09:00',
});
const withBare = analyze(bare);

describe('rules that are run again over saved observations', () => {
  test('propose the same events for the same store', async () => {
    const { events, chunks } = await withBare;
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['walking', 'standing', 'anomaly']),
    );
    expect(events.map(({ description }) => description)).toContain(
      'A man of about 20 to 45 stands for 10 seconds.',
    );
    expect(await replayEvents(chunks, { store: bare })).toEqual(events);
  });

  test('propose for another store what a new analysis would', async () => {
    const { events } = await analyze(furnished);
    expect(events.map(({ eventId }) => eventId.replace(/-\d+-\d+$/, ''))).toEqual(
      expect.arrayContaining(['picking', 'anomaly-loitering']),
    );
    expect(await replayEvents((await withBare).chunks, { store: furnished })).toEqual(events);
  });
});

test('observations take less than 80 bytes for each person in a frame', async () => {
  const { chunks } = await withBare;
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  expect(bytes / (2 * 80)).toBeLessThan(80);
});

test('observations that break off are refused', async () => {
  const [chunk] = (await withBare).chunks;
  expect(() => decodeObservations(chunk!.subarray(0, chunk!.length / 2))).toThrow();
});
