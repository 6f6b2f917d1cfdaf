import { setTimeout } from 'node:timers/promises';
import { lockDirectory } from '../directory-lock.ts';
import { DatabaseBusyError } from '../errors.ts';

/**
 * Locks the directory named by the first argument at the time of the second (milliseconds since 1970), prints the
 * outcome and stays alive.
 */
const [directory = '', startAt] = process.argv.slice(2);
await setTimeout(Number(startAt) - Date.now());
try {
  await lockDirectory(directory);
  console.log('opened');
} catch (error) {
  if (!(error instanceof DatabaseBusyError)) throw error;
  console.log('busy');
}
await setTimeout(60_000);
