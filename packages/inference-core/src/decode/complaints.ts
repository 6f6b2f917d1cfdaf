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

/** Complaints that do not concern the video. */
const harmless =
  /deprecated pixel format used|non monotonically increasing dts|Output file is empty, nothing was encoded/;

/** Maximum number of kinds of complaints that are kept. */
const keptKinds = 20;

/** Latest complaint of its kind; complaints that differ only in numbers are of one kind. */
export interface Complaint extends LogLine {
  /** Number of complaints of this kind. */
  readonly times: number;
  /** Number of frames decoded before the complaint. */
  readonly afterFrames: number;
}

/** Complaints of an ffmpeg, a limited number of kinds. */
export class Complaints {
  readonly #kinds = new Map<string, Complaint>();

  /** Latest complaints, oldest first. */
  get list(): Complaint[] {
    return [...this.#kinds.values()];
  }

  /** Takes in a complaint that came after so many decoded frames. */
  add(line: LogLine, afterFrames: number): void {
    if (harmless.test(line.text)) return;
    const kind = line.text.replace(/0x[0-9a-f]+|\d+/g, '#');
    const times = (this.#kinds.get(kind)?.times ?? 0) + 1;
    // Deleting first moves the kind to the end.
    this.#kinds.delete(kind);
    this.#kinds.set(kind, { ...line, times, afterFrames });
    if (this.#kinds.size > keptKinds) this.#kinds.delete(this.#kinds.keys().next().value!);
  }
}
