import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProgramResult, runProgram } from './run-program.ts';

/**
 * Makes a `runProgram` that runs a program once for the same options and afterwards reads from files what it registered.
 * Files that the program itself reads are taken to be the same each time.
 *
 * @param directory of the files; processes may share it
 */
export function runOnce(directory: string): typeof runProgram {
  return async (program, options) => {
    const key = createHash('sha256')
      .update(JSON.stringify([program, options]))
      .digest('hex');
    const file = join(directory, `${key}.json`);
    if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as ProgramResult;
    const result = await runProgram(program, options);
    const draft = join(directory, randomUUID());
    await writeFile(draft, JSON.stringify(result));
    await rename(draft, file);
    return result;
  };
}
