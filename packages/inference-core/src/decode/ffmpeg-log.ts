import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

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

/** Names of the filters that report frames: every decoded one, and those that are sent to us. */
export const decodedFilter = 'metadata@decoded';
export const sentFilter = 'metadata@sent';

/** Complaints that say nothing about the video. */
const harmless =
  /deprecated pixel format used|non monotonically increasing dts|Output file is empty, nothing was encoded/;

/** So many kinds of complaint are kept. */
const keptKinds = 20;

/** The latest complaint of its kind; kinds differ in more than numbers. */
export interface Complaint extends LogLine {
  readonly times: number;
  /** How many frames had been decoded when it came. */
  readonly afterFrames: number;
}

/** Follows the log of a decoding ffmpeg. Frames and complaints share one pipe, so their order is ffmpeg's own. */
export class DecoderLog {
  framesDecoded = 0;
  /** Presentation times on the container's clock, microseconds. */
  firstDecodedUs: number | null = null;
  lastDecodedUs: number | null = null;
  readonly #complaints = new Map<string, Complaint>();
  readonly #sentUs: number[] = [];
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

  /** The kinds that came last, oldest first. */
  get complaints(): Complaint[] {
    return [...this.#complaints.values()];
  }

  /** Presentation time of the next frame that is sent, microseconds; null when the log ends before. */
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
      this.#keep(line);
      return;
    }
    const timeUs = Number(/^frame:\d+\s+pts:(-?\d+) /.exec(line.text)?.[1] ?? Number.NaN);
    if (Number.isNaN(timeUs)) return;
    if (line.context === decodedFilter) {
      this.framesDecoded++;
      this.firstDecodedUs ??= timeUs;
      this.lastDecodedUs = timeUs;
    } else if (line.context === sentFilter) {
      this.#sentUs.push(timeUs);
      this.#wake();
    }
  }

  #keep(line: LogLine): void {
    if (harmless.test(line.text)) return;
    const kind = line.text.replace(/0x[0-9a-f]+|\d+/g, '#');
    const times = (this.#complaints.get(kind)?.times ?? 0) + 1;
    // Deleting first moves the kind to the end.
    this.#complaints.delete(kind);
    this.#complaints.set(kind, { ...line, times, afterFrames: this.framesDecoded });
    if (this.#complaints.size > keptKinds) this.#complaints.delete(this.#complaints.keys().next().value!);
  }
}
