import { readFile } from 'node:fs/promises';
import type { Rehearsal } from '@deepsentinel/pulumi-engine';
import { beforeAll, expect, test } from '@jest/globals';
import { type Environment, environments, resourceTable, type StackFolder } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';

const readDocument = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

let rehearsals: Record<Environment, Rehearsal<StackFolder>>;
beforeAll(async () => {
  const entries = environments.map(
    async (environment) => [environment, await rehearseOnce(environment)] as const,
  );
  rehearsals = Object.fromEntries(await Promise.all(entries)) as typeof rehearsals;
});

test('docs/resources.md counts what the programs register', async () => {
  expect(await readDocument('resources.md')).toContain(resourceTable(rehearsals).trimEnd());
});

test('each alarm leads to an entry of the runbook', async () => {
  const headings = [...(await readDocument('operations.md')).matchAll(/^### (.+)$/gm)].map(
    ([, heading]) => heading!,
  );
  const alarms = rehearsals.prod.pipeline.resources.filter(
    ({ type }) => type === 'aws:cloudwatch/metricAlarm:MetricAlarm',
  );
  const entries = alarms.map(
    ({ inputs }) => /operations\.md#(\S+)$/.exec(String(inputs['alarmDescription']))?.[1],
  );
  expect(alarms.length).toBeGreaterThan(10);
  expect(entries.filter((entry) => !headings.includes(entry!))).toEqual([]);
});
