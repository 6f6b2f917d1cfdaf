/** `12 minutes 34 seconds`; at least a second. */
export function spokenDuration(durationSeconds: number): string {
  const whole = Math.max(1, Math.round(durationSeconds));
  const minutes = Math.floor(whole / 60);
  return [
    ...(minutes > 0 ? [counted(minutes, 'minute')] : []),
    ...(whole % 60 > 0 ? [counted(whole % 60, 'second')] : []),
  ].join(' ');
}

/** `1 item`, `2 items` */
export function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
