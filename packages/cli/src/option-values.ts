import { InvalidArgumentError } from 'commander';

/** Parses frames per second: a number above 0 and at most 60. */
export function fpsValue(text: string): number {
  const fps = Number(text);
  if (!(fps > 0 && fps <= 60)) throw new InvalidArgumentError('It must be a number above 0 and at most 60.');
  return fps;
}

/** Parses a whole number from 1. */
export function countValue(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

/** Parses a time with its time zone, ISO 8601. */
export function momentValue(text: string): Date {
  const moment = new Date(text);
  if (!/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(moment.getTime())) {
    throw new InvalidArgumentError(
      'It must be a moment with its time zone, for instance 2026-05-01T14:03:00+02:00.',
    );
  }
  return moment;
}

/** Parses an angle in degrees: above 0 and at most 90. */
export function degreesValue(text: string): number {
  const degrees = Number(text);
  if (!(degrees > 0 && degrees <= 90))
    throw new InvalidArgumentError('It must be above 0 and at most 90 degrees.');
  return degrees;
}

/** Parses a confidence, 0..1. */
export function confidenceValue(text: string): number {
  const confidence = Number(text);
  if (text.trim() === '' || !(confidence >= 0 && confidence <= 1)) {
    throw new InvalidArgumentError('It must be a number from 0 to 1.');
  }
  return confidence;
}

/** Path of a PNG file. */
export function pngValue(text: string): string {
  if (!/\.png$/i.test(text))
    throw new InvalidArgumentError('It must be the path of a file that ends with .png.');
  return text;
}

/** Path of an MP4 file. */
export function mp4Value(text: string): string {
  if (!/\.mp4$/i.test(text))
    throw new InvalidArgumentError('It must be the path of a file that ends with .mp4.');
  return text;
}

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Parses a duration like `30s`, `15m` or `1h` to milliseconds. */
export function durationValue(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new InvalidArgumentError('It must be a whole number from 1 with s, m or h, for instance 15m.');
  }
  return Number(count) * unitsMs[unit]!;
}
