import { Command } from 'commander';
import { addAnalyzeCommand } from './commands/analyze.ts';
import { addClipCommand } from './commands/clip.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDlqCommand } from './commands/dlq.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addEventsCommand } from './commands/events.ts';
import { addHeatmapCommand } from './commands/heatmap.ts';
import { addImageCommand } from './commands/image.ts';
import { addJobsCommand } from './commands/jobs.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addModelsCommand } from './commands/models.ts';
import { addOccupancyCommand } from './commands/occupancy.ts';
import { addRulesCommand } from './commands/rules.ts';
import { addSearchCommand } from './commands/search.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStoreCommand } from './commands/store.ts';
import { addSubmitCommand } from './commands/submit.ts';
import { addTracksCommand } from './commands/tracks.ts';
import { addUpCommand } from './commands/up.ts';
import { addUploadCommand } from './commands/upload.ts';
import { addVisitsCommand } from './commands/visits.ts';
import { addWorkerCommand } from './commands/worker.ts';
import type { Terminal } from './terminal/terminal.ts';

type AddCommand = (program: Command, terminal: Terminal) => void;

/** Commands by the heading under which the help lists them. */
const commandGroups: Readonly<Record<string, readonly AddCommand[]>> = {
  'Analyze:': [
    addAnalyzeCommand,
    addVisitsCommand,
    addClipCommand,
    addOccupancyCommand,
    addHeatmapCommand,
    addEventsCommand,
    addTracksCommand,
    addSearchCommand,
    addRulesCommand,
    addEvaluateCommand,
  ],
  'Run:': [addDemoCommand, addUpCommand, addUploadCommand, addSubmitCommand, addWorkerCommand],
  'Operate:': [addStatusCommand, addJobsCommand, addLogsCommand, addDlqCommand],
  'Set up:': [addDoctorCommand, addStoreCommand, addModelsCommand, addImageCommand],
};

/** The `sentinel` command line. Each command is added by a file of its own. */
export function sentinelProgram(terminal: Terminal): Command {
  const program = new Command('sentinel')
    .description('Finds people in CCTV footage and what they do.')
    .option('--verbose', 'print the stack trace of an error')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      outputError: (text) => terminal.note(text.replace(/^error: /, 'sentinel: ').trimEnd()),
    });
  for (const [heading, commands] of Object.entries(commandGroups)) {
    program.commandsGroup(heading);
    for (const addTo of commands) addTo(program, terminal);
  }
  program.helpCommand('help [command]', 'Print the help of a command');
  return program;
}
