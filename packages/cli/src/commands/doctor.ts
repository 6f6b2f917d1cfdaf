import { exitCodes } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { checks } from '../doctor/checks.ts';
import { type Finding, runCheck } from '../doctor/finding.ts';
import { renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

const isMissing = ({ exitCode }: Finding) => exitCode !== exitCodes.completed;

/** Adds `sentinel doctor`, which says what this machine lacks, and ends with the exit code of the first lack. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('Check what this machine lacks, and say how to install it')
    .action(async () => {
      const findings = await Promise.all(checks.map(runCheck));
      const state = { heading: '', cell: (finding: Finding) => (isMissing(finding) ? 'MISSING' : 'ok') };
      const subject = { heading: 'Needed', cell: (finding: Finding) => finding.subject };
      const message = { heading: 'Found', cell: (finding: Finding) => finding.message };
      terminal.print(renderTable([state, subject, message], findings));
      process.exitCode = findings.find(isMissing)?.exitCode ?? exitCodes.completed;
    });
}
