import { maxPauseUsOf } from '../decode/analysis-clock.ts';
import type { DecodeOutcome } from '../decode/decode-outcome.ts';
import { decodeVideo, seekMarginMs } from '../decode/decode-video.ts';
import type { Frame } from '../frame.ts';
import { SpanBorder } from '../sampling/span-border.ts';
import { FootageScan } from './footage-scan.ts';
import { GateLedger } from './gate-ledger.ts';
import type { GateState, GatingReason } from './gate-state.ts';
import { hasRegularTimes, keyTimes } from './packet.ts';
import { findActivity, type Span } from './packet-activity.ts';
import { wantsSeconds } from './plan-spans.ts';
import { type PlannedFrame, planFrames } from './planned-frame.ts';
import { checkScan } from './scan-failure.ts';
import { type ScannedWindow, WindowReader, windowUs } from './scanned-window.ts';
import { Mismatch, SpanDecoder } from './span-decoder.ts';
import { type PlannerOptions, WindowPlanner } from './window-planner.ts';

/** Video and margins of gated frames. */
export interface GateOptions extends PlannerOptions {
  readonly source: string;
  readonly sampleFps: number;
  /** Leaves out the frames up to this time, milliseconds. */
  readonly afterMs: number | undefined;
  /** Processor threads of the decoder. */
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** Step by which a span begins earlier while its first picture shows somebody, milliseconds. */
const stepBackMs = 10_000;
const noData = new Uint8Array(0);

/**
 * Gives the sampled frames of a video, of which only those are decoded where something happens: the packets are larger
 * than while nothing does, a keyframe differs from the one before, or people are in view. The others have their time and
 * no pixels. Before frames are passed over, a border asks until when the pictures are wanted anyhow.
 */
export class GatedFrames {
  readonly ledger = new GateLedger();
  readonly #options: GateOptions;
  readonly #spans: SpanDecoder;
  readonly #planner: WindowPlanner;
  #state: GateState;
  #outcome: Pick<DecodeOutcome, 'truncated' | 'warnings'> | null = null;
  /** Time until which pictures are wanted because of what earlier ones show, milliseconds. */
  #untilMs = -1;
  /** Whether the last border was before the last picture. */
  #isBorderDue = true;
  #lastMs: number;

  /** @param state of an earlier run after the frame at `afterMs`, or the initial one */
  constructor(state: GateState, options: GateOptions) {
    this.#state = state;
    this.#options = options;
    this.#lastMs = options.afterMs ?? -1;
    this.#spans = new SpanDecoder(options);
    this.#planner = new WindowPlanner(options, this.#spans);
  }

