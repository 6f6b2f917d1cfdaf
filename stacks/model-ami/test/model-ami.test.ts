import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changedResources, type ProgramResult, runProgram } from '@deepsentinel/pulumi-engine';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));
const known = {
  'deepsentinel/deepsentinel-networking/dev': { privateSubnetIds: ['subnet-1'], jobSecurityGroupId: 'sg-1' },
};
const build = {
  cudaBundle: { uri: 's3://models/cuda.tar.zst', sha256: '0'.repeat(64) },
  parentImage: 'ami-0123456789abcdef0',
  instanceType: 'g4dn.xlarge',
};

let directory: string;
let ofLargePack: ProgramResult;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-ami-'));
  ofLargePack = await runWith({ bytes: 30 * 2 ** 30, uri: 's3://models/packs/a/1' });
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs the program with changes to the lock file of the repository. */
async function runWith(change: Readonly<Record<string, unknown>>): Promise<ProgramResult> {
  const lock = JSON.parse(await readFile(join(stack, 'model-pack.lock.json'), 'utf8'));
  const lockFile = join(directory, 'lock.json');
  await writeFile(lockFile, JSON.stringify({ ...lock, ...change }));
  return await runProgram(stack, { environment: 'dev', known, config: { build: { ...build, lockFile } } });
}

describe('an image', () => {
  test('is built again for other models, and only with what concerns them', async () => {
    const [before, after] = [await runWith({}), await runWith({ manifestSha256: 'f'.repeat(64) })];
    expect(before.errors).toEqual([]);
    const changes = changedResources(before, after).map(
      ({ type, name }) => `${type.split(':').at(-1)} ${name}`,
    );
    expect(changes.toSorted()).toEqual([
      'Component install-models',
      'Component test-models',
      'ImagePipeline models',
      'ImageRecipe models',
      'LifecyclePolicy models',
    ]);
  });

  test('carries the models on a volume of its own, large enough for them', () => {
    const { resources } = ofLargePack;
    const recipe = resources.find(({ type }) => type === 'aws:imagebuilder/imageRecipe:ImageRecipe');
    expect(recipe?.inputs['blockDeviceMappings']).toContainEqual(
      expect.objectContaining({
        deviceName: '/dev/sdf',
        ebs: expect.objectContaining({ volumeSize: 40, encrypted: 'true' }),
      }),
    );
  });

  test('is built by a machine that reads the models and writes its log, and nothing else in S3', () => {
    const { resources } = ofLargePack;
    const policy = resources.find(
      ({ type, name }) => type === 'aws:iam/rolePolicy:RolePolicy' && name === 'builder',
    );
    expect(JSON.parse(JSON.stringify(policy?.inputs['policy'])).Statement).toMatchObject([
      {
        Action: 's3:GetObject',
        Resource: ['arn:aws:s3:::models/packs/a/1/*', 'arn:aws:s3:::models/cuda.tar.zst'],
      },
      { Action: 's3:ListBucket', Resource: ['arn:aws:s3:::models'] },
      { Action: 's3:PutObject' },
    ]);
  });
});

test('a lock file that is missing or is none ends the program with its path', async () => {
  const lockFile = join(directory, 'nowhere.json');
  const result = await runProgram(stack, {
    environment: 'dev',
    known,
    config: { build: { ...build, lockFile } },
  });
  expect(result.exitCode).not.toBe(0);
  expect(result.errors.join('\n')).toContain(`${lockFile}: cannot read the lock file of a model pack`);
});
