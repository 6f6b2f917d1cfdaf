import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand, runSentinel, startSentinel } from './testing/run-sentinel.ts';

let directory: string;
const inDirectory = (name: string) => join(directory, name);
const sentinel = (...args: string[]) => runCommand(args, directory);
const readJson = async (name: string) => JSON.parse(await readFile(inDirectory(name), 'utf8'));
const ffmpeg = (...args: string[]) => promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args]);

/** Share of the pixels of a video's frame that are nearly of a color, 0..1. */
async function shareOfColor(video: string, seconds: number, color: readonly number[]): Promise<number> {
  const raw = [
    '-ss',
    String(seconds),
    '-i',
    video,
    '-frames:v',
    '1',
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ];
  const options = { encoding: 'buffer', maxBuffer: 2 ** 24 } as const;
  const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', ...raw], options);
  let near = 0;
  for (let index = 0; index < stdout.length; index += 3) {
    const distance = Math.max(...color.map((level, channel) => Math.abs(level - stdout[index + channel]!)));
    if (distance < 24) near += 1;
  }
  return (3 * near) / stdout.length;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-commands-'));
  await seedDatabase(inDirectory('sentinel-cloud/database'));
  await makeWalkingPerson(inDirectory('walk.mp4'), 8);
});
afterAll(() => rm(directory, { recursive: true }));

test('analyze saves what it finds, and events and tracks show it', async () => {
  const written = ['--json', 'results/walk.json', '--annotate', 'results/annotated.mp4'];
  const analysis = await runSentinel(['analyze', 'walk.mp4', '--fps', '2.5', ...written], directory);
  expect(analysis).toMatchObject({ exitCode: 0 });
  expect(analysis.stderr).toContain('descriptions are filled-in templates; search is lexical');
  expect(analysis.stderr).toContain('100 % analyzed');
  expect(analysis.stdout).toContain('walk.mp4: 1 person, ');

  const report = await readJson('results/walk.json');
  expect(report.video).toMatchObject({
    path: inDirectory('walk.mp4'),
    width: 640,
    height: 480,
    truncated: false,
  });
  expect(report.tracks).toMatchObject([{ trackId: 1 }]);
  expect(report.stats).toMatchObject({ framesAnalyzed: 20, resumedFromMs: null });
  const probe = ['-count_frames', '-show_entries', 'stream=width,height,nb_read_frames', '-of', 'csv=p=0'];
  const annotated = inDirectory('results/annotated.mp4');
  const { stdout: shape } = await promisify(execFile)('ffprobe', ['-v', 'error', ...probe, annotated]);
  expect(shape.trim()).toBe('640,480,80');
  // The color of the person's box, which is nowhere in the footage.
  expect(await shareOfColor(annotated, 4, [76, 201, 240])).toBeGreaterThan(0.001);
  expect(await shareOfColor(inDirectory('walk.mp4'), 4, [76, 201, 240])).toBe(0);
  const walking = report.events.find(({ type }: { type: string }) => type === 'walking');
  expect((await stat(walking.thumbnail)).size).toBeGreaterThan(1000);

  const events = await sentinel('events', '--type', 'walking', '--video', 'walk.mp4', '--json');
  expect(JSON.parse(events.stdout)).toEqual([walking]);
  expect((await sentinel('tracks')).stdout).toMatch(/^Person +In the video .*\n +1 .*walking \d s/);
  const visits = JSON.parse((await sentinel('visits', '--video', 'walk.mp4', '--json')).stdout);
  expect(visits).toMatchObject([
    { trackId: 1, entrance: { how: expect.any(String) }, reaches: null, paid: null },
  ]);
  expect(visits[0].events.map(({ eventId }: { eventId: string }) => eventId)).toContain(walking.eventId);
  expect((await sentinel('visits')).stdout).toMatch(/^Person +Who +In +Out .*\n +1 +a person .*walking \d s/);
  expect((await sentinel('search', '--visits', 'walking', '--stayed', '2s')).stdout).toMatch(
    /^Person .*\n +1 /,
  );
  const drawn = await sentinel('heatmap', '--video', 'walk.mp4', '--out', 'results/heat.png');
  expect(drawn.stdout).toBe(`heat map of 1 video: ${inDirectory('results/heat.png')}\n`);
  expect((await readFile(inDirectory('results/heat.png'))).readUInt32BE(16)).toBe(640);
  const searched = await sentinel('search', 'somebody', 'walking', 'right', '--json');
  expect(JSON.parse(searched.stdout)[0]).toMatchObject({ type: 'walking' });
  const [{ eventId }] = JSON.parse(searched.stdout);
  const alike = await sentinel('search', '--like', eventId, '--video', 'walk.mp4', '--json');
  expect(JSON.parse(alike.stdout).map((event: { eventId: string }) => event.eventId)).not.toContain(eventId);
  expect((await sentinel('search', 'elephant')).stdout).toBe('no events\n');

  const same = await sentinel('rules', 'rerun', '--video', 'walk.mp4');
  expect(same.stdout).toMatch(/^walk.mp4: 0 new, 0 gone, 0 changed, [1-9]\d* unchanged\n$/);
  const store = {
    id: 'corner',
    name: 'Corner',
    timeZone: 'Asia/Seoul',
    limits: { loiteringSeconds: 2 },
    cameras: [],
  };
  await writeFile(inDirectory('corner.yaml'), JSON.stringify(store));
  const tried = ['rules', 'rerun', '--video', 'walk.mp4', '--config', 'corner.yaml'];
  expect((await sentinel(...tried)).stderr).toContain('--config needs --dry-run');
  expect((await sentinel(...tried, '--dry-run')).stdout).toMatch(
    /^walk.mp4: 1 new, .*\nChange .*\nnew .* loiters /,
  );

  const unknown = await sentinel('events', '--video', 'other.mp4');
  expect(unknown.stderr).toBe('sentinel: other.mp4: no such video in the database; there are walk.mp4\n');
});

