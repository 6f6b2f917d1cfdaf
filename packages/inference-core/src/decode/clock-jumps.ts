/** Maximum number of jumps whose places are kept; others are counted. */
const keptPlaces = 5;

interface ClockJump {
  /** Time of the first frame behind the jump on the analysis clock, microseconds. */
  readonly atUs: number;
  /** Shift of the container's clock, microseconds; negative when it went back. */
  readonly byUs: number;
}

interface FrameTime {
  readonly containerUs: number;
  readonly analysisUs: number;
}

/** Finds the jumps of a container's clock by comparing it with the analysis clock. */
export class ClockJumps {
  #count = 0;
  #last: FrameTime | null = null;
  readonly #first: ClockJump[] = [];
  /** Jumps whose frames have not been asked for yet: as many at most as the decoder is ahead. */
  #ahead: number[] = [];
  #passed = 0;

  /** Takes in the times of the next decoded frame. */
  add(time: FrameTime): void {
    const last = this.#last;
    // A frame that repeats the time of the one before says nothing about the clock.
    if (last && time.analysisUs <= last.analysisUs) return;
    this.#last = time;
    if (!last) return;
    const byUs = time.containerUs - last.containerUs - (time.analysisUs - last.analysisUs);
    if (byUs !== 0) this.#jump({ atUs: time.analysisUs, byUs });
  }

  /**
   * Counts the jumps up to a frame.
   *
   * @param analysisUs time of a decoded frame, not before that of an earlier call
   */
  countUpTo(analysisUs: number): number {
    while (this.#ahead.length > 0 && this.#ahead[0]! <= analysisUs) {
      this.#ahead.shift();
      this.#passed++;
    }
    return this.#passed;
  }

  /**
   * Reports the jumps with their places.
   *
   * @param startUs start of the video on the analysis clock, microseconds
   * @returns null when there are none
   */
  warning(startUs: number): string | null {
    if (this.#count === 0) return null;
    const places = this.#first.map(({ atUs, byUs }) => {
      return `${byUs < 0 ? 'back' : 'forward'} by ${seconds(Math.abs(byUs))} s at ${seconds(atUs - startUs)} s`;
    });
    const rest = this.#count - places.length;
    const listed = [...places, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
    const times = this.#count === 1 ? 'once' : `${this.#count} times`;
    return `the clock of the recording jumps ${times} (${listed}); later times count on from the frame before`;
  }

  #jump(jump: ClockJump): void {
    this.#count++;
    this.#ahead.push(jump.atUs);
    if (this.#first.length < keptPlaces) this.#first.push(jump);
  }
}

function seconds(us: number): string {
  return (us / 1_000_000).toFixed(1);
}
