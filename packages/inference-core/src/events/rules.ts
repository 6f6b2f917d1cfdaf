import { collapseRule } from './collapse.ts';
import { enteredRule } from './entered.ts';
import type { EventRule } from './event-rule.ts';
import { leftRule } from './left.ts';
import { sittingRule } from './sitting.ts';
import { standingRule } from './standing.ts';
import { walkingRule } from './walking.ts';

/** Every rule that watches a track, in the order in which simultaneous events are reported. */
export const eventRules: readonly EventRule[] = [
  enteredRule,
  walkingRule,
  standingRule,
  sittingRule,
  collapseRule,
  leftRule,
];
