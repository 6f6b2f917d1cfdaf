import { basename } from 'node:path';
import { videoClock, zonedClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { ReportedOccupancy } from './reported-occupancy.ts';

const facts: readonly Column<ReportedOccupancy>[] = [
  {
    heading: 'From',
    cell: ({ startedAt, startMs, timeZone }) =>
      startedAt ? zonedClock(startedAt, timeZone) : videoClock(startMs),
  },
  { heading: 'In', align: 'right', cell: ({ entered }) => entered },
  { heading: 'Out', align: 'right', cell: ({ left }) => left },
  { heading: 'Most at once', align: 'right', cell: ({ mostPresent }) => mostPresent },
  { heading: 'Mean', align: 'right', cell: ({ meanPresent }) => meanPresent.toFixed(1) },
  {
    heading: 'Recorded',
    align: 'right',
    cell: ({ recordedMs, startMs, endMs }) => `${Math.round((100 * recordedMs) / (endMs - startMs))} %`,
  },
];

const linesColumn: Column<ReportedOccupancy> = {
  heading: 'Lines',
  cell: ({ lines }) =>
    lines.map((count) => `${count.line} ${count.in} in, ${count.out} out`).join('; ') || '-',
};

/** Formats occupancy as a table. Columns of cameras and lines are left out when there is but one, or none was crossed. */
export function occupancyTable(steps: readonly ReportedOccupancy[]): string {
  const sources = new Set(steps.map(({ source }) => source));
  const camera = { heading: 'Camera', cell: ({ source }: ReportedOccupancy) => basename(source) };
  const hasLines = steps.some(({ lines }) => lines.length > 0);
  return renderTable(
    [...(sources.size > 1 ? [camera] : []), ...facts, ...(hasLines ? [linesColumn] : [])],
    steps,
  );
}
