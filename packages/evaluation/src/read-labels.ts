/** A line of a label file: its fields without surrounding spaces, in the order of the header. */
export interface LabelRow {
  readonly fields: readonly string[];
  /** Makes an error that names the file's kind and the line. */
  fail(problem: string): Error;
}

/**
 * Reads a CSV file of labels: the header, then a line per label. Empty lines are passed over. Fields hold no commas and
 * no quotation marks.
 *
 * @param title kind of the labels, with which errors begin
 * @throws {Error} another header, or a line with quotation marks or a wrong number of fields
 */
export function readLabels(text: string, title: string, header: string): LabelRow[] {
  const [first, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (first?.trim() !== header) throw new Error(`${title} line 1: expected the header "${header}"`);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const fail = (problem: string) => new Error(`${title} line ${index + 2}: ${problem}`);
    if (line.includes('"')) throw fail('quotation marks are not understood');
    const fields = line.split(',').map((field) => field.trim());
    const expected = header.split(',').length;
    if (fields.length !== expected)
      throw fail(`expected ${numbers[expected] ?? expected} fields (${header})`);
    if (!fields[0]) throw fail('the video is missing');
    return { fields, fail };
  });
}

const numbers: Record<number, string> = { 4: 'four', 5: 'five', 7: 'seven' };

/**
 * Reads an interval.
 *
 * @returns milliseconds from the start of the video
 * @throws {Error} not two numbers, ascending from 0
 */
export function readInterval(
  start: string,
  end: string,
  { fail }: LabelRow,
): { startMs: number; endMs: number } {
  const startMs = toMs(start);
  const endMs = toMs(end);
  if (!(startMs >= 0 && endMs >= startMs)) {
    throw fail(`"${start}" to "${end}" is no interval in seconds from the start of the video`);
  }
  return { startMs, endMs };
}

/** Converts seconds to milliseconds; NaN for an empty field or anything else that is no number. */
export function toMs(seconds: string): number {
  return seconds ? Math.round(Number(seconds) * 1e6) / 1000 : Number.NaN;
}
