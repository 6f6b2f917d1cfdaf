/** Maximum slack of the time grid, slots and seconds; absorbs rounded times, and rates such as 3.3333 for 10/3. */
const maximumSlackSlots = 0.05;
const maximumSlackSeconds = 0.01;

export interface SamplingGrid {
  readonly sampleFps: number;
  /** Start of the grid on the container's clock, microseconds; null for the first frame that is decoded. */
  readonly startUs: number | null;
  /** Only frames whose rounded time lies after this are chosen, milliseconds from the start of the grid. */
  readonly afterMs: number | null;
}

/**
 * Expression for ffmpeg's `select` filter on a time base of microseconds. It chooses the first frame of each slot of a
 * grid of `1 / sampleFps` seconds, and every frame that follows its predecessor at that distance or more. So the choice
 * depends on the times of a frame and its predecessor only, and a rate at or above the video's own chooses every frame.
 */
export function samplingExpression({ sampleFps, startUs, afterMs }: SamplingGrid): string {
  const slackSlots = slackOf(sampleFps);
  const start = startUs ?? 'start_pts';
  const slot = (time: string) => `floor((${time}-${start})*${sampleFps / 1_000_000}+${slackSlots})`;
  const distanceUs = (1_000_000 * (1 - slackSlots)) / sampleFps;
  const chosen = `isnan(prev_pts)+gt(${slot('pts')},${slot('prev_pts')})+gte(pts-prev_pts,${distanceUs})`;
  const timed = `not(isnan(pts))*(${chosen})`;
  return afterMs === null ? timed : `gte(pts-${start},${(Math.floor(afterMs) + 0.5) * 1000})*${timed}`;
}

/**
 * The same choice for frames whose times are known here.
 *
 * @param timeMs from the start of the grid
 * @param previousMs of the frame before, chosen or not; null when there is none
 */
export function isSampled(timeMs: number, previousMs: number | null, sampleFps: number): boolean {
  if (previousMs === null) return true;
  const slackSlots = slackOf(sampleFps);
  const slot = (time: number) => Math.floor((time * sampleFps) / 1000 + slackSlots);
  return slot(timeMs) > slot(previousMs) || timeMs - previousMs >= (1000 * (1 - slackSlots)) / sampleFps;
}

/**
 * The same choice for frames whose times are known to the microsecond: exactly the frames that the expression chooses.
 *
 * @param timeUs from the start of the grid
 * @param previousUs of the frame before, chosen or not; null when there is none
 */
export function isChosen(timeUs: number, previousUs: number | null, sampleFps: number): boolean {
  if (previousUs === null) return true;
  const slackSlots = slackOf(sampleFps);
  const slot = (time: number) => Math.floor(time * (sampleFps / 1_000_000) + slackSlots);
  const distanceUs = (1_000_000 * (1 - slackSlots)) / sampleFps;
  return slot(timeUs) > slot(previousUs) || timeUs - previousUs >= distanceUs;
}

function slackOf(sampleFps: number): number {
  return Math.min(maximumSlackSlots, maximumSlackSeconds * sampleFps);
}
