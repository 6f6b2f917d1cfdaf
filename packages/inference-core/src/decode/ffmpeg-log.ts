/** A line that ffmpeg wrote with `-loglevel repeat+level+...`. */
export interface LogLine {
  /** Who wrote it, for instance `h264`, `mov,mp4,m4a,3gp,3g2,mj2` or a named filter; empty for ffmpeg itself. */
  readonly context: string;
  readonly level: string;
  readonly text: string;
}

const pattern = /^((?:\[[^\]]* @ 0x[0-9a-f]+\] )*)\[(\w+)\] (.*)$/;

/** @returns null for lines that carry no level, such as the continuation of a longer message */
export function parseLogLine(line: string): LogLine | null {
  const match = pattern.exec(line);
  if (!match) return null;
  const [, contexts = '', level = '', text = ''] = match;
  const context = /\[([^\]]*) @ [^[]*$/.exec(contexts)?.[1] ?? '';
  return { context, level, text: text.trim() };
}

/** Whether the line reports something wrong. */
export function isComplaint({ level }: LogLine): boolean {
  return level === 'warning' || level === 'error' || level === 'fatal' || level === 'panic';
}
