import type { DecodeOutcome } from '../decode/decode-outcome.ts';
import type { VideoInfo } from '../decode/video-info.ts';
import type { Frame } from '../frame.ts';
import type { WindowState } from './gate-state.ts';
import { isChangedPicture } from './gray-picture.ts';
import { type MeasuredWindow, planSpans, type SpanPlan } from './plan-spans.ts';
import { type PlannedFrame, wantedFrom } from './planned-frame.ts';
import type { SpanDecoder } from './span-decoder.ts';

/** What a planner needs to know of the video and of the detector. */
export interface PlannerOptions {
  readonly info: VideoInfo;
  /** Time before something is noticed from which pictures are decoded, milliseconds. */
  readonly lookBackMs: number;
  /** Time after something is noticed until which pictures are decoded, milliseconds. */
  readonly holdMs: number;
  /** Whether a picture shows people. */
  readonly showsPeople: (frame: Frame) => Promise<boolean>;
}

/** Outcome of a planned window. */
export interface PlannedWindow {
  /** Time until which the next window is decoded whatever happens there, microseconds. */
  readonly wantedUntilUs: number;
  readonly endsWithPeople: boolean;
  /** Outcome of decoding where the last picture of the video has been looked at and nobody is in it. */
  readonly outcome: Pick<DecodeOutcome, 'truncated' | 'warnings'> | null;
}

/** Distance at which the detector looks although nothing has changed, microseconds: so long somebody may be overlooked. */
const lookEveryUs = 300_000_000;

/** Chooses the frames of windows that are decoded. */
export class WindowPlanner {
  readonly #options: PlannerOptions;
  readonly #spans: SpanDecoder;

  constructor(options: PlannerOptions, spans: SpanDecoder) {
    this.#options = options;
    this.#spans = spans;
  }

  /** Marks the frames of a window that are wanted. */
  async plan(
    window: MeasuredWindow,
    frames: readonly PlannedFrame[],
    before: Pick<WindowState, 'wantedUntilUs' | 'startsWithPeople'>,
  ): Promise<PlannedWindow> {
    const { lookBackMs, holdMs } = this.#options;
    const margins = { lookBackUs: lookBackMs * 1000, holdUs: holdMs * 1000 };
    const startsWithPeople = before.startsWithPeople ?? (await this.#look(window.startLook));
    const looks = { startsWithPeople, wantedUntilUs: before.wantedUntilUs };
    const mark = (endsWithPeople: boolean): SpanPlan => {
      const plan = planSpans(window, { ...looks, endsWithPeople }, margins);
      wantedFrom(frames, plan.spans);
      return plan;
    };
    const plan = mark(false);
    if (window.endLook) {
      const isQuiet = !startsWithPeople && plan.spans.length === 0 && isUnchanged(window);
      const endsWithPeople = !isQuiet && (await this.#look(window.endLook));
      return { ...(endsWithPeople ? mark(true) : plan), endsWithPeople, outcome: null };
    }
    const last = frames.at(-1);
    if (!last || last.isWanted) return { ...plan, endsWithPeople: false, outcome: null };
    const endsWithPeople = await this.#options.showsPeople(await this.#spans.peek(last));
    const outcome = await this.#spans.finish(last);
    if (!endsWithPeople) return { ...plan, endsWithPeople, outcome };
    return { ...mark(true), endsWithPeople, outcome: null };
  }

  async #look(data: Uint8Array): Promise<boolean> {
    const { width, height } = this.#options.info;
    return await this.#options.showsPeople({ data, width, height, timeMs: 0 });
  }
}

/** Whether the last picture of a window is as the first, in which nobody is, and no look is due anyhow. */
function isUnchanged({ grays, startUs, endUs }: MeasuredWindow): boolean {
  const isDue = Math.floor(startUs / lookEveryUs) !== Math.floor((endUs ?? startUs) / lookEveryUs);
  const [first, last] = [grays[0], grays.at(-1)];
  return !isDue && first !== undefined && last !== undefined && !isChangedPicture(first.data, last.data);
}
