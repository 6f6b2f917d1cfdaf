import { expect, test } from '@jest/globals';
import { freshDatabase } from '../testing/fresh-database.ts';
import { rankTexts } from './rank-texts.ts';

test('texts match by the words they share with a query, in all their forms, the more the better', async () => {
  await using database = await freshDatabase();
  const texts = [
    'A man stayed at the drinks',
    'A woman left without paying',
    'A man paid for drinks, unpaid not',
  ];
  const found = await rankTexts(database.db, 'paying for a drink', texts);
  expect(found.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(found[2]!.rank).toBeGreaterThan(found[0]!.rank);
  expect(await rankTexts(database.db, 'unpa', texts)).toMatchObject([{ index: 2 }]);
  expect(await rankTexts(database.db, '...', texts)).toEqual([]);
  expect(await rankTexts(database.db, 'man', [])).toEqual([]);
});
