import { countVisits, type Occupancy } from '@deepsentinel/inference-core/visits';
import type { VideoVisits } from '@deepsentinel/results-api';
import { videoName } from './reported-event.ts';

/** Occupancy of one camera, or of one video whose camera or time nobody said. Times are milliseconds. */
export interface ReportedOccupancy extends Occupancy {
  /** Id of the camera; name of the video without one. */
  readonly source: string;
  /** Wall-clock time of the start; null when the time of the recording is not known, and times count from its first frame. */
  readonly startedAt: Date | null;
  readonly timeZone: string | null;
}

/** Counts visits over time, for each camera by the clock. */
export function occupancyOf(found: readonly VideoVisits[], stepMs: number): ReportedOccupancy[] {
  const bySource = Map.groupBy(found, ({ video }) =>
    video.cameraId !== null && video.recordedAt !== null ? video.cameraId : videoName(video),
  );
  return [...bySource].flatMap(([source, videos]) => {
    const clocked = videos.map(onTheClock);
    const { timeZone } = videos[0]!;
    const isDated = videos[0]!.video.recordedAt !== null;
    const steps = countVisits(
      clocked.flatMap(({ visits }) => visits),
      clocked.map(({ recording }) => recording),
      stepMs,
    );
    return steps.map((step) => {
      const startedAt = isDated ? new Date(step.startMs) : null;
      return { source, startedAt, timeZone, ...step };
    });
  });
}

/** Moves the visits of a video and its recording to the clock; those of a video without a time stay where they are. */
function onTheClock({ video, visits }: VideoVisits) {
  const offsetMs = video.recordedAt?.getTime() ?? 0;
  const moved = visits.map(({ startMs, endMs, entrance, departure, crossings }) => ({
    ...{ startMs: startMs + offsetMs, endMs: endMs + offsetMs },
    ...{ entrance, departure },
    crossings: crossings?.map((crossing) => ({ ...crossing, timeMs: crossing.timeMs + offsetMs })) ?? null,
  }));
  const lastMs = Math.max(video.durationMs ?? 0, ...visits.map(({ endMs }) => endMs));
  return { visits: moved, recording: { startMs: offsetMs, endMs: offsetMs + lastMs } };
}
