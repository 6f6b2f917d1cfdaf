import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DatabaseBusyError } from './database-error.ts';
import { processStart } from './process-start.ts';

/** Gives the directory free for others. */
export type Unlock = () => Promise<void>;

const marks = /^(?<kind>opening|opened)-by-(?<pid>\d+)-(?<start>\d+)$/;

/**
 * Claims a directory for this process among those of one machine. Each process leaves a mark under a name of its own
 * (process id and start time): `opening-by`, and `opened-by` once it has seen that nobody else has the directory and
 * that nobody with a lower process id is opening it. Nobody ever removes the mark of a living process, and a killed
 * one blocks nobody.
 *
 * @throws {DatabaseBusyError} a living process has claimed the directory
 */
export async function lockDirectory(directory: string): Promise<Unlock> {
  const self = `${process.pid}-${await processStart(process.pid)}`;
  const opening = join(directory, `opening-by-${self}`);
  const opened = join(directory, `opened-by-${self}`);
  await leaveMark(directory, opening);
  try {
    await awaitTurn(directory);
    await rename(opening, opened);
  } catch (error) {
    await rm(opening, { force: true });
    throw error;
  }
  return () => rm(opened, { force: true });
}

async function leaveMark(directory: string, path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? busy(directory, process.pid) : cause;
  }
}

/** Those who wait here are being waited out: whoever opens with a higher process id gives way at its next look. */
async function awaitTurn(directory: string): Promise<void> {
  for (let looks = 1; ; looks++) {
    const others = await livingMarks(directory);
    const [rival] = others.filter(({ kind, pid }) => kind === 'opened' || pid < process.pid || looks > 200);
    if (rival) throw busy(directory, rival.pid);
    if (others.length === 0) return;
    await setTimeout(5);
  }
}

/** Marks of living processes without our own as an opener; those of dead ones are removed. */
async function livingMarks(directory: string): Promise<{ kind: string; pid: number }[]> {
  const living: { kind: string; pid: number }[] = [];
  for (const name of await readdir(directory)) {
    const { kind, pid, start } = marks.exec(name)?.groups ?? {};
    if (kind === undefined || (kind === 'opening' && Number(pid) === process.pid)) continue;
    if ((await processStart(Number(pid))) === Number(start)) living.push({ kind, pid: Number(pid) });
    else await rm(join(directory, name), { force: true });
  }
  return living;
}

function busy(directory: string, pid: number): DatabaseBusyError {
  return new DatabaseBusyError(
    `${directory}: the embedded database is open in process ${pid}; wait for it or stop it, or use a server through DATABASE_URL`,
  );
}
