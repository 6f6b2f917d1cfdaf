import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openModelPack } from '@deepsentinel/model-pack';
import { type AnalysisStage, analysisStages } from '@deepsentinel/queue-contracts';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AnalysisState } from './analysis-state.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { analyzeVideo } from './analyze-video.ts';
import { type Analyzer, createAnalyzer } from './analyzer.ts';
import type { Chunk } from './chunk.ts';
import type { AnalysisEvent } from './event.ts';
import { defineRule } from './rules/define-rule.ts';
import { standardRules } from './rules/index.ts';
import { endPresence, followPresence, notPresent, presentSinceMs } from './rules/observe/presence.ts';
import { weekdays } from './store/local-time.ts';
import { storeContextSchema } from './store/store-context.ts';

/** A store that is never open: whoever is there is where nobody should be. */
const store = storeContextSchema.parse({
  zones: [],
  openingHours: Object.fromEntries(weekdays.map((day) => [day, []])),
  timeZone: 'Asia/Seoul',
  limits: { loiteringSeconds: null, crowdPersons: null, violentSeconds: null },
  recordedAt: '2026-04-30T18:00:00.000Z',
});
/** A claim about everybody who is there for two seconds: reported while it lasts, and at its end. */
const suspectRule = defineRule({
  name: 'anomaly-suspect',
  type: 'anomaly',
  stages: ['rules'],
  initial: notPresent,
  activeSinceMs: presentSinceMs,
  observe: (state, observation) =>
    followPresence(state, observation, { counts: true, minPresenceMs: 2000, evidence: () => ({}) }),
  finish: (state) => endPresence(state, () => ({})),
  claim: 'something happens that is out of the ordinary in a store',
  sentence: ({ who, duration }) => `${who} is suspect for ${duration}`,
});
const rules = [...standardRules, suspectRule];
const settings = { stages: analysisStages, detectorBatch: 8, chunkSeconds: 0.8, store };

/** What events are without describer and embedder. */
const withoutModels = {
  ...{ state: 'proposed', answer: null },
  ...{ embeddedBy: 'hashing', imageEmbedding: null, imageEmbeddedBy: null },
};
const unknownAttributes = { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 };