test('a truncated video is analyzed as far as it goes, and said to be truncated', async () => {
  const options = ['-c', 'copy', '-movflags', 'faststart'];
  await ffmpeg('-i', inDirectory('walk.mp4'), ...options, inDirectory('cut.mp4'));
  await truncate(inDirectory('cut.mp4'), Math.round((await stat(inDirectory('cut.mp4'))).size * 0.6));
  const result = await sentinel('analyze', 'cut.mp4', '--fps', '2', '--json', 'cut.json');
  expect(result).toMatchObject({ exitCode: 0 });
  expect(result.stderr).toContain('cut.mp4: the file is truncated; analyzed as far as it goes');
  expect((await readJson('cut.json')).video.truncated).toBe(true);
});

test('a stop signal ends it without leftovers; meanwhile the database is busy, afterwards it goes on', async () => {
  await ffmpeg('-stream_loop', '7', '-i', inDirectory('walk.mp4'), '-c', 'copy', inDirectory('long.mp4'));
  const { child, ended } = startSentinel(['analyze', 'long.mp4', '--fps', '2'], directory);
  await written(child.stderr!, /analyzed: 0:[1-9]/);
  const second = await sentinel('events');
  expect(second).toMatchObject({ exitCode: 69, stdout: '' });
  expect(second.stderr).toMatch(/^sentinel: .*database: the embedded database is open in process \d+; .*\n$/);

  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ exitCode: 75, stdout: '' });
  expect((await ended).stderr).toMatch(/\nsentinel: interrupted by SIGTERM; .*\n$/);
  expect(await processesThatName(directory)).toEqual([]);

  const resumed = startSentinel(['analyze', 'long.mp4', '--fps', '2'], directory);
  await written(resumed.child.stderr!, /going on at 0:\d\d\.\d/);
  resumed.child.kill('SIGINT');
  expect(await resumed.ended).toMatchObject({ exitCode: 130 });
});

