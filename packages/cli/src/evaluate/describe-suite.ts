import {
  type FalseAlarmRate,
  type PassageAccuracy,
  personStates,
  type StateAccuracy,
  stateAnswers,
} from '@deepsentinel/evaluation';
import { renderTable } from '../terminal/table.ts';
import { describeEvents } from './describe-events.ts';
import type { ConfidenceFigures } from './score-confidence.ts';
import type { SuiteFigures } from './score-suite.ts';

/** Formats the accuracy of a suite as tables, in the form that docs/accuracy.md quotes. */
export function describeSuite(figures: SuiteFigures): string {
  const { sequences, states, events, confidence, normalFootage } = figures;
  return [
    sequences.some(({ people }) => people) ? peopleTable(sequences) : null,
    states && stateTable(sequences, states),
    states && confusionTable(states),
    events && describeEvents(events),
    confidence && confidenceTable(confidence),
    confidence && reliabilityTable(confidence),
    describeNormalFootage(normalFootage),
  ]
    .filter((text) => text !== null)
    .join('\n\n');
}

type SequenceFigures = SuiteFigures['sequences'][number];

function peopleTable(sequences: readonly SequenceFigures[]): string {
  const tracking = (value: (figures: NonNullable<PeopleFigures['tracking']>) => string | number) => ({
    align: 'right' as const,
    cell: ({ people }: SequenceFigures) => (people?.tracking ? value(people.tracking) : ''),
  });
  return renderTable(
    [
      { heading: 'People', cell: ({ name }) => name },
      { heading: 'Labeled', align: 'right', cell: ({ people }) => people!.people },
      { heading: 'Counted', align: 'right', cell: ({ people }) => people!.tracks },
      { heading: 'MOTA', ...tracking(({ mota }) => mota.toFixed(3)) },
      { heading: 'IDF1', ...tracking(({ idf1 }) => idf1.toFixed(3)) },
      { heading: 'ID switches', ...tracking(({ idSwitches }) => idSwitches) },
      { heading: 'Entered', ...tracking(({ entered }) => ofLabeled(entered)) },
      { heading: 'False (inside)', ...tracking(({ entered }) => falseOnes(entered)) },
      { heading: 'Left', ...tracking(({ left }) => ofLabeled(left)) },
      { heading: 'False (inside)', ...tracking(({ left }) => falseOnes(left)) },
    ],
    sequences.filter(({ people }) => people !== null),
  );
}

type PeopleFigures = NonNullable<SequenceFigures['people']>;

const ofLabeled = ({ found, labeled }: PassageAccuracy) => `${found} of ${labeled}`;
const falseOnes = (passages: PassageAccuracy) => `${passages.false} (${passages.falseInside})`;

function stateTable(sequences: readonly SequenceFigures[], all: StateAccuracy): string {
  const rows = sequences.flatMap(({ name, states }) => (states ? { name, ...states } : []));
  return renderTable(
    [
      { heading: 'States', cell: ({ name }) => name },
      { heading: 'Observations', align: 'right', cell: ({ observations }) => observations },
      { heading: 'Right', align: 'right', cell: ({ accuracy }) => accuracy.toFixed(3) },
      { heading: 'Right where stated', align: 'right', cell: (row) => row.statedAccuracy.toFixed(3) },
    ],
    [...rows, { name: 'all', ...all }],
  );
}

function confusionTable({ confusion }: StateAccuracy): string {
  return renderTable(
    [
      { heading: 'Labeled as', cell: (state) => state },
      ...stateAnswers.map((answer) => ({
        heading: answer,
        align: 'right' as const,
        cell: (state: (typeof personStates)[number]) => confusion[state][answer],
      })),
    ],
    personStates,
  );
}

function confidenceTable({ types }: ConfidenceFigures): string {
  return renderTable(
    [
      { heading: 'Confidence', cell: ({ type }) => type },
      { heading: 'Events', align: 'right', cell: ({ reports }) => reports },
      { heading: 'Stated', align: 'right', cell: ({ stated }) => stated.toFixed(3) },
      { heading: 'Right', align: 'right', cell: ({ right }) => right.toFixed(3) },
    ],
    types,
  );
}

function reliabilityTable({ bins, calibrationError, brier }: ConfidenceFigures): string {
  const upTo = (index: number) => (bins[index + 1]?.from ?? 1).toFixed(2);
  const table = renderTable(
    [
      { heading: 'Confidence', cell: ({ from, index }) => `${from.toFixed(2)} - ${upTo(index)}` },
      { heading: 'Events', align: 'right', cell: ({ count }) => count },
      { heading: 'Stated', align: 'right', cell: ({ stated }) => stated.toFixed(3) },
      { heading: 'Right', align: 'right', cell: ({ right }) => right.toFixed(3) },
    ],
    bins.map((bin, index) => ({ ...bin, index })),
  );
  return `${table}\nCalibration error ${calibrationError.toFixed(3)}, Brier score ${brier.toFixed(3)}`;
}

function describeNormalFootage({
  hours,
  falseAlarms,
  perHour,
  perHourAtMost,
  types,
}: FalseAlarmRate): string {
  if (perHour === null || perHourAtMost === null) return 'Normal footage: none';
  const alarms = Object.entries(types).map(([type, count]) => `${count} ${type}`);
  return [
    `Normal footage: ${falseAlarms} false ${falseAlarms === 1 ? 'alarm' : 'alarms'} in ${(hours * 60).toFixed(1)} minutes`,
    alarms.length > 0 ? ` (${alarms.join(', ')})` : '',
    `; ${perHour.toFixed(0)} an hour, at most ${perHourAtMost.toFixed(0)} with 95 % confidence`,
  ].join('');
}
