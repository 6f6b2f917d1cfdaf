import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Resources that programs registered, for all test files of this run (`test/rehearse-once.ts`). */
const results = mkdtempSync(join(tmpdir(), 'program-results-'));
process.env.PROGRAM_RESULTS = results;
process.on('exit', () => rmSync(results, { recursive: true, force: true }));

export { default } from '@deepsentinel/jest-preset';
