import type { ModelInspection, NetworkInspection } from '@deepsentinel/inference-core';
import { type Column, renderTable } from '../terminal/table.ts';
import type { PackCheck } from './check-pack.ts';

const count = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const commercial = {
  true: 'commercial use allowed',
  false: 'no commercial use',
  unclear: 'commercial use unclear',
};

/** A row of the table: a network of a model, or a model without networks. */
interface Row {
  readonly model: ModelInspection;
  readonly network: NetworkInspection | null;
}

const columns: readonly Column<Row>[] = [
  { heading: 'Slot', cell: ({ model }) => model.slot },
  { heading: 'Family', cell: ({ model }) => model.family },
  { heading: 'Part', cell: ({ network }) => network?.name ?? '-' },
  { heading: 'File', cell: ({ network }) => network?.file ?? '-' },
  {
    heading: 'MB',
    align: 'right',
    cell: ({ network }) => (network ? (network.bytes / 1e6).toFixed(1) : '-'),
  },
  {
    heading: 'Parameters',
    align: 'right',
    cell: ({ network }) => (network?.parameters == null ? '-' : count.format(network.parameters)),
  },
  { heading: 'Load ms', align: 'right', cell: ({ network }) => network?.loadMs?.toFixed(0) ?? '-' },
  { heading: 'First run ms', align: 'right', cell: ({ network }) => network?.firstRunMs?.toFixed(0) ?? '-' },
  { heading: 'Sound', cell: ({ model }) => (model.faults.length === 0 ? 'yes' : 'NO') },
];

/** Formats a check for people: a table, then tensors, licenses that do not plainly allow commercial use, and faults. */
export function checkReport({ pack, device, models }: PackCheck): string {
  const rows = models.flatMap(rowsOf);
  const tensors = rows.flatMap(tensorLines);
  const licenses = models
    .filter(({ license }) => license.commercialUse !== true)
    .map(
      ({ slot, license, source }) =>
        `  ${slot}: ${license.name}, ${commercial[`${license.commercialUse}`]} (${source})`,
    );
  const faults = models.flatMap((model) => model.faults.map((fault) => `  ${fault}`));
  return [
    `${pack} on ${device}`,
    renderTable(columns, rows),
    ...section('Tensors', tensors),
    ...section('Licenses to look at', licenses),
    ...section('Faults', faults),
  ].join('\n');
}

function rowsOf(model: ModelInspection): Row[] {
  if (model.networks.length === 0) return [{ model, network: null }];
  return model.networks.map((network) => ({ model, network }));
}

function tensorLines({ model: { slot }, network }: Row): string[] {
  if (!network) return [];
  const name = network.name === 'model' ? slot : `${slot} ${network.name}`;
  return [
    ...network.inputs.map((input) => `  ${name} in   ${input}`),
    ...network.outputs.map((output) => `  ${name} out  ${output}`),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}
