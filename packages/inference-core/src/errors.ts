/** Reason why a video cannot be read. Callers choose exit codes and retries by it. */
export type VideoErrorCode =
  /** No such file or object. */
  | 'not-found'
  /** The file or object may not be read by us. */
  | 'access-denied'
  /** Zero bytes. */
  | 'empty'
  /** Not a video in a container that we read, or damaged beyond the first picture. */
  | 'unreadable'
  /** An MP4 that was cut off before its index was written: nothing of it can be decoded. */
  | 'index-missing'
  /** Readable, but without pictures (audio only, or cover art only). */
  | 'no-video-stream'
  /** Less than 16 pixels wide or high. */
  | 'too-small'
  /** The transfer failed or stalled; trying again may help. */
  | 'network'
  /** ffmpeg crashed, was killed or gave up in the middle. */
  | 'decoder-failed'
  /** No usable ffmpeg and ffprobe on the PATH. */
  | 'ffmpeg-missing';

/** A video cannot be read; the message is one line that names the source and the reason. */
export class VideoError extends Error {
  readonly code: VideoErrorCode;

  constructor(code: VideoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VideoError';
    this.code = code;
  }
}

/** The device is absent, cannot be used or is too small. Retrying on the same kind of machine does not help. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** The device ran out of memory during a run. A smaller batch may fit. */
export class DeviceMemoryError extends DeviceError {}

/** The model that describes events cannot be asked for now: its service throttles, fails or is silent. */
export class DescriberUnavailableError extends Error {
  override readonly name = 'DescriberUnavailableError';
}

/** Observations were saved in another format than this release reads. */
export class ObservationsFormatError extends Error {
  override readonly name = 'ObservationsFormatError';
}
