import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { OpenDatabase } from './opened-database.ts';
import { commitChunk } from './queries/chunks.ts';
import { listEvents } from './queries/events.ts';
import { openServerDatabase } from './server-database.ts';
import { type EmbeddedServer, serveEmbeddedDatabase } from './socket/embedded-server.ts';
import { seedDatabase } from './testing/database-template.ts';
import { chunk, startRun } from './testing/factories.ts';
import { type FaultyProxy, startFaultyProxy } from './testing/faulty-proxy.ts';

let directory: string;
let server: EmbeddedServer;
let proxy: FaultyProxy;
let database: OpenDatabase;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lost-connection-'));
  await seedDatabase(directory);
  server = await serveEmbeddedDatabase({ directory });
  proxy = await startFaultyProxy(server.url);
  database = await openServerDatabase(proxy.url, { silenceSeconds: 0.5 });
});
afterAll(async () => {
  for (const resource of [database, proxy, server]) await resource[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const lost = /Connection terminated|ECONNRESET|did not answer|not queryable/;

test.each(['reset', 'vanish'] as const)(
  'a connection whose host does %s within a commit fails it, and another attempt commits once',
  async (fault) => {
    const { db } = database;
    const lease = await startRun(db);
    proxy.fail(fault, 'insert into "events"');
    await expect(commitChunk(db, lease, chunk())).rejects.toThrow(lost);
    proxy.recover();
    await commitChunk(db, lease, chunk());
    expect(await listEvents(db, { videoId: lease.videoId, limit: 9 })).toHaveLength(1);
  },
);

test('a connection that is lost in use while no query waits does not end the process', async () => {
  await database.db.connection().execute(async (connection) => {
    await sql`select 1`.execute(connection);
    proxy.fail('reset');
    await setTimeout(50);
    await expect(sql`select 1`.execute(connection)).rejects.toThrow(lost);
  });
});
