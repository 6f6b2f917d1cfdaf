import type { Frame } from '../frame.ts';
import { hasPicture } from '../frame.ts';
import { type GateState, type GatingStats, initialGateState } from './gate-state.ts';

interface PassedFrame {
  readonly timeMs: number;
  readonly skippedMs: number;
  readonly decodedMs: number;
  readonly keyframes: number;
}

/** Keeps account of what a gate has passed on, until the frames of a chunk are complete. */
export class GateLedger {
  #states: { readonly fromMs: number; readonly state: GateState }[] = [];
  #frames: PassedFrame[] = [];
  #keysMs: number[] = [];

  /** Begins a window. @param keysMs times of its keyframes, milliseconds */
  begin(fromMs: number, state: GateState, keysMs: readonly number[]): void {
    this.#states.push({ fromMs, state });
    this.#keysMs = [...this.#keysMs, ...keysMs.slice(this.#keysMs.length > 0 ? 1 : 0)];
  }

  /** Takes in a frame. @param previousMs time of the one before; negative when there is none */
  pass(frame: Frame, previousMs: number): void {
    const { timeMs } = frame;
    const lengthMs = previousMs < 0 ? 0 : timeMs - previousMs;
    const [skippedMs, decodedMs] = hasPicture(frame) ? [0, lengthMs] : [lengthMs, 0];
    const keyframes = this.#keysMs.filter((keyMs) => keyMs > previousMs && keyMs <= timeMs).length;
    this.#keysMs = this.#keysMs.filter((keyMs) => keyMs > timeMs);
    this.#frames.push({ timeMs, skippedMs, decodedMs, keyframes });
  }

  /** Hands over the account of the frames up to a time, with the state from which to go on after it. */
  take(toMs: number): { readonly state: GateState; readonly stats: GatingStats } {
    const taken = this.#frames.filter(({ timeMs }) => timeMs <= toMs);
    this.#frames = this.#frames.slice(taken.length);
    const begun = this.#states.filter(({ fromMs }) => fromMs <= toMs);
    this.#states = this.#states.slice(Math.max(0, begun.length - 1));
    const state = this.#states[0]?.state ?? initialGateState;
    const seconds = (length: (frame: PassedFrame) => number) =>
      taken.reduce((sum, frame) => sum + length(frame), 0) / 1000;
    return {
      state,
      stats: {
        secondsSkipped: seconds(({ skippedMs }) => skippedMs),
        secondsDecoded: seconds(({ decodedMs }) => decodedMs),
        keyframesCompared: taken.reduce((sum, { keyframes }) => sum + keyframes, 0),
        scan: state.scan,
        reason: state.ungated,
      },
    };
  }
}
