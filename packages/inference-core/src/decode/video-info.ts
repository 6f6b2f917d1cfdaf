import { z } from 'zod';
import {
  type PictureCorrection,
  type PictureShape,
  pictureShape,
  pixelAspectOf,
  type Rotation,
  type StoredPicture,
} from './picture-shape.ts';

/** Properties of a video as its container states them. */
export interface VideoInfo extends PictureShape {
  readonly stored: StoredPicture;
  /** Whether each frame shows two moments, in every second line one: the decoder interpolates the second. */
  readonly interlaced: boolean;
  /** Declared duration of the video stream, milliseconds; null when the container states none. */
  readonly durationMs: number | null;
  /** Average frame rate; null when the container states none. */
  readonly averageFps: number | null;
  /** Time of the first frame on the container's clock, milliseconds with fractions; 0 when it has no clock. */
  readonly startMs: number;
  /**
   * Source of the frames' times: `durations` stored for each frame, which cannot jump; `stamps` of a clock that a
   * recorder may set or restart; or `unusable` ones, which no camera can have made.
   */
  readonly clock: 'durations' | 'stamps' | 'unusable';
  /** Codec by ffmpeg's name, for instance `h264`. */
  readonly codec: string;
  /** Container by ffmpeg's name, for instance `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** Size of the file, bytes; null when a server does not state it. */
  readonly sizeBytes: number | null;
}

/** Frame rate above which times are unusable, frames per second: slow-motion cameras take up to 240. */
const maxAverageFps = 300;
/** Duration above which a declared one is a mistake, milliseconds: 24 days, the range of a 32-bit number. */
const maxDurationMs = 2 ** 31 - 1;
/** Start after which the declared duration of a fragmented MP4 contains the start, seconds; see `durationOf`. */
const epochStartSeconds = 86_400;

const number = z.coerce.number().finite().optional().catch(undefined);
const rate = z
  .string()
  .transform((text) => {
    const [numerator = 0, denominator = 1] = text.split('/').map(Number);
    return numerator / denominator;
  })
  .pipe(z.number().positive().finite())
  .optional()
  .catch(undefined);

/** Requested fields of ffprobe's JSON; times are seconds, missing when unknown. */
export const probeReportSchema = z.object({
  streams: z
    .array(
      z.object({
        codec_name: z.string().default('unknown'),
        width: z.number().default(0),
        height: z.number().default(0),
        sample_aspect_ratio: z.string().optional(),
        field_order: z.string().optional(),
        avg_frame_rate: rate,
        nb_frames: number,
        start_time: number,
        duration: number,
        side_data_list: z.array(z.object({ rotation: number })).default([]),
      }),
    )
    .default([]),
  format: z.object({
    format_name: z.string(),
    nb_streams: z.number(),
    start_time: number,
    duration: number,
    size: number,
  }),
});
export type ProbeReport = z.infer<typeof probeReportSchema>;
type StreamReport = ProbeReport['streams'][number];

/**
 * Makes the properties of the first video stream.
 *
 * @returns null when the report has no video stream
 */
export function videoInfoOf({ streams, format }: ProbeReport): VideoInfo | null {
  const stream = streams[0];
  if (!stream) return null;
  const stored = {
    width: stream.width,
    height: stream.height,
    pixelAspect: pixelAspectOf(stream.sample_aspect_ratio),
    rotationDegrees: rotationOf(stream),
  };
  const durationSeconds = durationOf(stream, format);
  const clock = clockOf(stream, format);
  return {
    ...pictureShape(stored),
    stored,
    interlaced: /^[tb][tb]$/.test(stream.field_order ?? ''),
    durationMs: usableDuration(durationSeconds, clock),
    averageFps: stream.avg_frame_rate ?? null,
    startMs: (stream.start_time ?? 0) * 1000,
    clock,
    codec: stream.codec_name,
    container: format.format_name,
    sizeBytes: format.size ?? null,
  };
}

/**
 * Clockwise rotation, from ffprobe's counter-clockwise angle, which may be negative. Odd angles count as upright:
 * ffmpeg keeps the size of such pictures.
 */
function rotationOf({ side_data_list }: StreamReport): Rotation {
  const counterClockwise = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const clockwise = (((-counterClockwise % 360) + 360) % 360) as Rotation;
  return [90, 180, 270].includes(clockwise) ? clockwise : 0;
}

/** Corrects the properties of a video by what is known of its camera's pictures. */
export function correctPictures(info: VideoInfo, correction: PictureCorrection): VideoInfo {
  return { ...info, ...pictureShape(info.stored, correction) };
}

/** Only an MP4 that is not fragmented states its number of frames, in the table of their durations. */
function clockOf(stream: StreamReport, { format_name }: ProbeReport['format']): VideoInfo['clock'] {
  if ((stream.avg_frame_rate ?? 0) > maxAverageFps) return 'unusable';
  return format_name.startsWith('mov,') && stream.nb_frames ? 'durations' : 'stamps';
}

/** Duration, milliseconds; null when the container states none that can be right. */
function usableDuration(seconds: number | null, clock: VideoInfo['clock']): number | null {
  const durationMs = seconds === null || clock === 'unusable' ? 0 : Math.round(seconds * 1000);
  return durationMs > 0 && durationMs <= maxDurationMs ? durationMs : null;
}

/**
 * Duration, seconds. An AVI's frame count is preferred: without an index ffmpeg estimates the duration from the file
 * size. A fragmented MP4 on the epoch clock states its end instead.
 */
function durationOf(stream: StreamReport, format: ProbeReport['format']): number | null {
  if (format.format_name === 'avi' && stream.nb_frames && stream.avg_frame_rate) {
    return stream.nb_frames / stream.avg_frame_rate;
  }
  const { start_time: start = 0, duration } = stream;
  if (duration !== undefined)
    return start > epochStartSeconds && duration > start ? duration - start : duration;
  if (format.duration === undefined) return null;
  const end = (format.start_time ?? 0) + format.duration;
  return Math.max(0, end - (stream.start_time ?? 0));
}
