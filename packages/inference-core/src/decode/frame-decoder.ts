import type { Frame } from '../frame.ts';
import { type DecodePlan, decodeArguments } from './decode-arguments.ts';
import { concludeDecoding, type DecodeOutcome } from './decode-outcome.ts';
import { DecoderLog } from './ffmpeg-log.ts';
import { readPictures, startFfmpeg } from './ffmpeg-process.ts';

/** One ffmpeg that decodes sampled frames of a video, a few ahead of the consumer. */
export class FrameDecoder {
  readonly plan: DecodePlan;
  readonly log: DecoderLog;
  readonly #source: string;
  readonly #signal: AbortSignal | undefined;
  readonly #process: ReturnType<typeof startFfmpeg>;
  readonly #pictures: AsyncGenerator<Uint8Array>;

  constructor(source: string, plan: DecodePlan, signal?: AbortSignal) {
    const { width, height } = plan.info;
    this.plan = plan;
    this.#source = source;
    this.#signal = signal;
    this.#process = startFfmpeg('ffmpeg', decodeArguments(source, plan), signal);
    this.log = new DecoderLog(this.#process.stderr);
    this.#pictures = readPictures(this.#process.stdout, width * height * 3);
  }

  /** Time zero of the frames on the analysis clock, microseconds. */
  get originUs(): number {
    return this.plan.startUs ?? this.log.firstDecodedUs ?? 0;
  }

  /** Time of the first decoded frame, sampled or not, milliseconds; null before it. */
  get firstDecodedMs(): number | null {
    const { firstDecodedUs } = this.log;
    return firstDecodedUs === null ? null : this.#timeMsOf(firstDecodedUs);
  }

  /**
   * Takes the next frame; null after the last.
   *
   * @throws the signal's reason when it is aborted
   */
  async next(): Promise<Frame | null> {
    const { value: data, done } = await this.#pictures.next();
    const timeUs = done ? null : await this.log.nextSentUs();
    this.#signal?.throwIfAborted();
    if (done || timeUs === null) return null;
    const { width, height } = this.plan.info;
    return {
      ...{ data, width, height, timeMs: this.#timeMsOf(timeUs) },
      clockJumps: this.log.jumps.countUpTo(timeUs),
    };
  }

  /**
   * Makes the outcome once the frames have been read to their end.
   *
   * @throws {VideoError} nothing could be decoded, ffmpeg failed, or the transfer broke off
   */
  async conclude(): Promise<DecodeOutcome> {
    const end = await this.#process.ended;
    this.#signal?.throwIfAborted();
    const { lastDecodedUs } = this.log;
    const lastFrameMs = lastDecodedUs === null ? null : this.#timeMsOf(lastDecodedUs);
    const { info } = this.plan;
    return concludeDecoding(this.#source, { info, log: this.log, end, lastFrameMs, startUs: this.originUs });
  }

  /** Waits until the process has ended, whatever it says. */
  async drained(): Promise<void> {
    await this.#process.ended;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await this.#pictures.return(undefined);
  }

  #timeMsOf(timeUs: number): number {
    return Math.round((timeUs - this.originUs) / 1000);
  }
}
