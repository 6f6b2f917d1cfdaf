import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { runProgram } from './run-program.ts';

const program = fileURLToPath(new URL('testing/bucket', import.meta.url));

test('a program runs with its configuration, gets answers such as AWS gives, and is told of what it registered', async () => {
  const result = await runProgram(program, { environment: 'dev', config: { name: 'given' } });
  expect(result.errors).toEqual([]);
  expect(result.exports).toEqual({
    arn: 'arn:aws:s3:::given',
    rules: [{ prefix: 'a/' }],
    zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  });
  const bucket = result.resources.find(({ type }) => type === 'aws:s3/bucket:Bucket');
  expect(bucket).toMatchObject({
    urn: 'urn:pulumi:dev::bucket::aws:s3/bucket:Bucket::b',
    inputs: { bucket: 'given', tags: { days: '7', secret: 'hidden' } },
    options: { protect: true, ignoreChanges: ['tags'] },
  });
  expect(result.peakMiB).toBeGreaterThan(50);
});

test('two resources of one name end the program, as with the real engine', async () => {
  const { exitCode, errors } = await runProgram(program, { environment: 'dev', config: { twice: true } });
  expect(exitCode).not.toBe(0);
  expect(errors.join('\n')).toContain(
    'duplicate resource URN "urn:pulumi:dev::bucket::aws:s3/bucket:Bucket::b"',
  );
});

test('what the program throws is its error', async () => {
  const { exitCode, errors } = await runProgram(program, { environment: 'dev', config: { name: undefined } });
  expect(exitCode).not.toBe(0);
  expect(errors.join('\n')).toContain("Missing required configuration variable 'bucket:name'");
});
