import type { Readable } from 'node:stream';
import { type Complaint, Complaints } from '../decode/complaints.ts';
import { type ProcessEnd, startFfmpeg } from '../decode/ffmpeg-process.ts';
import { isComplaint, loggedTime, parseLogLine } from '../decode/log-line.ts';
import { grayColumns, grayRows } from './gray-picture.ts';
import { type Packet, parsePacket, parseTimeBase, type TimeBase } from './packet.ts';
import { grayFilter, lookFilter, type ScanPlan, scanArguments } from './scan-arguments.ts';

/** Picture of a keyframe; its time is on the container's clock, microseconds. */
export interface KeyPicture {
  readonly timeUs: number;
  /** Grey cells or RGB pixels. */
  readonly data: Uint8Array;
}

/**
 * Reads the packets of a video in the order of decoding, and its keyframes as pictures. It reads only while somebody
 * waits, so that ffmpeg is never far ahead and little is in memory.
 */
export class FootageScan {
  /** Packets, small grey pictures and whole pictures that have been read; the consumer removes them. */
  packets: Packet[] = [];
  grays: KeyPicture[] = [];
  looks: KeyPicture[] = [];
  readonly #complaints = new Complaints();
  readonly #process: ReturnType<typeof startFfmpeg>;
  readonly #streams: readonly Readable[];
  #end: ProcessEnd | null = null;
  #failure: unknown = null;
  #timeBase: TimeBase | null = null;
  #packetCount = 0;
  #wake = (): void => undefined;

  constructor(source: string, plan: ScanPlan, signal?: AbortSignal) {
    this.#process = startFfmpeg('ffmpeg', scanArguments(source, plan), signal, 2);
    const { stdout, stderr, outputs } = this.#process;
    const { width, height } = plan.info;
    const grayTimes: number[] = [];
    const lookTimes: number[] = [];
    const gray = new PictureReader(grayColumns * grayRows(plan.info), grayTimes, (one) =>
      this.grays.push(one),
    );
    const look = new PictureReader(width * height * 3, lookTimes, (one) => this.looks.push(one));
    const log = lineReader((line) => this.#takeLog(line, { grayTimes, lookTimes }));
    const list = lineReader((line) => this.#takePacket(line));
    const takers = [list, log, (data: Buffer) => gray.take(data), (data: Buffer) => look.take(data)];
    this.#streams = [stdout, stderr, ...outputs];
    for (const [index, stream] of this.#streams.entries()) {
      stream.on('data', (data: Buffer) => {
        takers[index]!(data);
        // The log may come after the picture whose time it tells.
        gray.pair();
        look.pair();
        this.#wake();
      });
      stream.pause();
    }
    void this.#process.ended.then(
      (end) => {
        this.#end = end;
        this.#wake();
      },
      (failure: unknown) => {
        this.#failure = failure;
        this.#wake();
      },
    );
  }

  /** Outcome of the process; null while it runs. */
  get end(): ProcessEnd | null {
    return this.#end;
  }

  /** Latest complaints, oldest first. */
  get complaints(): Complaint[] {
    return this.#complaints.list;
  }

  get packetCount(): number {
    return this.#packetCount;
  }

  /**
   * Reads until enough has been read or the video has ended.
   *
   * @throws {VideoError} `ffmpeg-missing`
   */
  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough() && !this.#end && this.#failure === null) {
      for (const stream of this.#streams) stream.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    for (const stream of this.#streams) stream.pause();
    if (this.#failure !== null) throw this.#failure;
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.resume();
    await this.#process.stop();
  }

  #takePacket(line: string): void {
    this.#timeBase ??= parseTimeBase(line);
    const packet = this.#timeBase && parsePacket(line, this.#timeBase);
    if (!packet) return;
    this.#packetCount++;
    this.packets.push(packet);
  }

  #takeLog(text: string, times: { readonly grayTimes: number[]; readonly lookTimes: number[] }): void {
    const line = parseLogLine(text);
    if (!line) return;
    if (isComplaint(line)) {
      this.#complaints.add(line, this.#packetCount);
      return;
    }
    const timeUs = loggedTime(line) ?? null;
    if (timeUs === null) return;
    if (line.context === grayFilter) times.grayTimes.push(timeUs);
    if (line.context === lookFilter) times.lookTimes.push(timeUs);
  }
}

/** Splits a stream into pictures and gives each the time that the log tells. */
class PictureReader {
  readonly #bytes: number;
  readonly #times: number[];
  readonly #give: (picture: KeyPicture) => void;
  readonly #complete: Uint8Array[] = [];
  #picture: Uint8Array | null = null;
  #filled = 0;

  constructor(bytes: number, times: number[], give: (picture: KeyPicture) => void) {
    this.#bytes = bytes;
    this.#times = times;
    this.#give = give;
  }

  take(data: Uint8Array): void {
    for (let offset = 0; offset < data.length; ) {
      this.#picture ??= new Uint8Array(this.#bytes);
      const piece = data.subarray(offset, offset + this.#bytes - this.#filled);
      this.#picture.set(piece, this.#filled);
      this.#filled += piece.length;
      offset += piece.length;
      if (this.#filled < this.#bytes) return;
      this.#complete.push(this.#picture);
      this.#picture = null;
      this.#filled = 0;
    }
  }

  /** Hands over the pictures whose times are known. */
  pair(): void {
    while (this.#complete.length > 0 && this.#times.length > 0) {
      this.#give({ timeUs: this.#times.shift()!, data: this.#complete.shift()! });
    }
  }
}

/** Makes a consumer of text that hands on whole lines. */
function lineReader(take: (line: string) => void): (data: Buffer) => void {
  let rest = '';
  return (data) => {
    const lines = (rest + data.toString('latin1')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) take(line);
  };
}
