import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildContractPack } from '@deepsentinel/contract-pack';
import { startLocalCloud } from '@deepsentinel/local-cloud';
import { makeColoredPeople } from '@deepsentinel/test-footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultCloudDirectory, deploymentFileName } from '../cloud/deployment.ts';
import { closedShop } from '../testing/closed-shop.ts';
import { runSentinel } from '../testing/run-sentinel.ts';
import type { Architecture } from './native-packages.ts';
import { stageContext } from './stage-context.ts';

const upload = [
  'upload',
  'night.mp4',
  '--tier',
  'premium',
  '--watch',
  '--store',
  'shop-1',
  '--camera',
  'door',
];

const parts = new AsyncDisposableStack();
let directory: string;
const at = (...names: string[]) => join(directory, ...names);
const sentinel = (...args: string[]) => runSentinel(args, directory);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'staged-runner-'));
  parts.defer(() => rm(directory, { recursive: true }));
  await buildContractPack(at('pack'));
  await writeFile(at('store.json'), JSON.stringify(closedShop));
  await makeColoredPeople(at('night.mp4'), 3, [{ fromX: 40, toX: 500, background: '0x704040' }]);
  const cloud = parts.use(
    await startLocalCloud({
      directory: at(defaultCloudDirectory),
      models: { directory: at('pack'), acceptedLicenses: [] },
      runner: { command: process.execPath, args: [await stagedRunner()] },
      capacity: { vcpus: 1, memoryMiB: 4096, gpus: 0 },
      log: { info: () => {}, error: () => {}, count: () => {} },
    }),
  );
  await writeFile(at(defaultCloudDirectory, deploymentFileName), JSON.stringify(cloud.deployment));
});
afterAll(() => parts.disposeAsync());

/** The code as it stands in an image: beside the native packages, and with no other package in reach. */
async function stagedRunner(): Promise<string> {
  const signal = new AbortController().signal;
  const context = parts.use(
    await stageContext({ architecture: process.arch as Architecture, pack: undefined, signal }),
  );
  const code = join(context.directory, 'app');
  await rename(join(context.directory, 'native/node_modules'), join(code, 'node_modules'));
  return join(code, 'batch-runner.mjs');
}

test('the runner of an image analyzes a premium request, in which a vision-language model confirms an event', async () => {
  await sentinel('store', 'set', 'store.json');
  const uploaded = await sentinel(...upload, '--recorded-at', '2026-05-01T03:00:00+09:00');
  expect(uploaded.stdout).toMatch(/\ncompleted\n$/);
  const anomalies = await sentinel('events', '--type', 'anomaly', '--json');
  expect(JSON.parse(anomalies.stdout)).toMatchObject([{ state: 'confirmed', answer: { model: 'fastvlm' } }]);
});
