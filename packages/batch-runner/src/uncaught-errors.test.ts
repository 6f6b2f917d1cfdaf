import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test.each([
  [
    'error of an emitter',
    "new (await import('node:events')).EventEmitter().emit('error', new Error('broken'))",
  ],
  ['rejection', "void Promise.reject(new Error('broken')); setTimeout(() => {}, 1000)"],
])('an %s that nobody catches is reported and leaves the work to another attempt', (_kind, statement) => {
  const module = new URL('uncaught-errors.ts', import.meta.url);
  const script = `import { endOnUncaughtErrors } from '${module}';
    endOnUncaughtErrors((error, exitCode) => console.log(error.message, exitCode)); ${statement}`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
  expect([status, `${stdout}`]).toEqual([75, 'broken 75\n']);
});
