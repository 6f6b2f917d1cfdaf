import { fileURLToPath } from 'node:url';
import { configError } from '@deepsentinel/pulumi-engine';
import { expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

test('all that is wrong with a build is said at once, before anything is made', async () => {
  const message = await configError(stack, {
    build: {
      cudaBundle: { uri: 'https://example.com', sha256: 'ABC' },
      parentImage: 'ubuntu',
      instanceType: 't3.micro',
      gpu: true,
    },
    promotedImageId: 'i-0123',
  });
  expect(message).toContain('configuration of deepsentinel-model-ami (Pulumi.dev.yaml');
  for (const key of ['lockFile', 'cudaBundle.uri', 'cudaBundle.sha256', 'parentImage', 'instanceType']) {
    expect(message).toContain(`build.${key}`);
  }
  expect(message).toContain('promotedImageId: must be the id of an image, ami-...');
});

test.each([
  ['both a build and a promoted image', { promotedImageId: 'ami-0123456789abcdef0' }],
  ['neither', { build: undefined }],
])('%s are refused', async (_phrase, config) => {
  expect(await configError(stack, config)).toContain(
    'exactly one of build and promotedImageId must be given',
  );
});
