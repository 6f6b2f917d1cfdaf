import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runSentinel } from '../testing/run-sentinel.ts';
import { writePack } from '../testing/write-pack.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-check-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('models check tells what the models of the embedded pack are, and that they run', async () => {
  const { exitCode, stdout } = await runSentinel(['models', 'check'], directory);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^embedded@\d+\.\d+\.\d+ on cpu\nSlot +Family +Part +File +MB +Parameters +Load ms +First run ms +Sound\n/,
  );
  expect(stdout).toMatch(/\ndetector +centernet +model +person-detector\.onnx .* yes\n/);
  expect(stdout).toMatch(/\ndescriber +template +- +- .* yes\n/);
  expect(stdout).toContain('detector in   input: uint8 [N, 512, 512, 3]');
  expect(stdout).toMatch(/Licenses to look at:\n {2}detector: MIT, commercial use unclear/);
  expect(stdout).not.toContain('Faults');
});

test('models check names every fault of a pack, and fails', async () => {
  await writePack(join(directory, 'pack'), {
    files: { 'detector.onnx': 'no model', 'pose.onnx': 'neither' },
  });
  const result = await runSentinel(['models', 'check', 'pack', '--json'], directory);
  expect(result).toMatchObject({
    exitCode: 78,
    stderr: 'sentinel: shop@1.2.0 cannot be used: detector, pose\n',
  });
  const faults = JSON.parse(result.stdout).models.map((model: { faults: string[] }) => model.faults);
  const unloadable = expect.stringContaining('cannot be loaded');
  expect(faults).toEqual([
    [
      unloadable,
      expect.stringContaining('detector (test): unknown family; known for this slot are centernet'),
    ],
    [unloadable, expect.stringContaining('pose (test): unknown family; known for this slot are movenet')],
  ]);
});
