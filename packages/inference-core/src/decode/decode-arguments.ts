import { analysisClock } from './analysis-clock.ts';
import { containerFilter, decodedFilter, sentFilter } from './ffmpeg-log.ts';
import { inputArguments } from './media-source.ts';
import { type SamplingGrid, samplingExpression } from './sampling-expression.ts';
import type { VideoInfo } from './video-info.ts';

/** Frames to decode and where to start. */
export interface DecodePlan extends SamplingGrid {
  readonly info: VideoInfo;
  /** Target of the seek on the container's clock, microseconds; null to start at the first frame. */
  readonly seekUs: number | null;
  /** Processor threads that decode, and as many that convert; the pictures are the same with any number. */
  readonly threads: number;
}

/**
 * Builds the arguments of an ffmpeg that writes raw rgb24 pictures of one size to its output, and logs each frame that
 * it decodes and each that it sends at level info. Times are on the analysis clock, microseconds.
 */
export function decodeArguments(source: string, plan: DecodePlan): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'repeat+level+info'],
    // Absolute times from the first frame on; a seek ends on the key frame before its target.
    ...['-copyts', '-noaccurate_seek'],
    ...(plan.seekUs === null ? [] : ['-seek_timestamp', '1', '-ss', `${plan.seekUs}us`]),
    ...turningArguments(plan.info),
    ...['-threads', String(plan.threads), ...inputArguments(source)],
    ...['-map', '0:V:0', '-filter_threads', String(plan.threads), '-vf', filters(plan)],
    // One output picture per frame sent, whatever its time; a fine encoder clock keeps close times apart.
    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000000'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
}

/** Filters that rotate clockwise. */
const turns = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] } as const;

/** Whether another rotation is wanted than the file asks for, which ffmpeg applies. */
function isTurnedHere({ rotationDegrees, stored }: VideoInfo): boolean {
  return rotationDegrees !== stored.rotationDegrees;
}

function filters(plan: DecodePlan): string {
  const { clock } = plan.info;
  return [
    'settb=AVTB',
    'metadata=mode=add:key=frame:value=1',
    ...(clock === 'unusable' ? [] : [`${containerFilter}=mode=print:key=frame`]),
    `setpts='${analysisClock(plan.info)}'`,
    `${decodedFilter}=mode=print:key=frame`,
    // Both fields of a frame are needed, so before the selection; it halves the time base.
    ...(plan.info.interlaced ? ['bwdif=mode=send_frame:deint=interlaced', 'settb=AVTB'] : []),
    `select='${samplingExpression(plan)}'`,
    `${sentFilter}=mode=print:key=frame`,
    ...pictureFilters(plan.info),
  ].join(',');
}

/** Filters that turn a chosen frame upright and give it square pixels. */
export function pictureFilters(info: VideoInfo): string[] {
  return [
    ...(isTurnedHere(info) ? turns[info.rotationDegrees] : []),
    // Exact colors cost little, and models are sensitive to them.
    `scale=${info.width}:${info.height}:flags=bicubic+accurate_rnd+full_chroma_int`,
  ];
}

/** Arguments of an input whose pictures `pictureFilters` turns. */
export function turningArguments(info: VideoInfo): string[] {
  return isTurnedHere(info) ? ['-noautorotate'] : [];
}
