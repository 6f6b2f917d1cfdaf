import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ClockJumps } from './clock-jumps.ts';
import { type Complaint, Complaints, type LogLine } from './complaints.ts';

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

/** Name of the filter that logs every decoded frame by the container's clock. */
export const containerFilter = 'metadata@container';
/** Name of the filter that logs every decoded frame by the analysis clock. */
export const decodedFilter = 'metadata@decoded';
/** Name of the filter that logs every frame that is sent to the output. */
export const sentFilter = 'metadata@sent';

/** Time of a frame that a named filter logs, in its time base; null when it has none, undefined for another line. */
export function loggedTime({ text }: LogLine): number | null | undefined {
  const stamp = /^frame:\d+\s+pts:(-?\d+|NOPTS) /.exec(text)?.[1];
  if (stamp === undefined) return undefined;
  return stamp === 'NOPTS' ? null : Number(stamp);
}

/** Reads the log of a decoding ffmpeg, in which frames and complaints keep their order. */
export class DecoderLog {
  framesDecoded = 0;
  /** Time of the first decoded frame on the analysis clock, microseconds. */
  firstDecodedUs: number | null = null;
  /** Time of the last decoded frame on the analysis clock, microseconds. */
  lastDecodedUs: number | null = null;
  /** Jumps of the container's clock up to the last decoded frame. */
  readonly jumps = new ClockJumps();
  readonly #complaints = new Complaints();
  readonly #sentUs: number[] = [];
  #containerUs: number | null = null;
  #ended = false;
  #wake = (): void => undefined;

  constructor(stderr: Readable) {
    const lines = createInterface({ input: stderr });
    lines.on('line', (line) => this.#take(line));
    lines.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Latest complaints, oldest first. */
  get complaints(): Complaint[] {
    return this.#complaints.list;
  }

  /**
   * Waits for the next frame that is sent.
   *
   * @returns its time on the analysis clock, microseconds; null when the log ends first
   */
  async nextSentUs(): Promise<number | null> {
    while (this.#sentUs.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#sentUs.shift() ?? null;
  }

  #take(text: string): void {
    const line = parseLogLine(text);
    if (!line) return;
    if (isComplaint(line)) {
      this.#complaints.add(line, this.framesDecoded);
      return;
    }
    const timeUs = loggedTime(line);
    if (timeUs === undefined) return;
    if (line.context === containerFilter) this.#containerUs = timeUs;
    else if (timeUs === null) return;
    else if (line.context === decodedFilter) this.#addDecoded(timeUs);
    else if (line.context === sentFilter) {
      this.#sentUs.push(timeUs);
      this.#wake();
    }
  }

  #addDecoded(analysisUs: number): void {
    this.framesDecoded++;
    this.firstDecodedUs ??= analysisUs;
    this.lastDecodedUs = analysisUs;
    if (this.#containerUs !== null) this.jumps.add({ containerUs: this.#containerUs, analysisUs });
  }
}
