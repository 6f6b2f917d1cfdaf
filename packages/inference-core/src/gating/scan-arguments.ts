import { pictureFilters, turningArguments } from '../decode/decode-arguments.ts';
import { inputArguments } from '../decode/media-source.ts';
import type { VideoInfo } from '../decode/video-info.ts';
import type { ScanKind } from './gate-state.ts';
import { grayColumns, grayRows } from './gray-picture.ts';

/** Name of the filter that logs every keyframe of which a grey picture is sent. */
export const grayFilter = 'metadata@gray';
/** Name of the filter that logs every keyframe that is sent at full size. */
export const lookFilter = 'metadata@look';

/** Where a scan begins and how often it sends a whole picture. */
export interface ScanPlan {
  readonly info: VideoInfo;
  /** Keyframe with which the whole pictures begin, microseconds on the container's clock; null for the first one. */
  readonly fromUs: number | null;
  /** Target of the seek; null to read from the start. */
  readonly seekUs: number | null;
  readonly kind: ScanKind;
  /** Distance of the pictures that are sent at full size, at least, microseconds. */
  readonly lookEveryUs: number;
}

/** Distance of the pictures that a scan of the kind `seconds` compares, microseconds. */
export const secondUs = 1_000_000;

/**
 * Builds the arguments of an ffmpeg that reads a video once: it lists the packets on pipe 1, and sends keyframes, or a
 * picture each second, as small grey pictures on pipe 3 and now and then a keyframe at full size on pipe 4. Their times
 * are logged.
 */
export function scanArguments(source: string, plan: ScanPlan): string[] {
  const { info, seekUs } = plan;
  const named = ['settb=AVTB', 'metadata=mode=add:key=frame:value=1'];
  const gray = `scale=${grayColumns}:${grayRows(info)}:flags=area,format=gray`;
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'repeat+level+info', '-copyts'],
    ...(seekUs === null ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', `${seekUs}us`]),
    ...turningArguments(info),
    ...['-threads', '1', ...decoderArguments[plan.kind], ...inputArguments(source)],
    ...['-map', '0:V:0', '-c', 'copy', '-copyinkf', '-flush_packets', '0', '-f', 'framecrc', 'pipe:1'],
    ...filtered([...named, ...comparedFilters[plan.kind], `${grayFilter}=mode=print:key=frame`, gray]),
    ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:3'],
    ...filtered([
      ...named,
      lookSelection(plan),
      `${lookFilter}=mode=print:key=frame`,
      ...pictureFilters(info),
    ]),
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:4'],
  ];
}

/** Deblocking costs a quarter of the time and changes nothing that a small picture of a keyframe shows. */
const decoderArguments = {
  keyframes: ['-skip_frame', 'nokey', '-skip_loop_filter', 'all'],
  seconds: [],
} as const;

const comparedFilters = {
  keyframes: [],
  seconds: [`select='isnan(prev_pts)+gt(floor(pts/${secondUs}),floor(prev_pts/${secondUs}))'`],
} as const;

function lookSelection({ fromUs, lookEveryUs }: ScanPlan): string {
  const since = fromUs === null ? '' : `*gte(pts,${fromUs})`;
  return `select='key${since}*(isnan(prev_selected_pts)+gte(pts-prev_selected_pts,${lookEveryUs}))'`;
}

function filtered(filters: readonly string[]): string[] {
  return [
    ...['-map', '0:V:0', '-filter_threads', '1', '-vf', filters.join(',')],
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000000'],
  ];
}