  /**
   * Result of decoding.
   *
   * @throws when the frames have not been read to their end
   */
  outcome(): Pick<DecodeOutcome, 'truncated' | 'warnings'> {
    if (!this.#outcome) throw new Error('the outcome is known after the last frame only');
    return this.#outcome;
  }

  /** Frames and borders, ascending in time, for one consumer. */
  async *frames(): AsyncGenerator<Frame | SpanBorder> {
    try {
      if (this.#state.ungated === null) yield* this.#gated();
      if (this.#state.ungated !== null) yield* this.#ungated();
    } finally {
      await this.#spans.close();
    }
  }

  async *#gated(): AsyncGenerator<Frame | SpanBorder> {
    const originUs = this.#state.originUs ?? (await this.#spans.findOrigin());
    this.#state = { ...this.#state, originUs };
    this.#spans.originUs = originUs;
    while (this.#outcome === null && this.#state.ungated === null) {
      const scan = await this.#openScan();
      try {
        yield* this.#passWindows(scan, originUs);
      } finally {
        await scan.stop();
      }
    }
  }

  /** Passes on the windows of a scan, until one wants another kind of scan. */
  async *#passWindows(scan: FootageScan, originUs: number): AsyncGenerator<Frame | SpanBorder> {
    const { scan: kind } = this.#state;
    const reader = new WindowReader(scan, kind);
    while (this.#outcome === null && this.#state.ungated === null) {
      const window = (await reader.next()) ?? 'times are missing or irregular';
      if (scan.end) checkScan(this.#options.source, scan);
      const reason = typeof window === 'string' ? window : this.#irregularity(window);
      if (typeof window === 'string' || reason !== null) return this.#giveUp(reason ?? 'off');
      const activity = findActivity(window.packets);
      if (kind === 'keyframes' && wantsSeconds(window, activity)) {
        this.#state = { ...this.#state, scan: 'seconds' };
        return;
      }
      yield* this.#passWindow(window, activity.spans, originUs);
    }
  }

  /** Begins a scan with the keyframe of the window; by reading from the start where a seek does not lead there. */
  async #openScan(): Promise<FootageScan> {
    const { source, info, signal } = this.#options;
    const { startUs } = this.#state.window;
    const plan = { info, kind: this.#state.scan, fromUs: startUs, lookEveryUs: windowUs };
    const scan = new FootageScan(source, { ...plan, seekUs: startUs }, signal);
    if (startUs === null) return scan;
    await scan.until(() => scan.looks.length > 0);
    if (scan.looks[0]?.timeUs === startUs) return scan;
    await scan.stop();
    return new FootageScan(source, { ...plan, seekUs: null }, signal);
  }

  #irregularity({ packets }: ScannedWindow): GatingReason | null {
    const { previousUs } = this.#state.window;
    const isRegular = hasRegularTimes(packets, { previousUs, maxPauseUs: maxPauseUsOf(this.#options.info) });
    return isRegular ? null : 'times are missing or irregular';
  }

  /** Decodes everything from here on. */
  #giveUp(ungated: GatingReason): void {
    this.#state = { ...this.#state, ungated };
  }

  async *#passWindow(
    window: ScannedWindow,
    activity: readonly Span[],
    originUs: number,
  ): AsyncGenerator<Frame | SpanBorder> {
    const { sampleFps } = this.#options;
    const { previousUs, seekUs } = this.#state.window;
    const keysUs = keyTimes(window.packets);
    this.#spans.keysUs = seekUs === null ? keysUs : [seekUs, ...keysUs];
    const toMs = (timeUs: number) => (timeUs - originUs) / 1000;
    this.ledger.begin(
      toMs(window.startUs),
      this.#state,
      window.grays.map(({ timeUs }) => toMs(timeUs)),
    );
    const { frames, lastUs } = planFrames(window.packets, { originUs, previousUs, sampleFps });
    try {
      const plan = await this.#planner.plan({ ...window, activity }, frames, this.#state.window);
      yield* this.#emit(frames.filter(({ timeMs }) => timeMs > this.#lastMs));
      if (window.endUs === null) this.#outcome = plan.outcome ?? (await this.#spans.finish(frames.at(-1)));
      const next = {
        ...{ startUs: window.endUs, previousUs: lastUs ?? previousUs },
        ...{ wantedUntilUs: plan.wantedUntilUs, startsWithPeople: plan.endsWithPeople },
        seekUs: this.#spans.keyBefore((window.endUs ?? 0) - seekMarginMs * 1000),
      };
      this.#state = { ...this.#state, window: next };
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.#giveUp('pictures differ from the packets');
    }
  }

  async *#emit(frames: readonly PlannedFrame[]): AsyncGenerator<Frame | SpanBorder> {
    for (let index = 0; index < frames.length; ) {
      const planned = frames[index]!;
      if (!this.#isWanted(planned) && this.#isBorderDue) {
        const border = new SpanBorder();
        yield border;
        this.#untilMs = Math.max(this.#untilMs, await border.untilMs);
        this.#isBorderDue = false;
      }
      if (this.#isWanted(planned)) {
        yield this.#pass(await this.#spans.take(planned));
        this.#isBorderDue = true;
        index++;
        continue;
      }
      const next = await this.#spanStart(frames, index);
      for (const quiet of frames.slice(index, next)) yield this.#pass(this.#quietFrame(quiet));
      for (const shown of frames.slice(next)) {
        if (shown.isWanted) break;
        shown.isWanted = true;
      }
      index = next;
    }
  }

  #isWanted({ isWanted, timeMs }: PlannedFrame): boolean {
    return isWanted || timeMs <= this.#untilMs;
  }

  /** Finds where the next span begins: before its first picture shows somebody. */
  async #spanStart(frames: readonly PlannedFrame[], from: number): Promise<number> {
    const wanted = frames.findIndex(({ isWanted }, index) => index > from && isWanted);
    if (wanted < 0) {
      await this.#spans.close();
      return frames.length;
    }
    let start = wanted;
    while (start > from && (await this.#options.showsPeople(await this.#spans.peek(frames[start]!)))) {
      const earlierMs = frames[start]!.timeMs - stepBackMs;
      start = Math.max(
        from,
        frames.findIndex(({ timeMs }) => timeMs >= earlierMs),
      );
    }
    return start;
  }

  #quietFrame({ timeMs }: PlannedFrame): Frame {
    const { width, height } = this.#options.info;
    return { data: noData, width, height, timeMs, clockJumps: 0 };
  }

  #pass(frame: Frame): Frame {
    this.ledger.pass(frame, this.#lastMs);
    this.#lastMs = frame.timeMs;
    return frame;
  }

  async *#ungated(): AsyncGenerator<Frame> {
    await this.#spans.close();
    const { source, info, sampleFps, threads, signal } = this.#options;
    this.ledger.begin(this.#lastMs, this.#state, []);
    const afterMs = this.#lastMs < 0 ? undefined : this.#lastMs;
    const seek = info.clock === 'durations' ? undefined : this.#seekOfWindow();
    const video = decodeVideo(source, { info, sampleFps, afterMs, threads, signal, seek });
    for await (const frame of video.frames) yield this.#pass(frame);
    this.#outcome = video.outcome();
  }

  #seekOfWindow(): { readonly originUs: number; readonly seekUs: number } | undefined {
    const { originUs, window } = this.#state;
    return originUs === null || window.seekUs === null ? undefined : { originUs, seekUs: window.seekUs };
  }
}
