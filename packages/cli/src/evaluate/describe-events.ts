import { videoInterval } from '../terminal/clock.ts';
import { renderTable } from '../terminal/table.ts';
import type { EventFigures, UnmatchedEvent } from './score-events.ts';

/** Formats the accuracy of events as a table by type, then the events that did not match. */
export function describeEvents({ types, misses, falseAlarms }: EventFigures): string {
  const table = renderTable(
    [
      { heading: 'Type', cell: ({ type }) => type },
      { heading: 'Labels', align: 'right', cell: ({ labels }) => labels },
      { heading: 'Found', align: 'right', cell: ({ found }) => found },
      { heading: 'Recall', align: 'right', cell: ({ recall }) => recall.toFixed(3) },
      { heading: 'Start off by', align: 'right', cell: ({ startErrorMs }) => seconds(startErrorMs) },
      { heading: 'End off by', align: 'right', cell: ({ endErrorMs }) => seconds(endErrorMs) },
      { heading: 'False alarms', align: 'right', cell: (row) => row.falseAlarms },
    ],
    types,
  );
  return [table, ...list('Missed', misses), ...list('False alarms', falseAlarms)].join('\n');
}

function seconds(milliseconds: number | null): string {
  return milliseconds === null ? '-' : `${(milliseconds / 1000).toFixed(1)} s`;
}

function list(title: string, events: readonly UnmatchedEvent[]): string[] {
  if (events.length === 0) return [];
  return [
    '',
    `${title}:`,
    ...events.map((event) => `  ${event.video}  ${event.type}  ${videoInterval(event)}`),
  ];
}
