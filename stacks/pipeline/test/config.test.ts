import { fileURLToPath } from 'node:url';
import { configError } from '@deepsentinel/pulumi-testing';
import { expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

test('all that is wrong with the configuration is said at once, before anything is made', async () => {
  const message = await configError(stack, {
    cpuImage: 'runner-cpu:latest',
    acceptedLicences: 'MIT',
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
  for (const key of ['acceptedLicences', 'resultsApi', 'alertEmail', 'monthlyBudgetUsd', '"image"'])
    expect(message).toContain(key);
});
