import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenDatabase } from '@deepsentinel/db-schema';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { acceptRequest } from '@deepsentinel/intake';
import { type JobEnvironment, jobEnvironmentSchema, jobOverrides } from '@deepsentinel/queue-contracts';
import type { TestCloud } from '@deepsentinel/test-kit/cloud';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import type { RunnerLog } from '../runner-log.ts';

/** A log that records its messages. */
export interface RecordingLog extends RunnerLog {
  readonly messages: string[];
  /** Fields of the last message. */
  about: Readonly<Record<string, unknown>>;
  /** Resolves when a message has been logged, at once if it was before. */
  said(message: string): Promise<void>;
}

export function recordingLog(): RecordingLog {
  const messages: string[] = [];
  const waiting = new Map<string, () => void>();
  const record = (message: string, about: Readonly<Record<string, unknown>> = {}) => {
    messages.push(message);
    log.about = { ...about };
    waiting.get(message)?.();
  };
  const said = async (message: string) => {
    if (messages.includes(message)) return;
    await new Promise<void>((resolve) => waiting.set(message, resolve));
  };
  const log: RecordingLog = { messages, about: {}, info: record, error: record, said };
  return log;
}

/** Uploads content, claims its analysis, and makes the environment of its job. */
export async function claimedJob(
  content: Uint8Array | string,
  { cloud, db, key }: { cloud: TestCloud; db: OpenDatabase['db']; key: string },
): Promise<{ runId: string; videoId: string; environment: JobEnvironment }> {
  await cloud.putObject(key, content);
  const source = { bucket: 'raw-videos', key };
  const request = { source, tier: 'lite', requestedAt: '2026-01-02T03:04:05Z' } as const;
  const intake = { db, s3: cloud.s3, allowedBuckets: ['raw-videos'] };
  const acceptance = await acceptRequest(request, intake);
  if (acceptance.outcome === 'stale') throw new Error('the object was replaced');
  const { runId, videoId } = acceptance;
  const environment = jobEnvironmentSchema.parse({
    DATABASE_URL: 'postgres://replaced/by-the-test',
    RESULTS_BUCKET: 'results',
    DEVICE: 'cpu',
    MODEL_PACK: await ensureEmbeddedPack(),
    ACCEPTED_LICENSES: '["MIT"]',
    AWS_BATCH_JOB_ID: 'job-1',
    AWS_BATCH_JOB_ATTEMPT: '1',
    ...jobOverrides(runId, { tier: 'lite', source: acceptance.source }),
  });
  return { runId, videoId, environment };
}

/** Makes a clip in which a person walks. */
export async function walkingPerson(directory: string, seconds: number): Promise<Uint8Array> {
  const path = join(directory, `walking-${seconds}.mp4`);
  await makeWalkingPerson(path, seconds);
  return await readFile(path);
}
