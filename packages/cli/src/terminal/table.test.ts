import { expect, test } from '@jest/globals';
import { renderTable } from './table.ts';

test('columns are aligned, numbers to the right, and lines have no trailing blanks', () => {
  const rows = [
    { name: 'walking', count: 3 },
    { name: 'standing', count: 12 },
  ];
  const table = renderTable(
    [
      { heading: 'Type', cell: (row) => row.name },
      { heading: 'Count', align: 'right', cell: (row) => row.count },
      { heading: '', cell: () => '' },
    ],
    rows,
  );
  expect(table.split('\n')).toEqual(['Type      Count', 'walking       3', 'standing     12']);
});

test('a table without rows shows its headings', () => {
  expect(renderTable([{ heading: 'Type', cell: () => '' }], [])).toBe('Type');
});
