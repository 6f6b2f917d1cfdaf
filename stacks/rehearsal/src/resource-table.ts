import type { ProgramResult, Rehearsal } from '@deepsentinel/pulumi-engine';
import { type Environment, environments, type StackFolder, stackFolders } from './rehearse-stacks.ts';

/** Counts the AWS resources of each type that the stacks register, as a Markdown table for each stack. */
export function resourceTable(rehearsals: Readonly<Record<Environment, Rehearsal<StackFolder>>>): string {
  return stackFolders.map((folder) => section(folder, rehearsals)).join('\n');
}

function section(
  folder: StackFolder,
  rehearsals: Readonly<Record<Environment, Rehearsal<StackFolder>>>,
): string {
  const counts = environments.map((environment) => countTypes(rehearsals[environment][folder]));
  const types = [...new Set(counts.flatMap((count) => [...count.keys()]))].toSorted();
  const rows = types.map((type) => [`\`${type}\``, ...counts.map((count) => String(count.get(type) ?? 0))]);
  const totals = counts.map((count) => String([...count.values()].reduce((sum, of) => sum + of, 0)));
  return `## ${folder}\n\n${table([['type', ...environments], ...rows, ['total', ...totals]])}\n`;
}

function countTypes({ resources }: ProgramResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of resources.filter(({ custom }) => custom)) {
    const short = type.replace(/^aws:([^/]+)\/[^:]+:/, '$1.');
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  return counts;
}

function table([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head!), line(head!.map(() => '---')), ...rows.map(line)].join('\n');
}
