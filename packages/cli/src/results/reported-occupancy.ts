import type { Occupancy } from '@deepsentinel/inference-core/visits';
import type { CameraOccupancy } from '@deepsentinel/results-api';
import { videoName } from './reported-event.ts';

/** Occupancy of one camera, or of one video whose camera or time nobody said. Times are milliseconds. */
export interface ReportedOccupancy extends Occupancy {
  /** Id of the camera; name of the video without one. */
  readonly source: string;
  /** Wall-clock time of the start; null when the time of the recording is not known, and times count from its first frame. */
  readonly startedAt: Date | null;
  readonly timeZone: string | null;
}

export function reportOccupancy({ video, isDated, timeZone, steps }: CameraOccupancy): ReportedOccupancy[] {
  return steps.map((step) => ({
    source: isDated ? video.cameraId! : videoName(video),
    startedAt: isDated ? new Date(step.startMs) : null,
    timeZone,
    ...step,
  }));
}
