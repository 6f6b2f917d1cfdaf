import { fileURLToPath } from 'node:url';
import { configError } from '@deepsentinel/pulumi-engine';
import { expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

test('all that is wrong with the configuration is said at once, before anything is made', async () => {
  const message = await configError(stack, {
    cpuImage: 'runner-cpu:latest',
    acceptedLicenses: 'MIT',
    bedrockModelIds: [
      'amazon.nova-lite-v1:0',
      'anthropic.*',
      'arn:aws:bedrock:eu-west-1::foundation-model/a.b',
    ],
    database: { instanceClass: 't4g.micro', storageGiB: 5, multiAz: 'yes', backupDays: 0, engine: 'mysql' },
    resultsApi: 'public',
    alertEmail: 'operations',
    monthlyBudgetUsd: -1,
    image: 'x',
  });
  expect(message).toContain('configuration of deepsentinel-pipeline (Pulumi.dev.yaml');
  expect(message).toContain('cpuImage: must be repository@sha256:...');
  for (const key of ['instanceClass', 'storageGiB', 'multiAz', 'deletionProtection', 'backupDays']) {
    expect(message).toContain(`database.${key}`);
  }
  expect(message).toContain('"engine"');
  expect(message).not.toContain('bedrockModelIds.0');
  for (const key of ['bedrockModelIds.1', 'bedrockModelIds.2'])
    expect(message).toContain(`${key}: must be the id of a model or of an inference profile on Bedrock`);
  for (const key of ['acceptedLicenses', 'resultsApi', 'alertEmail', 'monthlyBudgetUsd', '"image"'])
    expect(message).toContain(key);
});
