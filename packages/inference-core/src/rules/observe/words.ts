import type { EventEvidence } from '@deepsentinel/queue-contracts';

/** Puts a duration into words, at least a second: `12 minutes 34 seconds`. */
export function spokenDuration(durationSeconds: number): string {
  const whole = Math.max(1, Math.round(durationSeconds));
  const minutes = Math.floor(whole / 60);
  return [
    ...(minutes > 0 ? [counted(minutes, 'minute')] : []),
    ...(whole % 60 > 0 ? [counted(whole % 60, 'second')] : []),
  ].join(' ');
}

/** Puts a number with its unit: `1 item`, `2 items`. */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Joins the parts of a clause that there is something to say about. */
export function joined(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}

/** Whether a value can be named; evidence is read defensively, and what it lacks is left unsaid. */
export const isName = (value: EventEvidence[string] | undefined): value is string =>
  typeof value === 'string' && value.trim() !== '';

/** Whether a value can be said as a number. */
export const isAmount = (value: EventEvidence[string] | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** Whether a value is a border of the picture. */
export const isBorder = (value: EventEvidence[string] | undefined): boolean =>
  ['left', 'right', 'top', 'bottom'].includes(String(value));
