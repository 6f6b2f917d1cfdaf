import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const evaluate = (script: string) => [
  '--input-type=module',
  '--disable-warning=ExperimentalWarning',
  '-e',
  script,
];

/** Runs a module in a Node process of its own and returns what it prints. */
export async function runScript(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, evaluate(script));
  return stdout.trim();
}

/** Starts a module in a Node process of its own. */
export function startScript(script: string): { pid: number; printed: Promise<unknown>; kill: () => void } {
  const child = spawn(process.execPath, evaluate(script), { stdio: ['ignore', 'pipe', 'inherit'] });
  return { pid: child.pid!, printed: once(child.stdout, 'data'), kill: () => child.kill('SIGKILL') };
}

/** Lists the process ids of the children of a process (Linux). */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Waits until a process has ended; an uncollected zombie counts as ended (Linux). */
export async function untilGone(pid: number): Promise<void> {
  const state = async () =>
    /\) (\w)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))?.[1] ?? 'Z';
  while ((await state()) !== 'Z') await new Promise((resolve) => setTimeout(resolve, 20));
}
