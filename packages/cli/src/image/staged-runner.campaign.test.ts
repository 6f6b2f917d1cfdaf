import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { startLocalCloud } from '@deepsentinel/local-cloud';
import { buildSyntheticPack } from '@deepsentinel/synthetic-pack';
import { makeColoredPeople } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultCloudDirectory, deploymentFileName } from '../cloud/deployment.ts';
import { closedStore } from '../testing/closed-store.ts';
import { runCommand } from '../testing/run-sentinel.ts';
import type { Architecture } from './native-packages.ts';
import { stageContext } from './stage-context.ts';

const upload = [
  'upload',
  'night.mp4',
  '--tier',
  'premium',
  '--watch',
  '--store',
  'store-1',
  '--camera',
  'door',
];

const disposables = new AsyncDisposableStack();
let directory: string;
const at = (...names: string[]) => join(directory, ...names);
const sentinel = (...args: string[]) => runCommand(args, directory);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'staged-runner-'));
  disposables.defer(() => rm(directory, { recursive: true }));
  await buildSyntheticPack(at('pack'));
  await writeFile(at('store.json'), JSON.stringify(closedStore));
  await makeColoredPeople(at('night.mp4'), 3, [{ fromX: 40, toX: 500, background: '0x704040' }]);
  await seedDatabase(at(defaultCloudDirectory, 'database'));
  const cloud = disposables.use(
    await startLocalCloud({
      directory: at(defaultCloudDirectory),
      models: { directory: at('pack'), acceptedLicenses: [] },
      runner: { command: process.execPath, args: [await stagedRunner()] },
      capacity: { vcpus: 1, memoryMiB: 4096 },
      log: { info: () => {}, error: () => {}, count: () => {} },
    }),
  );
  await writeFile(at(defaultCloudDirectory, deploymentFileName), JSON.stringify(cloud.deployment));
});
afterAll(() => disposables.disposeAsync());

/** Stages the code as an image has it: beside the native packages, and with no other package in reach. */
async function stagedRunner(): Promise<string> {
  const signal = new AbortController().signal;
  const context = disposables.use(
    await stageContext({ architecture: process.arch as Architecture, pack: undefined, signal }),
  );
  const code = join(context.directory, 'app');
  await rename(join(context.directory, 'native/node_modules'), join(code, 'node_modules'));
  return join(code, 'batch-runner.mjs');
}

test('the runner of an image analyzes a premium request, in which a vision-language model describes an event', async () => {
  await sentinel('store', 'set', 'store.json');
  const uploaded = await sentinel(...upload, '--recorded-at', '2026-05-01T03:00:00+09:00');
  expect(uploaded.stdout).toMatch(/\ncompleted\n$/);
  const anomalies = await sentinel('events', '--type', 'anomaly', '--json');
  expect(JSON.parse(anomalies.stdout)).toMatchObject([{ state: 'proposed', answer: { model: 'fastvlm' } }]);
});
