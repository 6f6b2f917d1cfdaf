import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test('the bundle stands alone, and says what its environment lacks', async () => {
  const { stdout } = await run(process.execPath, [at('../bundle.mjs')]);
  expect(stdout).toMatch(/index\.mjs: \d+ KiB, \d+ KiB gzipped/);
  const bundle = at('../dist/lambda/index.mjs');
  const started = run(process.execPath, [bundle], { cwd: '/', env: { DATABASE_URL: 'mysql://x' } });
  const reason = /DATABASE_URL: must be a postgres:\/\/ URL; ALLOWED_BUCKETS: .*; ROUTES: /;
  await expect(started).rejects.toMatchObject({ stderr: expect.stringMatching(reason) });
});
