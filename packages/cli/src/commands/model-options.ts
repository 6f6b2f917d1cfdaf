import { type Command, Option } from 'commander';

/** Options that choose a model pack. */
export interface ModelOptions {
  /** Directory of a pack; the embedded pack unless given. */
  readonly models?: string | undefined;
  readonly acceptLicense?: readonly string[] | undefined;
}

/** Adds the options that choose a model pack other than the embedded one. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--models <directory>', 'directory of the model pack (default: the embedded pack)')
    .addOption(
      new Option(
        '--accept-license <name...>',
        'licenses of the pack that you accept; needed for those that do not plainly allow commercial use',
      ),
    );
}
