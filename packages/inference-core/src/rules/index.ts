import type { StoreContext } from '../store/store-context.ts';
import { collapseRule } from './collapse.ts';
import { crowdRule } from './crowd.ts';
import type { Rule } from './define-rule.ts';
import { enteredRule } from './entered.ts';
import { leftRule } from './left.ts';
import { loiteringRule } from './loitering.ts';
import { lyingRule } from './lying.ts';
import { missingOf } from './observe/requirements.ts';
import { outsideHoursRule } from './outside-hours.ts';
import { pickingRule } from './picking.ts';
import { sittingRule } from './sitting.ts';
import { standingRule } from './standing.ts';
import { theftRule } from './theft.ts';
import { violentRule } from './violent.ts';
import { walkingRule } from './walking.ts';

/** The rules of this package, in the order in which simultaneous events are reported. */
export const standardRules: readonly Rule[] = [
  enteredRule,
  walkingRule,
  standingRule,
  sittingRule,
  lyingRule,
  collapseRule,
  pickingRule,
  theftRule,
  loiteringRule,
  outsideHoursRule,
  leftRule,
  violentRule,
  crowdRule,
];

/**
 * Lists the rules that are off because something is not known of the store, each with what is missing:
 * `picking: no shelf zone`.
 *
 * @param store null when nothing is known
 */
export function rulesOff(store: StoreContext | null, rules: readonly Rule[] = standardRules): string[] {
  return rules
    .map((rule) => ({ name: shortName(rule), missing: missingOf(rule.requires, store) }))
    .filter(({ missing }) => missing.length > 0)
    .map(({ name, missing }) => `${name}: ${missing.join(', ')}`);
}

/** The name without the type of the event, where it holds more than that. */
function shortName({ name, type }: Rule): string {
  return name.startsWith(`${type}-`) ? name.slice(type.length + 1) : name;
}
