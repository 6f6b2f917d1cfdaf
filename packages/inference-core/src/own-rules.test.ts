import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelPack } from '@deepsentinel/model-pack';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnalyzeOptions } from './analyze-options.ts';
import { analyzeVideo } from './analyze-video.ts';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import { canResume, defineFrameRule, defineRule, Missing, rulesOff, standardRules } from './index.ts';
import { storeContext, zone } from './testing/factories.ts';

/** Somebody crosses the middle of the picture. */
const crossing = defineRule({
  name: 'anomaly-crossing',
  type: 'anomaly',
  initial: { leftSinceMs: null as number | null },
  activeSinceMs: ({ leftSinceMs }) => leftSinceMs,
  observe({ leftSinceMs }, { timeMs, person: { box, confidence }, frame }) {
    const isLeft = box.x1 + box.x2 < frame.width;
    if (isLeft) return { state: { leftSinceMs: leftSinceMs ?? timeMs } };
    const evidence = { reason: 'crossing' };
    const event = leftSinceMs === null ? null : { startMs: leftSinceMs, endMs: timeMs, confidence, evidence };
    return { state: { leftSinceMs: null }, event };
  },
  claim: 'a person crosses the middle of the picture',
  sentence: ({ who, duration }) => `${who} crosses the middle after ${duration}`,
});

/** Nobody is left at the counter when the video ends. */
const unattended = defineFrameRule({
  name: 'unattended',
  type: 'anomaly',
  requires: {
    counter: ({ zones }) => zones.find(({ name }) => name === 'the checkout') ?? new Missing('no counter'),
  },
  initial: { trackIds: [] as readonly number[], sinceMs: 0 },
  activeSinceMs: ({ trackIds, sinceMs }) => (trackIds.length > 0 ? sinceMs : null),
  trackIds: ({ trackIds }) => trackIds,
  observe({ trackIds, sinceMs }, { observations, timeMs }, { counter }) {
    const atCounter = observations.filter(({ standsIn }) => standsIn.includes(counter.kind));
    const ids = [...new Set([...trackIds, ...atCounter.map(({ trackId }) => trackId)])];
    return { state: { trackIds: ids, sinceMs: trackIds.length === 0 ? timeMs : sinceMs } };
  },
  finish: ({ trackIds, sinceMs }) =>
    trackIds.length === 0
      ? null
      : { trackIds, startMs: sinceMs, endMs: sinceMs, confidence: 1, evidence: { reason: 'unattended' } },
  sentence: ({ who }) => `${who} has left the counter`,
});

const rules = [...standardRules, crossing, unattended];
const store = storeContext({ zones: [zone('checkout', [0, 0, 1, 1])] });
const settings = { chunkSeconds: 1, store };

let directory: string;
let video: string;
let analyzer: Analyzer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-rules-'));
  video = join(directory, 'crossing.mp4');
  await makeColoredPeople(video, 4, [{ fromX: 40, toX: 560, background: '0x704040' }]);
  await buildSyntheticPack(join(directory, 'pack'));
  analyzer = await createAnalyzer(await openModelPack(join(directory, 'pack')));
});
afterAll(async () => {
  await analyzer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const analyze = (options: AnalyzeOptions) => Array.fromAsync(analyzeVideo(video, analyzer, options));

describe('rules of the caller', () => {
  test('propose events beside the standard ones, verified and with pictures', async () => {
    const chunks = await analyze({ ...settings, rules });
    const events = chunks.flatMap((chunk) => chunk.events);
    const [crossed, ...others] = events.filter(({ eventId }) => eventId.startsWith('anomaly-crossing'));
    expect(others).toEqual([]);
    expect(crossed).toMatchObject({ type: 'anomaly', trackIds: [1], evidence: { reason: 'crossing' } });
    expect(crossed!.answer?.verdict).not.toBeNull();
    expect(crossed!.frames.length).toBeGreaterThan(0);
    const emitted = chunks.flatMap(({ thumbnails }) => thumbnails.map(({ fileName }) => fileName));
    expect(emitted).toContain(crossed!.thumbnail);
    expect(events.find(({ eventId }) => eventId.startsWith('unattended'))).toMatchObject({
      state: 'proposed',
      description: expect.stringMatching(/has left the counter\.$/),
    });
    const withoutOwn = (await analyze(settings)).flatMap((chunk) => chunk.events);
    const ids = events.map(({ eventId }) => eventId);
    expect(ids).toEqual(expect.arrayContaining(withoutOwn.map(({ eventId }) => eventId)));
  });

  test('may take the place of the standard ones', async () => {
    const events = (await analyze({ ...settings, rules: [crossing] })).flatMap((chunk) => chunk.events);
    expect(events.map(({ eventId }) => eventId)).toEqual([expect.stringMatching(/^anomaly-crossing-1-/)]);
  });

  test('are resumed to the byte', async () => {
    const results = async (options: AnalyzeOptions) =>
      (await analyze({ ...settings, rules, ...options })).map(({ stats, ...chunk }) => chunk);
    const chunks = await results({});
    const resumeFrom = JSON.parse(JSON.stringify(chunks[1]!.state));
    expect(await results({ resumeFrom })).toEqual(chunks.slice(2));
  });

  test('are off where the store lacks what they require', async () => {
    expect(rulesOff(storeContext(), [unattended])).toEqual(['unattended: no counter']);
    expect(rulesOff(store, [unattended])).toEqual([]);
    const events = (await analyze({ rules: [unattended] })).flatMap((chunk) => chunk.events);
    expect(events).toEqual([]);
  });
});

test('a state of other rules is refused', async () => {
  const [first] = await analyze({ ...settings, rules: [crossing] });
  const { state } = first!;
  const { modelPack } = analyzer;
  expect(canResume(state, { modelPack, settings: state.settings, rules: [crossing] })).toBe(true);
  expect(canResume(state, { modelPack, settings: state.settings })).toBe(false);
  expect(canResume({ ...state, version: 2 }, { ...state, rules: [crossing] })).toBe(false);
  for (const nothing of [null, 'text', [], {}])
    expect(canResume(nothing, { ...state, rules: [] })).toBe(false);
  await expect(analyze({ ...settings, rules: [unattended], resumeFrom: state })).rejects.toThrow(
    'it was started with rules anomaly-crossing instead of unattended; start it anew',
  );
});

test.each(['Crossing', 'two words', '../up', ''])('the name "%s" is refused', (name) => {
  const rule = {
    type: 'anomaly',
    initial: null,
    activeSinceMs: () => null,
    observe: () => ({ state: null }),
    sentence: () => 'nothing happens',
  } as const;
  expect(() => defineRule({ ...rule, name })).toThrow(
    `rule "${name}": expected a name of lower-case words joined by hyphens`,
  );
});
