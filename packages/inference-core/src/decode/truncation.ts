import type { Complaint } from './decoder-log.ts';
import type { VideoInfo } from './video-info.ts';

/** What is known at the end of a decoding run. */
interface DecodedExtent {
  readonly info: VideoInfo;
  readonly complaints: readonly Complaint[];
  readonly framesDecoded: number;
  /** Time of the last decoded frame from the first one. */
  readonly lastFrameMs: number;
}

/** What demuxers say when a file ends inside a packet or an element. */
const endsInside = /partial file|File ended prematurely|Truncating packet|Packet corrupt/;

/** Containers without an index or a declared length: only the last frame can show that the file breaks off. */
const streams = new Set(['mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'av1', 'obu']);

/** A decoder holds back up to so many frames (H.264, 7.4.2.1.1: max_num_reorder_frames). */
const reorderedFrames = 16;

/** Sizes of transport packets: plain, with time codes (M2TS), with error correction. */
const transportPacketBytes = [188, 192, 204];

/** Whether the video breaks off before its end, as far as the container lets that be seen. */
export function isTruncated(extent: DecodedExtent): boolean {
  const { info, complaints } = extent;
  if (streams.has(info.container)) return breaksOff(extent);
  if (complaints.some(({ text }) => endsInside.test(text))) return true;
  return info.container === 'avi' && fallsShort(extent);
}

/** In a stream, damage in the middle is a lossy transmission; at the end it is a cut. */
function breaksOff({ info, complaints, framesDecoded }: DecodedExtent): boolean {
  if (info.container === 'mpegts' && info.sizeBytes !== null) {
    const { sizeBytes } = info;
    if (transportPacketBytes.every((packetBytes) => sizeBytes % packetBytes !== 0)) return true;
  }
  return complaints.some(
    ({ level, afterFrames }) => level !== 'warning' && framesDecoded - afterFrames <= reorderedFrames,
  );
}

/** An AVI declares its number of frames at a constant rate; some recorders declare a little too much. */
function fallsShort({ info: { durationMs }, lastFrameMs }: DecodedExtent): boolean {
  return durationMs !== null && durationMs - lastFrameMs > Math.max(2000, durationMs * 0.05);
}
