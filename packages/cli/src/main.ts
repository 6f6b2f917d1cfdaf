#!/usr/bin/env node
import { abortOnStopSignals, endOnUncaughtErrors } from '@deepsentinel/batch-runner';
import { runCommandLine } from './run-command-line.ts';
import { processTerminal } from './terminal/terminal.ts';

// A reader that has seen enough (`sentinel events | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

endOnUncaughtErrors((error) => process.stderr.write(`sentinel: unexpected error: ${error}\n`));
const terminal = processTerminal(abortOnStopSignals());
const exitCode = await runCommandLine(process.argv.slice(2), terminal);
if (exitCode !== undefined) process.exitCode = exitCode;
