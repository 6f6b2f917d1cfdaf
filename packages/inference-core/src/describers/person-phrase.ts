import type { Gender, PersonAttributes } from '@deepsentinel/queue-contracts';

type AgeGroup = 'child' | 'adult' | 'older';

const nouns: Readonly<Record<AgeGroup, Readonly<Record<Gender, string>>>> = {
  child: { male: 'a boy', female: 'a girl', unknown: 'a child' },
  adult: { male: 'a man', female: 'a woman', unknown: 'a person' },
  older: { male: 'an older man', female: 'an older woman', unknown: 'an older person' },
};

/** Who a person is, as far as the votes tell: `a woman of about 25 to 45`. */
export function personPhrase({ gender, ageBand }: PersonAttributes): string {
  const noun = nouns[ageGroup(ageBand)][gender];
  return ageBand ? `${noun} of about ${ageBand.minYears} to ${ageBand.maxYears}` : noun;
}

/** Names a group only when the whole band lies within it. */
function ageGroup(ageBand: PersonAttributes['ageBand']): AgeGroup {
  if (!ageBand) return 'adult';
  if (ageBand.maxYears < 18) return 'child';
  return ageBand.minYears >= 60 ? 'older' : 'adult';
}
