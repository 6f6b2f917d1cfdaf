/** Output of a command, and the signal to stop it. */
export interface Terminal {
  /** Prints a result to standard output. */
  print(text: string): void;
  /** Prints anything else to standard error. */
  note(text: string): void;
  /** Standard error, for the progress display. */
  readonly noteStream: NodeJS.WriteStream;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

export function processTerminal(signal: AbortSignal): Terminal {
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    noteStream: process.stderr,
    signal,
  };
}
