import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../open-database.ts';
import { listVideos, registerVideo } from '../queries/videos.ts';
import { seedDatabase } from '../testing/database-template.ts';
import { newVideo } from '../testing/factories.ts';
import { type EmbeddedServer, serveEmbeddedDatabase } from './embedded-server.ts';

let directory: string;
let server: EmbeddedServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'embedded-server-'));
  await seedDatabase(directory);
  server = await serveEmbeddedDatabase({ directory, idleInTransactionMs: 3000 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => null);
  await client.connect();
  return client;
}

beforeEach(async () => {
  const client = await connected();
  await client.query('drop table if exists counter, increments');
  await client.query('create table counter (id int primary key, value int not null)');
  await client.query('create table increments (worker text, index int)');
  await client.query('insert into counter values (1, 0)');
  await client.end();
});

async function countersOf(client: pg.Client): Promise<{ value: number; increments: number }> {
  const { rows } = await client.query(
    'select value, (select count(*)::int from increments) as increments from counter',
  );
  return rows[0];
}

test('transactions of several processes, with failures in between, do not mix', async () => {
  const script = fileURLToPath(new URL('../testing/count-up.ts', import.meta.url));
  const workers = ['a', 'b', 'c'].map((worker) =>
    promisify(execFile)(process.execPath, [script, server.url, worker, '40']),
  );
  await Promise.all(workers);
  const client = await connected();
  expect(await countersOf(client)).toEqual({ value: 120, increments: 120 });
  await client.end();
});

test('what a process that is killed in a transaction has done is undone, and nobody waits for it', async () => {
  const code = `
    const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
    const client = new pg.Client({ connectionString: ${JSON.stringify(server.url)} });
    await client.connect();
    await client.query('begin');
    await client.query('update counter set value = 99');
    console.log('begun');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  const client = await connected();
  expect(await countersOf(client)).toMatchObject({ value: 0 });
  await client.end();
});

test('a client that sends nothing in a transaction is cut off and told why', async () => {
  const hung = await connected();
  await hung.query('begin');
  await hung.query('update counter set value = 99');
  const cutOff = once(hung, 'error');
  const other = await connected();
  expect(await countersOf(other)).toMatchObject({ value: 0 });
  expect((await cutOff)[0]).toMatchObject({ code: '25P03' });
  await other.end();
});

test('large values pass in both directions', async () => {
  const client = await connected();
  const text = 'ab'.repeat(1_000_000);
  const { rows } = await client.query('select $1::text as echo, length($1::text) as length', [text]);
  expect(rows[0].length).toBe(text.length);
  expect(rows[0].echo === text).toBe(true);
  await client.end();
});

test('a failed transaction ends with its rollback, and the client goes on', async () => {
  const client = await connected();
  await client.query('begin');
  await expect(client.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
  await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' });
  await client.query('rollback');
  expect(await countersOf(client)).toMatchObject({ value: 0 });
  await client.end();
});

/** Start-up packet of protocol 3.0, without parameters. */
const startUp = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);

test('what a client has set for its session is gone with it', async () => {
  const first = await connected();
  await first.query("set application_name = 'first'");
  await first.query('select pg_advisory_lock(17)');
  await first.query('create temporary table scratch (id int)');
  await first.end();
  const second = await connected();
  const { rows } = await second.query(
    "select current_setting('application_name') as name, to_regclass('scratch') as scratch, count(*)::int as locks from pg_locks where locktype = 'advisory'",
  );
  expect(rows).toEqual([{ name: '', scratch: null, locks: 0 }]);
  const scan = await second.query('show hnsw.iterative_scan');
  expect(scan.rows).toEqual([{ 'hnsw.iterative_scan': 'strict_order' }]);
  await second.end();
});

test("a named statement is refused: it would be everybody's", async () => {
  const client = await connected();
  await expect(client.query({ name: 'mine', text: 'select 1' })).rejects.toMatchObject({ code: '08P01' });
});

test.each([
  ['noise', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a message of no length', Buffer.alloc(8)],
  [
    'an unknown message after the start',
    Buffer.concat([startUp, Buffer.from('z\0\0\0\x04S\0\0\0\x04', 'latin1')]),
  ],
  ['half a message', Buffer.from([0, 0, 0, 8, 4])],
])('%s on the socket disturbs nobody', async (_case, bytes) => {
  const socket = createConnection({ port: Number(new URL(server.url).port), host: '127.0.0.1' });
  socket.on('error', () => null);
  await once(socket, 'connect');
  socket.write(bytes);
  const client = await connected();
  expect(await countersOf(client)).toMatchObject({ value: 0 });
  await client.end();
  socket.destroy();
});

test('it is an ordinary database to the packages, and keeps what was saved when it is started again', async () => {
  const opened = await openDatabase(server.url);
  const [another] = await Promise.all([openDatabase(server.url), registerVideo(opened.db, newVideo())]);
  await another[Symbol.asyncDispose]();
  await opened[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await expect(openDatabase(server.url)).rejects.toThrow('cannot open the database');
  server = await serveEmbeddedDatabase({ directory });
  await using again = await openDatabase(server.url);
  expect(await listVideos(again.db, 10)).toHaveLength(1);
});