/** Waits until a command has written something, or nothing more. */
async function written(stderr: NodeJS.ReadableStream, pattern: RegExp): Promise<void> {
  const ended = once(stderr, 'end').then(() => []);
  for (let seen = ''; !pattern.test(seen); ) {
    const [data] = await Promise.race([once(stderr, 'data'), ended]);
    if (data === undefined) return;
    seen += String(data);
  }
}

/** Lists the command lines of running processes that contain a path. */
async function processesThatName(path: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(path));
}

test('evaluate compares persons, tracks and events with labels', async () => {
  await writeFile(inDirectory('gt.txt'), walkLabels());
  const args = ['--video', 'walk.mp4', '--gt', 'gt.txt', '--fps', '2.5', '--json'];
  const figures = JSON.parse((await sentinel('evaluate', ...args)).stdout);
  expect(figures).toMatchObject({ frames: 20, idSwitches: 0 });
  expect(Object.keys(figures)).toEqual(
    expect.arrayContaining([
      'ap50',
      'precision',
      'recall',
      'mota',
      'idf1',
      'framesPerSecond',
      'ap50Detector',
    ]),
  );
  expect(figures.ap50).toBeGreaterThan(0.8);

  await writeFile(
    inDirectory('labels.csv'),
    'video,type,start_seconds,end_seconds\nwalk.mp4,walking,2,6\nwalk.mp4,collapse,3,4\n',
  );
  const events = await sentinel('evaluate', '--events', 'labels.csv', '--fps', '2.5');
  expect(events.stdout).toMatch(/walking +1 +1 +1\.000 +[\d.]+ s +[\d.]+ s +0/);
  expect(events.stdout).toContain('Missed:\n  walk.mp4  collapse  0:03.0 - 0:04.0');

  await writeFile(
    inDirectory('suite.yaml'),
    'events: labels.csv\nsequences:\n  - { name: walk, videos: [walk.mp4], mot15: gt.txt, fps: 2.5 }\n',
  );
  const suite = await sentinel('evaluate', '--suite', 'suite.yaml', '--footage', '.');
  expect(suite.stdout).toMatch(/^walk +1 +1 +[01]\.\d+ +[01]\.\d+ +0 /m);
  expect(suite.stdout).toMatch(/walking +1 +1 +1\.000 +[\d.]+ s +[\d.]+ s +0/);
});

/** Labels of the walking figure: 202x296 pixels, moving 20 pixels a frame, labeled where it is wholly in the picture. */
function walkLabels(): string {
  return Array.from({ length: 80 }, (_, index) => ({ frame: index + 1, left: -500 + index * 20 + 48 }))
    .filter(({ left }) => left >= 0 && left + 202 <= 640)
    .map(({ frame, left }) => `${frame},1,${left + 1},141,202,296,1,-1,-1,-1`)
    .join('\n');
}

test.each([
  {
    problem: 'nothing to look for',
    args: ['search'],
    exitCode: 66,
    line: 'search: give words to look for, or an event with --like',
  },
  {
    problem: 'neither labels nor video',
    args: ['evaluate'],
    exitCode: 64,
    line: 'give --video and --gt, or --events',
  },
  {
    problem: 'missing labels',
    args: ['evaluate', '--video', 'walk.mp4', '--gt', 'none.txt'],
    exitCode: 66,
    line: 'none.txt: ',
  },
  {
    problem: 'no database yet',
    args: ['events', '--db', 'nowhere'],
    exitCode: 66,
    line: 'nowhere: no database there',
  },
  { problem: 'an unknown command', args: ['observe'], exitCode: 64, line: "unknown command 'observe'" },
])('$problem: exit code $exitCode', async ({ args, exitCode, line }) => {
  const result = await sentinel(...args);
  expect(result).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(line)]);
});

test('without arguments it shows its commands', async () => {
  const { exitCode, stdout } = await runSentinel([], directory);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/analyze .*[\s\S]*events .*[\s\S]*evaluate .*[\s\S]*demo /);
});
