import { Command } from 'commander';
import { addAnalyzeCommand } from './commands/analyze.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDlqCommand } from './commands/dlq.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addEventsCommand } from './commands/events.ts';
import { addImageCommand } from './commands/image.ts';
import { addJobsCommand } from './commands/jobs.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addModelsCommand } from './commands/models.ts';
import { addSearchCommand } from './commands/search.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStoreCommand } from './commands/store.ts';
import { addSubmitCommand } from './commands/submit.ts';
import { addTracksCommand } from './commands/tracks.ts';
import { addUpCommand } from './commands/up.ts';
import { addUploadCommand } from './commands/upload.ts';
import { addWorkerCommand } from './commands/worker.ts';
import type { Terminal } from './terminal/terminal.ts';

/** The `sentinel` command line: every command is added by a file of its own. */
export function sentinelProgram(terminal: Terminal): Command {
  const program = new Command('sentinel')
    .description('Finds the people in CCTV footage and what they do.')
    .option('--verbose', 'show where in the program an error comes from')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'sentinel: ')) });
  const commands = [
    addAnalyzeCommand,
    addEventsCommand,
    addSearchCommand,
    addTracksCommand,
    addEvaluateCommand,
    addDemoCommand,
    addUpCommand,
    addUploadCommand,
    addSubmitCommand,
    addStatusCommand,
    addJobsCommand,
    addLogsCommand,
    addDlqCommand,
    addWorkerCommand,
    addStoreCommand,
    addModelsCommand,
    addDoctorCommand,
    addImageCommand,
  ];
  for (const addTo of commands) addTo(program, terminal);
  return program;
}