let directory: string;
let video: string;
let analyzer: Analyzer;
let chunks: Chunk[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'resume-verified-'));
  video = join(directory, 'night.mp4');
  await makeColoredPeople(video, 4.2, [
    { fromX: 20, toX: 240, background: '0x704040' },
    { fromX: 450, toX: 450, background: 'green' },
  ]);
  await buildSyntheticPack(join(directory, 'pack'));
  analyzer = await createAnalyzer(await openModelPack(join(directory, 'pack')));
  chunks = await analyze(settings);
});
afterAll(async () => {
  await analyzer[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const analyze = (options: AnalyzeOptions) =>
  Array.fromAsync(analyzeVideo(video, analyzer, { rules, ...options }));
/** The events as they are in the end, by their ids. */
const eventsOf = (all: readonly Chunk[]) =>
  [...new Map(all.flatMap(({ events }) => events.map((event) => [event.eventId, event]))).values()].toSorted(
    (a, b) => (a.eventId < b.eventId ? -1 : 1),
  );

/** All that is saved of an analysis. Session times differ from run to run. */
const results = (all: readonly Chunk[]) =>
  all.map(({ stats, ...chunk }) => ({ ...chunk, framesAnalyzed: stats.framesAnalyzed }));

/** Bytes by name of the pictures that events name; a later one takes the place of an earlier one. */
function namedPictures(all: readonly Chunk[]): Record<string, string> {
  const emitted = new Map(
    all.flatMap(({ thumbnails }) => thumbnails.map(({ fileName, data }) => [fileName, data])),
  );
  const names = eventsOf(all).flatMap(({ thumbnail, frames }) => [
    thumbnail!,
    ...frames.map((frame) => frame.thumbnail),
  ]);
  return Object.fromEntries(names.map((name) => [name, Buffer.from(emitted.get(name)!).toString('base64')]));
}

test('the last chunk begins after the last frame', () => {
  const { fromMs, toMs } = chunks.at(-1)!;
  expect(toMs).toBe(fromMs);
});

test('one claim is confirmed and one rejected, from pictures of several chunks', () => {
  const verified = eventsOf(chunks).filter(({ eventId }) => eventId.startsWith('anomaly-suspect'));
  expect(verified.map(({ state }) => state).toSorted()).toEqual(['confirmed', 'rejected']);
  for (const { frames, answer, imageEmbedding } of verified) {
    const borders = chunks.map(({ toMs }) => toMs);
    expect(new Set(frames.map(({ timeMs }) => borders.findIndex((border) => timeMs <= border))).size).toBe(3);
    expect(answer!.verdict).not.toBeNull();
    expect(Math.hypot(...imageEmbedding!)).toBeCloseTo(1, 5);
  }
});

test('what has been measured is described by the model, and stays proposed', () => {
  const facts = eventsOf(chunks).filter(({ eventId }) => eventId.startsWith('anomaly-outside-hours'));
  expect(facts.length).toBe(2);
  for (const { state, answer, frames } of facts) {
    expect(state).toBe('proposed');
    expect(answer).toMatchObject({ verdict: null });
    expect(frames.length).toBeGreaterThan(1);
  }
});

test('an event that lasts is handed out at once and at its end, with one answer and the same pictures', () => {
  const handedOut = chunks.flatMap(({ events }) =>
    events.filter(({ eventId }) => eventId === 'anomaly-suspect-1-0'),
  );
  expect(handedOut.map(({ ongoing }) => ongoing)).toEqual([true, false]);
  const [opened, closed] = handedOut as [AnalysisEvent, AnalysisEvent];
  expect(closed.endMs).toBeGreaterThan(opened.endMs);
  const { state, answer, frames, thumbnail, imageEmbedding } = opened;
  expect(closed).toMatchObject({ state, answer, frames, thumbnail, imageEmbedding });
});

test('a verified analysis resumed after any chunk gives the same results as an uninterrupted one', async () => {
  const open = chunks.filter(({ state }) => hasOpenPictures(state));
  expect(open.length).toBeGreaterThan(1);
  for (const [index, { state }] of chunks.slice(0, -1).entries()) {
    const resumeFrom = JSON.parse(JSON.stringify(state)) as AnalysisState;
    const rest = await analyze({ ...settings, resumeFrom });
    expect(results(rest)).toEqual(results(chunks.slice(index + 1)));
  }
});

/** Whether there are pictures of an event in progress that a model will be shown. */
function hasOpenPictures({ evidence }: AnalysisState): boolean {
  return evidence.some(({ keyframes }) => keyframes.frames.length > 0);
}

test('neither the length of chunks nor the batch size changes events and their pictures', async () => {
  for (const changed of [{ chunkSeconds: 60, detectorBatch: 1 }, { detectorBatch: 4 }]) {
    const other = await analyze({ ...settings, ...changed });
    expect(eventsOf(other)).toEqual(eventsOf(chunks));
    expect(namedPictures(other)).toEqual(namedPictures(chunks));
  }
});

describe('an analysis has the requested stages only', () => {
  const seenWith = async (stages: readonly AnalysisStage[]) => {
    const seen = await analyze({ ...settings, stages });
    const persons = seen.flatMap(({ frames }) => frames.flatMap((frame) => frame.persons));
    return { seen, persons, events: eventsOf(seen), tracks: seen.flatMap(({ tracks }) => tracks) };
  };
  const types = (events: readonly AnalysisEvent[]) => new Set(events.map(({ type }) => type));

  test('lite: boxes, entering and leaving, templates, no age', async () => {
    const { persons, events, tracks } = await seenWith([]);
    expect(types(events)).toEqual(new Set(['walking', 'standing']));
    expect(persons.some(({ pose, orientationDegrees }) => pose || orientationDegrees !== undefined)).toBe(
      false,
    );
    expect(tracks.map(({ attributes }) => attributes)).toEqual(tracks.map(() => unknownAttributes));
    for (const event of events) expect(event).toMatchObject(withoutModels);
  });

  test('basic: joints, ages and all rules, without verification', async () => {
    const { persons, events, tracks } = await seenWith(['pose', 'attributes', 'rules']);
    expect(types(events)).toEqual(new Set(['walking', 'anomaly']));
    expect(persons.every(({ pose, orientationDegrees }) => pose && orientationDegrees !== undefined)).toBe(
      true,
    );
    expect(tracks.at(-1)!.attributes.ageBand).not.toBeNull();
    for (const event of events) expect(event).toMatchObject(withoutModels);
  });

  test('the embedder alone: embeddings by the models of the pack, templates', async () => {
    const { events } = await seenWith(['embedder']);
    for (const { embeddedBy, imageEmbedding, answer } of events) {
      expect({ embeddedBy, answer }).toEqual({ embeddedBy: 'synthetic-sentences-mean', answer: null });
      expect(imageEmbedding).toHaveLength(768);
    }
  });
});
