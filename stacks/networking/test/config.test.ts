import { fileURLToPath } from 'node:url';
import { configError } from '@deepsentinel/pulumi-engine';
import { expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

test('all that is wrong with the configuration is said at once, before anything is made', async () => {
  const message = await configError(stack, {
    vpcCidr: '10.20.0.0/33',
    zones: 'two',
    egress: undefined,
    nats: 3,
    logRetentionDays: 8,
  });
  expect(message).toContain(
    'configuration of deepsentinel-networking (Pulumi.dev.yaml; keys in Pulumi.README.md)',
  );
  expect(message).toContain('vpcCidr: must be a private IPv4 network of 65,536 addresses');
  expect(message).toContain('zones: must be 2 or 3');
  expect(message).toContain('egress');
  expect(message).toContain('"nats"');
  expect(message).toContain('logRetentionDays: must be one of 1, 3, 5');
});
