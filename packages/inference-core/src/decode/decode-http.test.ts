import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cutFile, ffmpeg } from '../testing/clip.ts';
import { decodeVideo } from './decode-video.ts';
import { probeVideo } from './probe-video.ts';

let directory = '';
let base = '';
/** How a request is answered; the parameter counts from 1. */
let behave: (request: number) => 'whole' | 'half' | 'refuse' = () => 'whole';
let requests = 0;
const server = createServer((request, response) => {
  void answer(request, response);
});
const at = (name: string) => join(directory, name);
const url = (name: string) => `${base}/${name}?X-Amz-Signature=secret`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decode-'));
  const noise = ['-vf', 'noise=alls=60:allf=t', '-bf', '2', '-g', '20', '-preset', 'ultrafast'];
  const source = ['-f', 'lavfi', '-i', 'testsrc=s=160x120:r=10:d=14'];
  await ffmpeg(...source, ...noise, '-movflags', '+faststart', at('clip.mp4'));
  await ffmpeg('-i', at('clip.mp4'), '-c', 'copy', at('index-last.mp4'));
  await cutFile(at('clip.mp4'), at('cut.mp4'), 0.6);
  await cutFile(at('clip.mp4'), at('empty.mp4'), 0);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});
beforeEach(() => {
  behave = () => 'whole';
  requests = 0;
});

/** Serves a file with single byte ranges, as S3 does. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const behavior = behave(++requests);
  if (behavior === 'refuse') return void response.writeHead(403).end();
  const file = await readFile(at(new URL(request.url!, base).pathname)).catch(() => null);
  if (!file) return void response.writeHead(404).end();
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from >= file.length) return void response.writeHead(416).end();
  const body = file.subarray(from);
  const range = `bytes ${from}-${file.length - 1}/${file.length}`;
  response.writeHead(206, {
    'accept-ranges': 'bytes',
    'content-length': body.length,
    'content-range': range,
  });
  if (behavior === 'whole') return void response.end(body);
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

async function timesOf(name: string, afterMs?: number) {
  const info = await probeVideo(url(name));
  const { frames, outcome } = decodeVideo(url(name), { info, sampleFps: 10, afterMs });
  const times: number[] = [];
  for await (const { timeMs } of frames) times.push(timeMs);
  return { info, times, outcome: outcome() };
}

describe('a video on a server', () => {
  test.each(['clip.mp4', 'index-last.mp4'])('is read by byte ranges: %s', async (name) => {
    const { info, times, outcome } = await timesOf(name);
    expect(info.sizeBytes).toBe((await readFile(at(name))).length);
    expect(times).toHaveLength(140);
    expect(outcome).toMatchObject({ framesDecoded: 140, truncated: false, warnings: [] });
  });

  test('is resumed without being read from the start', async () => {
    const { times, outcome } = await timesOf('clip.mp4', 12_000);
    expect(times).toEqual(Array.from({ length: 19 }, (_, index) => 12_100 + index * 100));
    expect(outcome.framesDecoded).toBeLessThan(100);
  });

  test('is reported as truncated when it is cut off on the server', async () => {
    const { times, outcome } = await timesOf('cut.mp4');
    expect(times.length).toBeGreaterThan(50);
    expect(outcome.truncated).toBe(true);
    expect(outcome.warnings.join()).not.toContain('secret');
  });

  test('is read further after the connection broke', async () => {
    behave = (request) => (request % 2 === 0 ? 'half' : 'whole');
    const { times, outcome } = await timesOf('clip.mp4');
    expect(requests).toBeGreaterThan(2);
    expect(times).toHaveLength(140);
    expect(outcome.truncated).toBe(false);
  });

  test('is a network failure, not truncated, when the server stops serving it', async () => {
    behave = (request) => (request === 1 ? 'whole' : request === 2 ? 'half' : 'refuse');
    const error = await timesOf('clip.mp4').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'network', message: expect.stringMatching(/transfer broke off/) });
    expect((error as Error).message).not.toContain('secret');
  });

  test.each([
    { name: 'missing.mp4', code: 'not-found' },
    { name: 'empty.mp4', code: 'empty' },
    { name: 'refused.mp4', code: 'access-denied' },
  ])('is refused with $code: $name', async ({ name, code }) => {
    if (code === 'access-denied') behave = () => 'refuse';
    const error = await probeVideo(url(name)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(`${base}/${name}: `);
    expect((error as Error).message).not.toContain('secret');
  });
});
