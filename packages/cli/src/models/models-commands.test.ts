import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { readModelPackLock } from '@deepsentinel/model-pack';
import { startTestCloud, type TestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommand } from '../testing/run-sentinel.ts';
import { writePack } from '../testing/write-pack.ts';

const Bucket = 'results';
const ownEnvironment = { ...process.env };

let cloud: TestCloud;
let directory: string;
let pack: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  Object.assign(process.env, cloud.environment);
});
afterAll(async () => {
  process.env = ownEnvironment;
  await cloud[Symbol.asyncDispose]();
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sentinel-models-'));
  pack = join(directory, 'pack');
});
afterEach(async () => {
  for (const Key of await keys()) await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await rm(directory, { recursive: true });
});

const sentinel = (...args: string[]) => runCommand(['models', ...args], directory);
const publish = (...args: string[]) =>
  sentinel('publish', '--pack', 'pack', '--bucket', Bucket, '--lock', 'lock.json', ...args);
const list = async () => JSON.parse((await sentinel('list', '--bucket', Bucket, '--json')).stdout);

async function keys(): Promise<string[]> {
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = '' }) => Key);
}

describe('publish', () => {
  test('uploads the manifest last, to an address that says what is there, and writes the lock file', async () => {
    const large = new Uint8Array(11 * 2 ** 20).fill(7);
    await writePack(pack, { files: { 'detector.onnx': large, 'pose/pose.onnx': 'weights' } });
    const { exitCode, stdout, stderr } = await publish();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'detector.onnx: uploaded\npose/pose.onnx: uploaded\nmanifest.json: uploaded\n',
    });
    const lock = await readModelPackLock(join(directory, 'lock.json'));
    expect(lock.uri).toBe(`s3://results/models/shop/1.2.0-${lock.manifestSha256.slice(0, 12)}`);
    expect(stdout).toBe(`published: ${lock.uri}\nlock file: lock.json\n`);
    const manifest = await readFile(join(pack, 'manifest.json'));
    expect(lock.bytes).toBe(large.length + 'weights'.length + manifest.length);
    expect(await sentinel('verify', '--pack', 'pack', '--published', '--lock', 'lock.json')).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  test('again uploads nothing, and after an interruption what is missing', async () => {
    await writePack(pack);
    await publish('--prefix', 'a/b');
    const again = await publish('--prefix', 'a/b');
    expect(again.stderr).toBe('detector.onnx: was there already\nmanifest.json: was there already\n');
    const manifest = (await keys()).find((key) => key.endsWith('manifest.json'))!;
    expect(manifest).toMatch(/^a\/b\/shop\/1\.2\.0-[0-9a-f]{12}\/manifest\.json$/);
    await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: manifest }));
    const resumed = await publish('--prefix', 'a/b');
    expect(resumed.stderr).toBe('detector.onnx: was there already\nmanifest.json: uploaded\n');
  });

  test('of other content under the same version goes to another address', async () => {
    await writePack(pack);
    await publish();
    await writePack(pack, { files: { 'detector.onnx': 'retrained' } });
    await publish();
    expect(await list()).toHaveLength(2);
  });
});

describe('nothing is published', () => {
  const refusal = async (message: RegExp, exitCode: number) => {
    const result = await publish();
    expect(result).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    expect(await keys()).toEqual([]);
    expect(await readdir(directory)).not.toContain('lock.json');
  };

  test('of a pack with a flipped byte', async () => {
    await writePack(pack);
    await writeFile(join(pack, 'detector.onnx'), 'xeights');
    await refusal(/^sentinel: \S+detector\.onnx: .* is corrupt: .*\n$/, 78);
  });

  test('of a pack with a missing file', async () => {
    await writePack(pack);
    await rm(join(pack, 'detector.onnx'));
    await refusal(/detector\.onnx: file of the detector cannot be read/, 78);
  });

  test('of a pack with a file that its manifest does not name', async () => {
    await writePack(pack);
    await writeFile(join(pack, 'notes.txt'), '');
    await refusal(/notes\.txt: the manifest does not name this file/, 78);
  });

  test('of a pack whose version cannot stand in an address', async () => {
    await writePack(pack, { version: '1.0 beta/2' });
    await refusal(/version of the pack, "1\.0 beta\/2": only letters/, 66);
  });
});

