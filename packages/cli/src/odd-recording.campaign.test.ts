import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seedDatabase } from '@deepsentinel/db-schema/testing';
import { makeWalkingPerson } from '@deepsentinel/test-kit/footage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from './testing/run-sentinel.ts';

const store = {
  id: 'store-1',
  name: 'The store',
  timeZone: 'Asia/Seoul',
  cameras: [{ id: 'corridor', name: 'Corridor', rotationDegrees: 270, aspectRatio: '4:3' }],
};
let directory: string;
const at = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-odd-'));
  await seedDatabase(at('sentinel-cloud/database'));
});
afterAll(() => rm(directory, { recursive: true }));

test('two joined segments of a camera that is mounted sideways and stored with half the width show their people', async () => {
  await makeWalkingPerson(at('walk.mp4'), 4);
  const turned = ['-vf', 'transpose=clock,scale=240:640,setsar=1', '-g', '25'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', at('walk.mp4'), ...turned, at('segment.ts')]);
  const segment = await readFile(at('segment.ts'));
  await writeFile(at('night.ts'), Buffer.concat([segment, segment]));
  await writeFile(at('store.json'), JSON.stringify(store));
  await runCommand(['store', 'set', 'store.json'], directory);

  const camera = ['--store', 'store-1', '--camera', 'corridor'];
  const analysis = await runCommand(
    ['analyze', 'night.ts', '--fps', '2.5', ...camera, '--json', 'night.json', '--annotate', 'drawn.mp4'],
    directory,
  );
  expect(analysis).toMatchObject({ exitCode: 0 });
  expect(analysis.stderr).toContain(
    'night.ts: the clock of the recording jumps once (back by 4.0 s at 4.0 s)',
  );
  const { video, tracks } = JSON.parse(await readFile(at('night.json'), 'utf8'));
  expect(video).toMatchObject({ width: 640, height: 480, truncated: false });
  expect(video.warnings[0]).toContain('the clock of the recording jumps once');
  const spans = tracks.map(({ startMs, endMs }: { startMs: number; endMs: number }) => [startMs, endMs]);
  expect(spans).toHaveLength(2);
  expect(spans[0][1]).toBeLessThan(4000);
  expect(spans[1][0]).toBeGreaterThanOrEqual(4000);
});
