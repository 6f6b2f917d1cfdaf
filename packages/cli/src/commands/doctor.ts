import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exitCodes } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { runningLocalCloud } from '../cloud/deployment.ts';
import { openPack } from '../open-analyzer.ts';
import { renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

const oldestNode = [22, 18] as const;
/** An analysis takes about 0.5 GiB, its database and models as much again. */
const leastMemoryMiB = 2048;
const leastDiskMiB = 1024;

/** One thing that this machine needs: what was found, or what is missing and how to get it. */
interface Finding {
  readonly subject: string;
  readonly ok: boolean;
  readonly message: string;
}

/** Adds `sentinel doctor`, which says what this machine lacks and how to install it. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('Check what this machine lacks, and say how to install it')
    .action(async () => {
      const findings = await Promise.all([node(), ffmpeg(), models(), memory(), disk(), localCloud()]);
      const state = { heading: '', cell: ({ ok }: Finding) => (ok ? 'ok' : 'MISSING') };
      const subject = { heading: 'Needed', cell: (finding: Finding) => finding.subject };
      const message = { heading: 'Found', cell: (finding: Finding) => finding.message };
      terminal.print(renderTable([state, subject, message], findings));
      if (findings.some(({ ok }) => !ok)) process.exitCode = exitCodes.ffmpegMissing;
    });
}

async function node(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const advice = ok ? '' : '; npm run setup brings Node 24, or install it';
  return { subject: 'Node 22.18 or newer', ok, message: `${process.versions.node}${advice}` };
}

async function ffmpeg(): Promise<Finding> {
  const subject = 'ffmpeg and ffprobe 5.1 or newer';
  try {
    const versions = ['ffmpeg', 'ffprobe'].map(async (program) => {
      const { stdout } = await promisify(execFile)(program, ['-version']);
      return /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
    });
    return { subject, ok: true, message: (await Promise.all(versions)).join(', ') };
  } catch {
    return { subject, ok: false, message: 'apt-get install ffmpeg, or brew install ffmpeg' };
  }
}

async function models(): Promise<Finding> {
  const subject = 'model pack, verified';
  try {
    const { name, version, directory } = await openPack(undefined);
    return { subject, ok: true, message: `${name}@${version} in ${directory}` };
  } catch (error) {
    return { subject, ok: false, message: (error as Error).message };
  }
}

async function memory(): Promise<Finding> {
  const free = Math.floor(freemem() / 2 ** 20);
  return {
    subject: `${leastMemoryMiB} MiB of free memory`,
    ok: free >= leastMemoryMiB,
    message: `${free} MiB`,
  };
}

/** Writes where the state goes, which also shows that it may be written. */
async function disk(): Promise<Finding> {
  const subject = `${leastDiskMiB} MiB in this directory`;
  try {
    const scratch = await mkdtemp(join(process.cwd(), '.sentinel-doctor-'));
    await rm(scratch, { recursive: true });
    const { bavail, bsize } = await statfs(process.cwd());
    const free = Math.floor((bavail * bsize) / 2 ** 20);
    return { subject, ok: free >= leastDiskMiB, message: `${free} MiB` };
  } catch (error) {
    return { subject, ok: false, message: (error as Error).message };
  }
}

async function localCloud(): Promise<Finding> {
  const deployment = runningLocalCloud();
  const message = deployment ? `runs as process ${deployment.pid}` : 'none runs here; sentinel up starts one';
  return { subject: 'local cloud (not needed by analyze)', ok: true, message };
}
