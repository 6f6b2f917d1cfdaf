/** Line of the log that ffmpeg writes with `-loglevel repeat+level+...`. */
export interface LogLine {
  /**
   * Component that wrote the line, for instance `h264`, `mov,mp4,m4a,3gp,3g2,mj2` or a named filter; empty for ffmpeg
   * itself.
   */
  readonly context: string;
  readonly level: string;
  readonly text: string;
}

const pattern = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[(\w+)\] (.*)$/;

/**
 * Parses a line of the log.
 *
 * @returns null for lines without a level, such as the continuation of a longer message
 */
export function parseLogLine(line: string): LogLine | null {
  const match = pattern.exec(line);
  if (!match) return null;
  const [, contexts = '', level = '', text = ''] = match;
  const context = /\[([^\]]*) @ [^[]*$/.exec(contexts)?.[1] ?? '';
  return { context, level, text: text.trim() };
}

/** Whether the line is a warning or an error. */
export function isComplaint({ level }: LogLine): boolean {
  return level === 'warning' || level === 'error' || level === 'fatal' || level === 'panic';
}

/** Time of a frame that a named filter logs, in its time base; null when it has none, undefined for another line. */
export function loggedTime({ text }: LogLine): number | null | undefined {
  const stamp = /^frame:\d+\s+pts:(-?\d+|NOPTS) /.exec(text)?.[1];
  if (stamp === undefined) return undefined;
  return stamp === 'NOPTS' ? null : Number(stamp);
}
