import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closedStore } from './testing/closed-store.ts';
import { runCommand, startSentinel } from './testing/run-sentinel.ts';

let directory: string;
const sentinel = (...args: string[]) => runCommand(args, directory);

interface ShownEvent {
  readonly type: string;
  readonly state: string;
  readonly trackIds: readonly number[];
  readonly description: string;
  readonly occurredAt: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly frames: readonly { readonly timeMs: number; readonly thumbnailKey: string }[];
  readonly answer: { readonly model: string; readonly text: string; readonly verdict: object | null } | null;
}

async function found(...args: string[]): Promise<ShownEvent[]> {
  return JSON.parse((await sentinel(...args, '--json')).stdout);
}

let uploaded = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'premium-flow-'));
  await seedDatabase(join(directory, 'sentinel-cloud/database'));
  await buildSyntheticPack(join(directory, 'pack'));
  await writeFile(join(directory, 'store.json'), JSON.stringify(closedStore));
  // The synthetic pack's describer confirms what looks red: a red figure before brown does, one before green does not.
  await makeColoredPeople(join(directory, 'night.mp4'), 5, [
    { fromX: 20, toX: 240, background: '0x704040' },
    { fromX: 450, toX: 450, background: 'green' },
  ]);
  const up = startSentinel(['up', '--models', 'pack'], directory);
  await once(up.child.stdout!, 'data');
  await sentinel('store', 'set', 'store.json');
  const recording = ['--store', 'store-1', '--camera', 'door', '--recorded-at', '2026-05-01T03:00:00+09:00'];
  uploaded = (await sentinel('upload', 'night.mp4', '--tier', 'premium', '--watch', ...recording)).stdout;
  up.child.kill('SIGTERM');
  await up.ended;
});
afterAll(() => rm(directory, { recursive: true }));

test('a premium request is analyzed with all models of the pack', () => {
  expect(uploaded).toMatch(/\ncompleted\n$/);
});

test('the model describes what was measured, and cannot reject it', async () => {
  const anomalies = await found('events', '--type', 'anomaly');
  expect(anomalies.map(({ state }) => state)).toEqual(['proposed', 'proposed']);
  for (const { evidence, frames, answer, occurredAt } of anomalies) {
    expect(evidence).toMatchObject({
      reason: 'outside-hours',
      localTime: expect.stringMatching(/^2026-05-01 03:00/),
    });
    expect(new Date(occurredAt).toISOString()).toMatch(/^2026-04-30T18:00:0/);
    expect(answer).toMatchObject({ model: 'fastvlm', verdict: null });
    expect(frames.length).toBeGreaterThan(0);
  }
});

test('events that no model is asked about stay proposed', async () => {
  for (const { state, answer, frames } of await found('events', '--type', 'walking')) {
    expect({ state, answer, frames }).toEqual({ state: 'proposed', answer: null, frames: [] });
  }
});

test('events are found by their words, by pictures, and not when they were rejected', async () => {
  const byWords = await found('search', 'walking', '--models', 'pack');
  expect(byWords[0]).toMatchObject({ type: 'walking' });
  const all = await found('search', 'a person in red', '--models', 'pack');
  expect(all.length).toBeGreaterThan(0);
  expect(all.every(({ state }) => state !== 'rejected')).toBe(true);
});
