import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { twoHours } from './clips.ts';

/**
 * Checks that an analysis that was killed in the middle of a skipped hour goes on there and finds the same: analyzes two
 * hours once without a break, and beside that once killed (SIGKILL) half-way, in the middle of an hour without anybody.
 * Ends with 1 when the tracks or the events differ.
 *
 *     npm run bench:resume -- VIDEO
 */
const [demoClip] = process.argv.slice(2);
if (!demoClip) {
  console.error('usage: npm run bench:resume -- VIDEO (vtest.avi)');
  process.exit(64);
}

/** Line of `sentinel analyze` at which it is killed. */
const halfWay = /^50 % analyzed/;

const directory = await mkdtemp(join(tmpdir(), 'bench-resume-'));
try {
  const video = await twoHours(demoClip);
  const resumed = analyze(video, 'killed', halfWay).then(() => analyze(video, 'killed'));
  await Promise.all([analyze(video, 'whole'), resumed]);
  const isEqual = (await findings('killed')) === (await findings('whole'));
  console.log(`tracks and events of both are ${isEqual ? 'equal' : 'different'}`);
  if (!isEqual) process.exitCode = 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

/**
 * Runs `sentinel analyze` with a folder of its own and prints what it says of its progress.
 *
 * @param killAt line of its progress at which it is killed
 */
async function analyze(video: string, name: string, killAt?: RegExp): Promise<void> {
  const sentinel = join(import.meta.dirname, '../../packages/cli/bin/sentinel.mjs');
  const at = (file: string) => join(directory, name, file);
  const output = ['--db', at('database'), '--out', at('out'), '--json', at('report.json')];
  const args = [sentinel, 'analyze', video, '--gating', 'auto', ...output];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: child.stderr })) {
    console.log(`${name}: ${line}`);
    if (killAt?.test(line)) child.kill('SIGKILL');
  }
}

/** Reads the tracks and the events that an analysis reported, as text in which its folder has no name. */
async function findings(name: string): Promise<string> {
  const { tracks, events } = JSON.parse(await readFile(join(directory, name, 'report.json'), 'utf8'));
  console.log(`${name}: ${tracks.length} people, ${events.length} events`);
  return JSON.stringify({ tracks, events }).replaceAll(join(directory, name), '');
}