test('a bucket that is not there is named', async () => {
  await writePack(pack);
  for (const result of [
    await sentinel('publish', '--pack', 'pack', '--bucket', 'absent'),
    await sentinel('list', '--bucket', 'absent'),
  ]) {
    expect(result).toMatchObject({ exitCode: 66, stdout: '' });
    expect(result.stderr).toMatch(/^sentinel: s3:\/\/absent\/models\S*: there is no such bucket\n$/);
  }
});

test('a lock file that cannot be written is named, and so is the option for another', async () => {
  await writePack(pack);
  const result = await sentinel('publish', '--pack', 'pack', '--bucket', Bucket, '--lock', 'no/lock.json');
  expect(result.exitCode).toBe(66);
  expect(result.stderr).toContain('no/lock.json: cannot be written (ENOENT); name another with --lock');
});

describe('verify', () => {
  beforeEach(async () => {
    await writePack(pack, { files: { 'detector.onnx': 'weights', 'pose.onnx': 'joints' } });
    await publish();
  });
  const verify = (...args: string[]) => sentinel('verify', '--lock', 'lock.json', ...args);

  test('refuses a pack of another version than that of the lock file', async () => {
    await writePack(pack, { version: '1.3.0', files: { 'detector.onnx': 'weights', 'pose.onnx': 'knees' } });
    const { exitCode, stderr } = await verify('--pack', 'pack');
    expect(exitCode).toBe(78);
    expect(stderr).toContain('version is 1.3.0, not 1.2.0');
    expect(stderr).toContain('pose.onnx is another file');
  });

  test('names all that is wrong with the published pack', async () => {
    const published = await keys();
    const [detector = '', manifest = '', pose = ''] = published.sort();
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key: detector, Body: 'weightz' }));
    await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: pose }));
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key: `${manifest}.old`, Body: '{}' }));
    const { exitCode, stderr } = await verify('--published');
    expect(exitCode).toBe(78);
    expect(stderr).toContain(
      'manifest.json.old is extra, detector.onnx is corrupt, pose.onnx is missing; remove it and publish',
    );
  });

  test('says what it needs when it is told nothing', async () => {
    const result = await verify();
    expect(result).toMatchObject({ exitCode: 66, stdout: '' });
    expect(result.stderr).toContain('nothing to verify: name a directory with --pack, or say --published');
  });
});

describe('list', () => {
  test('shows the packs, and which of them are not whole', async () => {
    await writePack(pack);
    await publish();
    await writePack(pack, { version: '2.0.0' });
    await publish();
    const manifest = (await keys()).find((key) => /2\.0\.0.*manifest\.json$/.test(key))!;
    await cloud.s3.send(new DeleteObjectCommand({ Bucket, Key: manifest }));
    expect(await list()).toMatchObject([
      { name: 'shop', version: '1.2.0', manifestSha256: expect.any(String), isComplete: true },
      { name: 'shop', version: '2.0.0', manifestSha256: null, bytes: 7, isComplete: false },
    ]);
    const { stdout } = await sentinel('list', '--bucket', Bucket);
    expect(stdout).toMatch(
      /^Name +Version +Manifest sha256 +Bytes +Complete\nshop +1\.2\.0 +[0-9a-f]{64} +\d+ +yes\nshop +2\.0\.0 +- +7 +NO\n$/,
    );
  });

  test('a manifest that is none, or is at the wrong place, makes no pack', async () => {
    await writePack(pack);
    const elsewhere = await readFile(join(pack, 'manifest.json'));
    const notJson = createHash('sha256').update('not JSON').digest('hex').slice(0, 12);
    for (const [directory, Body] of [
      ['1.0.0-000000000000', elsewhere],
      [`1.1.0-${notJson}`, 'not JSON'],
    ] as const) {
      await cloud.s3.send(
        new PutObjectCommand({ Bucket, Key: `models/shop/${directory}/manifest.json`, Body }),
      );
    }
    expect(await list()).toMatchObject([
      { version: '1.0.0', isComplete: false },
      { version: '1.1.0', isComplete: false },
    ]);
  });

  test('an empty bucket has no packs, and a prefix with a slash at its end is refused', async () => {
    expect((await sentinel('list', '--bucket', Bucket)).stdout).toBe('no packs\n');
    const result = await sentinel('list', '--bucket', Bucket, '--prefix', 'models/');
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain('It must be names with slashes between them, and none at an end.');
  });
});
