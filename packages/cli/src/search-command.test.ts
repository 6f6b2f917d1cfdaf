import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChunkEvent,
  type ChunkTrack,
  claimRun,
  commitChunk,
  openDatabase,
  registerVideo,
  takeLease,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import type { QueryEmbedder } from '@deepsentinel/inference-core';
import type { EventType } from '@deepsentinel/queue-contracts';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openQueryEmbedder } from './open-query-embedder.ts';
import { runCommand } from './testing/run-sentinel.ts';

let directory: string;
const inDirectory = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-search-'));
  await seedDatabase(inDirectory('database'));
  await buildSyntheticPack(inDirectory('pack'));
  await using queryEmbedder = await openQueryEmbedder({ models: inDirectory('pack') });
  const picking = await embeddedEvent(queryEmbedder, {
    type: 'picking',
    color: 'blue',
    description: 'A man picks an item.',
  });
  const events = [
    picking,
    await embeddedEvent(queryEmbedder, {
      type: 'walking',
      color: 'red',
      description: 'A woman walks to the left.',
    }),
    { ...picking, eventId: 'rejected', state: 'rejected' as const },
    { ...picking, eventId: 'old', embeddedBy: 'hashing', embedding: new Float32Array(384).fill(0.05) },
  ];
  await saveEvents(events);
});
afterAll(() => rm(directory, { recursive: true }));

async function embeddedEvent(
  { embedder, imageText }: QueryEmbedder,
  { type, color, description }: { type: EventType; color: string; description: string },
): Promise<ChunkEvent> {
  const [embedding] = await embedder.embed([description]);
  return {
    eventId: `${type}-1-0`,
    type,
    state: 'confirmed',
    trackIds: [1],
    startMs: 0,
    endMs: 1000,
    confidence: 0.9,
    description,
    embedding: embedding!,
    embeddedBy: embedder.name,
    // Where a picture of that color is.
    imageEmbedding: await imageText!.embedText(color),
    imageEmbeddedBy: imageText!.name,
    evidence: {},
    thumbnailKey: null,
    frames: [],
    answer: null,
  };
}

async function saveEvents(events: readonly ChunkEvent[]): Promise<void> {
  await using database = await openDatabase(inDirectory('database'));
  const { db } = database;
  const videoId = await registerVideo(db, { bucket: 'file', key: '/a.mp4', versionId: '1' });
  const request = {
    videoId,
    tier: 'premium' as const,
    modelPack: 'synthetic@1.0.0',
    settings: {},
    anew: false,
  };
  const lease = await takeLease(db, (await claimRun(db, request)).runId, 'test');
  const progress = { checkpoint: null, progress: 100, completion: { truncated: false } };
  await commitChunk(db, lease, {
    index: 0,
    tracks: [shopper],
    events,
    frames: null,
    observations: null,
    ...progress,
  });
}

/** Somebody in view for 90 seconds. */
const shopper: ChunkTrack = {
  ...{ trackId: 1, startMs: 0, endMs: 90_000 },
  attributes: { gender: 'male', genderConfidence: 0.9, ageBand: null, faceSamples: 3 },
  path: [],
};

async function search(...args: string[]) {
  const result = await runCommand(['search', ...args, '--db', 'database', '--json'], directory);
  if (result.exitCode !== 0) throw new Error(result.stderr);
  const found = JSON.parse(result.stdout) as { eventId: string; state: string }[];
  return { found: found.map(({ eventId }) => eventId), notes: result.stderr };
}

test('a search with the models of the events finds what is meant in other words, and what pictures show', async () => {
  const meant = await search('guy taking a product', '--models', 'pack');
  expect(meant.found).toEqual(['picking-1-0']);
  expect(meant.notes).toBe(
    '1 event was embedded by hashing, not by synthetic-sentences-mean: only their words are compared; give --models the pack that has hashing\n',
  );
  expect((await search('red', '--models', 'pack')).found).toEqual(['walking-1-0']);
});

test('a search with other models finds words only, and says so', async () => {
  expect((await search('guy taking a product')).found).toEqual([]);
  const { found, notes } = await search('picks');
  expect(found.toSorted()).toEqual(['old', 'picking-1-0']);
  expect(notes).toContain('search is lexical (by words, not by meaning)');
  expect(notes).toContain('3 events were embedded by synthetic-sentences-mean, not by hashing');
  expect(notes).toContain('pictures of 4 events were embedded by synthetic-colors: they are not compared');
});

test('a search finds rejected events only when asked for them, and names their visit', async () => {
  const { stdout } = await runCommand(
    ['search', 'picks', '--state', 'rejected', '--db', 'database'],
    directory,
  );
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^In the video .* Thumbnail +Visit$/),
    expect.stringMatching(/ rejected .* 1$/),
  ]);
});

test('visits are found by their own words and by their events, and only such as are asked for', async () => {
  const found = async (...args: string[]) => {
    const { stdout } = await runCommand(
      ['search', '--visits', ...args, '--db', 'database', '--json'],
      directory,
    );
    return JSON.parse(stdout) as { visitId: string; matches: { eventId: string }[] }[];
  };
  const [visit, ...others] = await found('picks', 'stayed', '--stayed', '1m');
  expect(others).toEqual([]);
  expect(visit!.visitId).toMatch(/\.1$/);
  expect(visit!.matches.map(({ eventId }) => eventId).toSorted()).toEqual(['old', 'picking-1-0']);
});

test.each([
  [['--visits', '--like', 'picking-1-0', '--video', 'a.mp4'], 'takes words'],
  [['words', '--unpaid'], 'add --visits'],
])('options that contradict each other are refused: %s', async (options, message) => {
  const { exitCode, stderr } = await runCommand(['search', ...options, '--db', 'database'], directory);
  expect([exitCode, stderr]).toEqual([66, expect.stringContaining(message)]);
});
