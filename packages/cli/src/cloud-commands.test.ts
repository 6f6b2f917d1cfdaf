import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, runSentinel, startSentinel } from './testing/run-sentinel.ts';

let directory: string;
const sentinel = (...args: string[]) => runCommand(args, directory);

/** Runs a command, with pauses, until its output has a text in it. */
async function untilPrinted(text: string, ...args: string[]): Promise<string> {
  for (;;) {
    const { stdout } = await sentinel(...args);
    if (stdout.includes(text)) return stdout;
    await sleep(1000);
  }
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-cloud-'));
  await seedDatabase(join(directory, 'sentinel-cloud/database'));
  await makeWalkingPerson(join(directory, 'walk.mp4'), 4);
  await writeFile(join(directory, 'broken.mp4'), 'not a video');
});
afterAll(() => rm(directory, { recursive: true }));

test('demo uploads a video, shows what was found in it, and leaves nothing running', async () => {
  const { exitCode, stdout, stderr } = await runSentinel(['demo', 'walk.mp4', '--exit'], directory);
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/uploaded: s3:\/\/raw-videos\/basic\/videos\/.*\ncompleted|running/),
  });
  expect(stdout).toMatch(/walk\.mp4: 1 person, \d+ events?\n[\s\S]*walking/);
  const pictures = /thumbnails: (.*)/.exec(stdout)![1]!;
  expect((await readdir(pictures)).filter((name) => name.startsWith('walking'))).toHaveLength(1);
  expect(await readdir(join(directory, 'sentinel-cloud'))).not.toContain('deployment.json');
});

test('what was found can be read while the system is down; what needs it says so', async () => {
  expect((await sentinel('events', '--type', 'walking')).stdout).toContain('walks to the right');
  expect((await sentinel('status')).stdout).toContain('completed');
  const upload = await sentinel('upload', 'walk.mp4');
  expect(upload).toMatchObject({ exitCode: 66, stdout: '' });
  expect(upload.stderr).toMatch(/^sentinel: no local cloud runs in .*; start one with sentinel up, .*\n$/);
});

describe('while the system is up', () => {
  let up: ReturnType<typeof startSentinel>;
  let greeting = '';
  beforeAll(async () => {
    up = startSentinel(['up'], directory);
    greeting = String((await once(up.child.stdout!, 'data'))[0]);
  });
  afterAll(async () => {
    up.child.kill('SIGTERM');
    expect(await up.ended).toMatchObject({ exitCode: 0 });
  });

  test('a second one in the same directory is refused', async () => {
    const second = await sentinel('up');
    expect(second).toMatchObject({ exitCode: 69, stdout: '' });
    expect(second.stderr).toMatch(/the embedded database is open in process \d+/);
  });

  test('a broken video fails with its reason, and its request can be looked at and tried again', async () => {
    const upload = await sentinel('upload', 'broken.mp4', '--tier', 'lite', '--video-id', 'v-1', '--watch');
    expect(upload.stdout).toMatch(
      /failed: s3:\/\/raw-videos\/lite\/videos\/v-1\/broken\.mp4: not a readable video/,
    );
    const [{ messageId, attributes }] = JSON.parse(await untilPrinted('messageId', 'dlq', 'list', '--json'));
    expect(attributes.reason).toBe('unreadable');
    expect((await sentinel('jobs')).stdout).toContain('FAILED');
    expect((await sentinel('logs', attributes.jobId)).stdout).toContain('not a readable video');
    // Messages that were looked at are hidden for a few seconds.
    await untilPrinted('1 request', 'dlq', 'redrive');
    await untilPrinted('failed (2)', 'status', 'v-1');

    // What is in its place by now has been announced; a redrive of the old request makes no second analysis of it.
    await mkdir(join(directory, 'mended'));
    await copyFile(join(directory, 'walk.mp4'), join(directory, 'mended', 'broken.mp4'));
    const again = ['upload', 'mended/broken.mp4', '--tier', 'lite', '--video-id', 'v-1', '--watch'];
    expect((await sentinel(...again)).stdout).toMatch(/\ncompleted\n$/);
    await untilPrinted('1 request', 'dlq', 'redrive');
    expect((await sentinel('status', 'v-1')).stdout).toMatch(/completed +100 +completed \(3\)/);
    expect(await sentinel('dlq', 'show', messageId)).toMatchObject({ exitCode: 66 });
  });

  test('requests that are not wanted any more can be purged', async () => {
    await sentinel('submit', 'basic/nothing.mp4', '--video-id', 'v-2');
    await untilPrinted('1 request', 'dlq', 'purge');
    expect((await sentinel('dlq', 'list')).stdout).toBe('no dead letters\n');
  });

  test('a backend can ask for an object itself, and read the progress over HTTP', async () => {
    const { stdout } = await sentinel('upload', 'walk.mp4', '--tier', 'premium', '--watch');
    const key = /uploaded: (.*)/.exec(stdout)![1]!;
    const videoId = /video id: (.*)/.exec(stdout)![1]!;
    const submit = await sentinel('submit', key, '--video-id', videoId);
    expect(submit.stdout).toMatch(/^published message \S+ in \d+ ms\n$/);
    const api = /results API +(\S+)/.exec(greeting)![1]!;
    const answer = await fetch(`${api}/api/videos/${videoId}/analysis/progress/`);
    expect(await answer.json()).toMatchObject({ progress: 100, status: 'completed', is_completed: true });
  });
});
