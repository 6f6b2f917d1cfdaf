import { createServer } from 'node:net';
import type { DatabaseAccess } from '@deepsentinel/queue-contracts';
import { expect, test } from '@jest/globals';
import { StopSignal } from './errors.ts';
import { exitCodeOfJob } from './exit-code-of-job.ts';
import { openDatabaseWithRetry } from './retry.ts';

/** Makes the access to a database on a port that nobody listens on. */
async function deadDatabase(): Promise<DatabaseAccess> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return { url: `postgres://nobody@127.0.0.1:${port}/nothing`, auth: 'password' };
}

test('a database that stays away is asked for again and again, and is worth another attempt', async () => {
  const waits: string[] = [];
  const retrying = { signal: new AbortController().signal, onWait: (message: string) => waits.push(message) };
  const delays = { outage: [0.01, 0.02, 0.03], lease: [] };
  const opened = openDatabaseWithRetry(await deadDatabase(), { ...retrying, delays });
  const error = await opened.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(waits).toHaveLength(3);
  expect(exitCodeOfJob(error)).toMatchObject({ exitCode: 75, code: 'database-unavailable' });
});

test('retrying ends with the signal', async () => {
  const stop = new AbortController();
  const retrying = { signal: stop.signal, onWait: () => stop.abort(new StopSignal('SIGTERM')) };
  await expect(openDatabaseWithRetry(await deadDatabase(), retrying)).rejects.toThrow(StopSignal);
});
