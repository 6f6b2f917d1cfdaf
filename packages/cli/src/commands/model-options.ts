import { type Command, Option } from 'commander';

/** Which models a command works with. */
export interface ModelOptions {
  /** Directory of a pack; the embedded one unless given. */
  readonly models?: string | undefined;
  readonly acceptLicense?: readonly string[] | undefined;
}

/** Lets a command work with another model pack than the embedded one. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--models <directory>', 'model pack (default: the embedded one)')
    .addOption(
      new Option(
        '--accept-license <name...>',
        'licenses of the pack that you have read and accept, of those that do not plainly allow commercial use',
      ),
    );
}
