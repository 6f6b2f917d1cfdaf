import type { ModelInspection } from '@deepsentinel/inference-core';
import { type Column, renderTable } from '../terminal/table.ts';
import type { PackCheck } from './check-pack.ts';

const count = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const commercial = {
  true: 'commercial use allowed',
  false: 'no commercial use',
  unclear: 'commercial use unclear',
};

const columns: readonly Column<ModelInspection>[] = [
  { heading: 'Slot', cell: ({ slot }) => slot },
  { heading: 'Family', cell: ({ family }) => family },
  { heading: 'File', cell: ({ file }) => file },
  { heading: 'MB', align: 'right', cell: ({ bytes }) => (bytes / 1e6).toFixed(1) },
  { heading: 'Parameters', align: 'right', cell: ({ parameters }) => count.format(parameters) },
  { heading: 'Load ms', align: 'right', cell: ({ loadMs }) => loadMs.toFixed(0) },
  { heading: 'First run ms', align: 'right', cell: ({ firstRunMs }) => firstRunMs?.toFixed(0) ?? '-' },
  { heading: 'Sound', cell: ({ faults }) => (faults.length === 0 ? 'yes' : 'NO') },
];

/** A check for people: a table, then tensors, licences that are not plainly commercial, and faults. */
export function checkReport({ pack, device, models }: PackCheck): string {
  const tensors = models.flatMap(({ slot, inputs, outputs }) => [
    ...inputs.map((input) => `  ${slot} in   ${input}`),
    ...outputs.map((output) => `  ${slot} out  ${output}`),
  ]);
  const licences = models
    .filter(({ licence }) => licence.commercialUse !== true)
    .map(
      ({ slot, licence, source }) =>
        `  ${slot}: ${licence.name}, ${commercial[`${licence.commercialUse}`]} (${source})`,
    );
  const faults = models.flatMap((model) => model.faults.map((fault) => `  ${fault}`));
  return [
    `${pack} on ${device}`,
    renderTable(columns, models),
    ...section('Tensors', tensors),
    ...section('Licences to look at', licences),
    ...section('Faults', faults),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}
