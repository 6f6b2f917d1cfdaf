import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  claimRun,
  LeaseLostError,
  type OpenDatabase,
  openDatabase,
  registerVideo,
  releaseLease,
  takeLease,
} from '@deepsentinel/db-schema';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keepLease } from './keep-lease.ts';

let directory: string;
let database: OpenDatabase;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'keep-lease-'));
  await seedDatabase(directory);
  database = await openDatabase(directory);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

test('whoever holds a lease learns that somebody else has taken it', async () => {
  const { db } = database;
  const videoId = await registerVideo(db, { bucket: 'file', key: '/a.mp4', versionId: '1' });
  const request = { videoId, tier: 'local' as const, modelPack: 'embedded@1', settings: {}, anew: true };
  const { runId } = await claimRun(db, request);
  const lease = await takeLease(db, runId, 'first');
  using kept = keepLease(db, lease, 5);
  expect(kept.signal.aborted).toBe(false);

  const lost = once(kept.signal, 'abort');
  await releaseLease(db, lease);
  await takeLease(db, runId, 'second');
  await lost;
  expect(kept.signal.reason).toBeInstanceOf(LeaseLostError);
});
