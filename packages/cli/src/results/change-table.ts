import type { EventChanges } from '@deepsentinel/batch-runner';
import { videoInterval } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';

type ChangedEvent = EventChanges['added'][number];

/** An event that is new, gone or different. */
interface Change {
  readonly sign: 'new' | 'gone' | 'changed';
  readonly event: ChangedEvent;
}

const columns: readonly Column<Change>[] = [
  { heading: 'Change', cell: ({ sign }) => sign },
  { heading: 'In the video', cell: ({ event }) => videoInterval(event) },
  { heading: 'Type', cell: ({ event }) => event.type },
  { heading: 'State', cell: ({ event }) => event.state },
  { heading: 'Person', align: 'right', cell: ({ event }) => event.trackIds.join(', ') },
  { heading: 'Description', cell: ({ event }) => event.description },
];

/** Formats changes of a video's events as a table by time, those that have changed as they are now. */
export function changeTable({ added, gone, changed }: EventChanges): string {
  const changes: Change[] = [
    ...added.map((event) => ({ sign: 'new' as const, event })),
    ...gone.map((event) => ({ sign: 'gone' as const, event })),
    ...changed.map(({ after }) => ({ sign: 'changed' as const, event: after })),
  ];
  return renderTable(
    columns,
    changes.toSorted((a, b) => a.event.startMs - b.event.startMs),
  );
}
