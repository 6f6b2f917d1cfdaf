import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeOutput } from '@deepsentinel/batch-runner';
import { openDatabase } from '@deepsentinel/db-schema';
import { atPreferredPort, type LocalCloud, startLocalCloud } from '@deepsentinel/local-cloud';
import type { ModelPack } from '@deepsentinel/model-pack';
import { createResultsApi } from '@deepsentinel/results-api';
import { serve } from '@hono/node-server';
import { ClipRenderer } from '../clip/clip-renderer.ts';
import type { ModelOptions } from '../commands/model-options.ts';
import { choosePack } from '../open-analyzer.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentFileName } from './deployment.ts';

export interface LocalCloudSettings {
  /** Directory of all state. */
  readonly directory: string;
  readonly models: ModelOptions;
}

/**
 * Starts the local cloud with its results API, and describes it in a file by which other commands find it.
 *
 * @throws {DatabaseBusyError} one runs already in the directory
 */
export async function runLocalCloud(settings: LocalCloudSettings, terminal: Terminal): Promise<LocalCloud> {
  const directory = resolve(settings.directory);
  const { pack, acceptedLicenses } = await choosePack(settings.models);
  await using disposables = new AsyncDisposableStack();
  const cloud = disposables.use(
    await startLocalCloud({
      directory,
      models: { directory: pack.directory, acceptedLicenses },
      runner: { command: process.execPath, args: [runnerPath] },
      capacity: {
        // A job of any tier takes one of these; the models use two threads.
        vcpus: Math.max(1, Math.floor(availableParallelism() / 2)),
        memoryMiB: Math.floor(totalmem() / 2 ** 20),
      },
      log: dispatcherLog(terminal),
    }),
  );
  const file = join(directory, deploymentFileName);
  const apiUrl = await serveResults({ cloud, pack, file }, disposables, terminal);
  const deployment = { ...cloud.deployment, apiUrl };
  await writeOutput(file, `${JSON.stringify(deployment, null, 2)}\n`);
  disposables.defer(() => rm(file, { force: true }));
  const running = disposables.move();
  return { ...cloud, deployment, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const runnerPath = fileURLToPath(import.meta.resolve('@deepsentinel/batch-runner/main'));

interface ServedCloud {
  readonly cloud: LocalCloud;
  readonly pack: ModelPack;
  /** File that describes the deployment. */
  readonly file: string;
}

async function serveResults(
  { cloud: { deployment }, pack, file }: ServedCloud,
  disposables: AsyncDisposableStack,
  { note }: Terminal,
): Promise<string> {
  const { db } = disposables.use(await openDatabase(deployment.databaseUrl));
  const clips = disposables.use(new ClipRenderer(db, pack, file));
  const api = createResultsApi(db, {
    onError: (error) => note(`results API: ${error.message}`),
    renderClip: clips.render,
  });
  const server = await atPreferredPort('api', async (port) => {
    const starting = serve({ fetch: api.fetch, hostname: '127.0.0.1', port });
    await once(starting, 'listening');
    return starting;
  });
  disposables.defer(async () => {
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the results API has no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Makes the dispatcher's log, which shows an operator only failures. */
function dispatcherLog({ note }: Terminal) {
  return {
    info: () => {},
    error: (message: string, about: Readonly<Record<string, unknown>>) => {
      const { error, ...rest } = about;
      const reason = error instanceof Error ? { ...rest, error: error.message } : rest;
      note(`dispatcher: ${message} ${JSON.stringify(reason)}`);
    },
    count: () => {},
  };
}
