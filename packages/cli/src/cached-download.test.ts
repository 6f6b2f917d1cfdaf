import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cachedDownload, type DownloadOptions } from './cached-download.ts';
import { type DownloadSource, webServer } from './download-source.ts';

const content = Buffer.from('not much of a video');
const sha256 = createHash('sha256').update(content).digest('hex');
const sendContent: RequestListener = (_, response) => response.end(content);

let cacheDirectory: string;
let servers: Server[];
let reported: string[];

beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'cached-download-'));
  servers = [];
  reported = [];
});

afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  await rm(cacheDirectory, { recursive: true });
});

/** Starts a server on this machine that gives the answers of a test. */
async function local(
  name: string,
  answer: RequestListener,
  answerTimeoutMs = 60_000,
): Promise<DownloadSource> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return webServer(name, `http://127.0.0.1:${port}/clip.avi`, answerTimeoutMs);
}

function download(sources: readonly DownloadSource[], options: Partial<DownloadOptions> = {}) {
  const report = (line: string) => reported.push(line);
  const signal = new AbortController().signal;
  return cachedDownload(
    { fileName: 'clip.avi', sha256, sources },
    { cacheDirectory, report, signal, ...options },
  );
}

test('a file is fetched once and then taken from the cache', async () => {
  const source = await local('first', sendContent);
  const path = await download([source]);
  expect(await readFile(path)).toEqual(content);
  expect(await download([])).toBe(path);
  expect(reported).toEqual(['fetching clip.avi from first']);
});

test('a cache directory that does not exist is made', async () => {
  const nested = join(cacheDirectory, 'a', 'b');
  expect(await download([await local('first', sendContent)], { cacheDirectory: nested })).toBe(
    join(nested, 'clip.avi'),
  );
});

test('a damaged file in the cache is replaced', async () => {
  await writeFile(join(cacheDirectory, 'clip.avi'), 'half a vid');
  expect(await readFile(await download([await local('first', sendContent)]))).toEqual(content);
});

test.each<[string, RequestListener, string]>([
  ['does not have it', (_, response) => response.writeHead(404).end(), 'HTTP status 404'],
  ['has another file', (_, response) => response.end('<html>'), 'its sha256 is'],
  [
    'breaks off',
    (_, response) => response.writeHead(200, { 'content-length': 99 }).write('x', () => response.destroy()),
    '',
  ],
  ['never answers', () => undefined, 'no answer in 200 ms'],
])('a source that %s is passed over, and nothing of it stays', async (_, answer, reason) => {
  const failing = await local('first', answer, reason.startsWith('no answer') ? 200 : undefined);
  await expect(download([failing])).rejects.toThrow(`clip.avi cannot be had; tried first (${reason}`);
  expect(await readdir(cacheDirectory)).toEqual([]);
  await download([failing, await local('second', sendContent)]);
  expect(await readdir(cacheDirectory)).toEqual(['clip.avi']);
});

test('the error names every source with its reason in one line', async () => {
  const absent = await local('first', (_, response) => response.writeHead(404).end());
  const closed = await local('second', sendContent);
  await servers.pop()?.[Symbol.asyncDispose]();
  const failure = download([absent, closed]);
  await expect(failure).rejects.toThrow(
    /^clip\.avi .* first \(HTTP status 404\), second \(.*ECONNREFUSED.*\)$/,
  );
});

test('an abort ends the download and tries no further source', async () => {
  const abort = new AbortController();
  const hanging = await local('first', () => abort.abort(new Error('interrupted')));
  const next = await local('second', sendContent);
  await expect(download([hanging, next], { signal: abort.signal })).rejects.toThrow('interrupted');
  expect(await readdir(cacheDirectory)).toEqual([]);
});
