import type { Complaint } from '../decode/complaints.ts';
import type { DecodeOutcome } from '../decode/decode-outcome.ts';
import { seekMarginMs } from '../decode/decode-video.ts';
import { FrameDecoder } from '../decode/frame-decoder.ts';
import { sourceName } from '../decode/media-source.ts';
import type { VideoInfo } from '../decode/video-info.ts';
import type { Frame } from '../frame.ts';
import type { PlannedFrame } from './planned-frame.ts';

/** Thrown where a decoder does not give the frames that the packets announce. */
export class Mismatch extends Error {}

interface SpanDecoderOptions {
  readonly source: string;
  readonly info: VideoInfo;
  readonly sampleFps: number;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** Most complaints that are kept, one line each. */
const maxWarnings = 21;

/** Decodes spans of a video, one after the other, each from a keyframe before it. */
export class SpanDecoder {
  /** Time zero of the analysis on the container's clock, microseconds. */
  originUs: number | null = null;
  /** Keyframes from which a decoder may begin, ascending, microseconds on the container's clock. */
  keysUs: readonly number[] = [];
  readonly #options: SpanDecoderOptions;
  readonly #warnings = new Set<string>();
  #decoder: FrameDecoder | null = null;
  #peeked: Frame | null = null;

  constructor(options: SpanDecoderOptions) {
    this.#options = options;
  }

  /** Time of the first frame that a decoder gives, microseconds on the container's clock. */
  async findOrigin(): Promise<number> {
    const { info } = this.#options;
    if (info.clock === 'durations') return Math.round(info.startMs * 1000);
    const decoder = this.#start({ seekUs: null, afterMs: null });
    const first = await decoder.next();
    if (!first) await decoder.conclude();
    const { originUs } = decoder;
    await this.close();
    return originUs;
  }

  /** The last keyframe up to a time; null when a decoder must begin at the start of the video. */
  keyBefore(timeUs: number): number | null {
    return this.keysUs.findLast((keyUs) => keyUs <= timeUs) ?? null;
  }

  /** Decodes a frame, which `take` gives again. */
  async peek(planned: PlannedFrame): Promise<Frame> {
    await this.close();
    this.#peeked = await this.#open(planned);
    return this.#peeked;
  }

  /**
   * Gives a frame, the one after the last or the peeked one.
   *
   * @throws {Mismatch} the decoder gives another one
   */
  async take(planned: PlannedFrame): Promise<Frame> {
    const peeked = this.#peeked;
    this.#peeked = null;
    if (peeked?.timeMs === planned.timeMs) return peeked;
    if (peeked) await this.close();
    if (!this.#decoder) return await this.#open(planned);
    const frame = await this.#decoder.next();
    if (frame?.timeMs === planned.timeMs) return frame;
    if (!frame) await this.#decoder.conclude();
    throw new Mismatch();
  }

  /**
   * Reads behind the last frame of the video.
   *
   * @throws {Mismatch} there are more frames
   */
  async finish(last: PlannedFrame | undefined): Promise<Pick<DecodeOutcome, 'truncated' | 'warnings'>> {
    if (!last) throw new Mismatch();
    if (!this.#decoder) await this.#open(last);
    const decoder = this.#decoder!;
    if (await decoder.next()) throw new Mismatch();
    const { truncated, warnings } = await decoder.conclude();
    await this.close();
    return { truncated, warnings: [...new Set([...this.#warnings, ...warnings])].slice(0, maxWarnings) };
  }

  async close(): Promise<void> {
    const decoder = this.#decoder;
    this.#decoder = null;
    this.#peeked = null;
    if (!decoder) return;
    await decoder.stop();
    for (const complaint of decoder.log.complaints) this.#keep(complaint, decoder);
  }

  #keep({ text, afterFrames }: Complaint, { plan }: FrameDecoder): void {
    // A decoder that begins in the middle lacks what came before the keyframe.
    if (plan.seekUs !== null && afterFrames === 0) return;
    const { source } = this.#options;
    if (this.#warnings.size < maxWarnings) this.#warnings.add(text.replaceAll(source, sourceName(source)));
  }

  async #open({ timeUs, timeMs }: PlannedFrame): Promise<Frame> {
    const key = this.keyBefore(timeUs - seekMarginMs * 1000);
    for (const seekUs of key === null ? [null] : [key, null]) {
      const decoder = this.#start({ seekUs, afterMs: timeMs - 1 });
      const frame = await decoder.next();
      if (frame?.timeMs === timeMs) return frame;
      if (!frame) await decoder.conclude();
      await this.close();
    }
    throw new Mismatch();
  }

  #start({ seekUs, afterMs }: { seekUs: number | null; afterMs: number | null }): FrameDecoder {
    const { source, info, sampleFps, threads, signal } = this.#options;
    const plan = { info, sampleFps, startUs: this.originUs, seekUs, afterMs, threads };
    this.#decoder = new FrameDecoder(source, plan, signal);
    return this.#decoder;
  }
}
