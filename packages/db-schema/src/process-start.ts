import { readFile } from 'node:fs/promises';

/**
 * Reads when a process started, in the kernel's clock ticks: with the process id this identifies a process uniquely. 0
 * where the system does not tell. A killed process counts as dead even while the kernel takes it down or its exit
 * status is unread.
 *
 * @returns null when no such process is alive
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export async function processStart(pid: number): Promise<number | null> {
  if (process.platform !== 'linux') return exists(pid) ? 0 : null;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // Fields from the third on; the second, the command's name, may hold anything but ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', flags, start] = [fields[0], fields[6], fields[19]];
  // PF_EXITING of the kernel's include/linux/sched.h.
  const isExiting = (Number(flags) & 0x4) !== 0;
  return /[ZXx]/.test(state) || isExiting ? null : Number(start);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
