import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '@deepsentinel/pulumi-engine';
import { beforeAll, expect, test } from '@jest/globals';

const producer = fileURLToPath(new URL('testing/producer', import.meta.url));
const consumer = fileURLToPath(new URL('testing/consumer', import.meta.url));
const environment = 'dev';
const name = 'deepsentinel/deepsentinel-producer/dev';

let exports: ProgramResult['exports'];
beforeAll(async () => {
  ({ exports } = await runProgram(producer, { environment }));
});

test('a stack reads what another of the same environment exports', async () => {
  const known = { [name]: { ...exports, subnetIDs: 'so that this program ends well' } };
  const result = await runProgram(consumer, { environment, known });
  expect(result.errors).toEqual([]);
  expect(result.exports).toMatchObject({ firstSubnet: 'subnet-1', zones: 2 });
});

test('an output that the deployed stack does not have ends the program, naming stack and output', async () => {
  const result = await runProgram(consumer, { environment, known: { [name]: exports } });
  expect(result.exitCode).not.toBe(0);
  expect(result.errors.join('\n')).toContain(
    `the stack ${name} has no output "subnetIDs": deploy it with the current program before this one`,
  );
});

test('a stack that was never deployed ends the program, naming it', async () => {
  const result = await runProgram(consumer, { environment });
  expect(result.exitCode).not.toBe(0);
  expect(result.errors.join('\n')).toContain(`unknown stack "${name}"`);
});
