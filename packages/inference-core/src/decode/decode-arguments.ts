import { decodedFilter, sentFilter } from './ffmpeg-log.ts';
import { inputArguments } from './media-source.ts';
import { type SamplingGrid, samplingExpression } from './sampling-expression.ts';
import type { VideoInfo } from './video-info.ts';

export interface DecodePlan extends SamplingGrid {
  readonly info: VideoInfo;
  /** Where to begin, on the container's clock, microseconds; null for the first frame. */
  readonly seekUs: number | null;
}

/**
 * Arguments of an ffmpeg that writes raw rgb24 pictures of one size to its output and reports, on a log of level info,
 * each frame that it decodes and each that it sends. Times are the container's own, in microseconds.
 */
export function decodeArguments(source: string, plan: DecodePlan): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'repeat+level+info'],
    // Absolute times from the first frame on; a seek ends on the key frame before its target.
    ...['-copyts', '-noaccurate_seek'],
    ...(plan.seekUs === null ? [] : ['-seek_timestamp', '1', '-ss', `${plan.seekUs}us`]),
    ...['-threads', '1', ...inputArguments(source)],
    ...['-map', '0:V:0', '-filter_threads', '1', '-vf', filters(plan)],
    // One picture out for each one sent, whatever its time; a fine encoder clock keeps those times apart.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000000'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
}

function filters(plan: DecodePlan): string {
  const { width, height } = plan.info;
  return [
    'settb=AVTB',
    'metadata=mode=add:key=frame:value=1',
    `${decodedFilter}=mode=print:key=frame`,
    `select='${samplingExpression(plan)}'`,
    `${sentFilter}=mode=print:key=frame`,
    // Exact colors cost little and count: models see the difference.
    `scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int`,
  ].join(',');
}
