import { defineRule, type ProposedEvent } from './define-rule.ts';
import { canReach } from './observe/hands.ts';
import { followReach, noReach, type Reach, type ReachState } from './observe/reach.ts';
import { zones } from './observe/requirements.ts';
import { counted, isAmount, isName, joined } from './observe/words.ts';

/** Reaches into the same shelf with shorter pauses are one event, milliseconds. */
const maxGapMs = 4000;
/** A hand that comes back may hold something or not: the rule cannot tell, 0..1. */
const confidence = 0.5;

interface State {
  readonly reach: ReachState;
  readonly open: Picking | null;
}

interface Picking extends Reach {
  readonly reaches: number;
  /** Length of all reaches together, milliseconds. */
  readonly reachMs: number;
}

/** A person stretches a hand into a shelf zone and draws it back. */
export const pickingRule = defineRule({
  name: 'picking',
  type: 'picking',
  shows: 'reaching',
  stages: ['rules', 'pose'],
  requires: { shelves: zones('shelf') },
  needsJoints: (box, frame, { shelves }) => canReach(box, shelves, frame),
  initial: { reach: noReach, open: null } as State,
  activeSinceMs: ({ open, reach }) => open?.startMs ?? reach.current?.startMs ?? null,
  finish: ({ open }) => open && toEvent(open),

  observe({ reach: before, open }, observation) {
    const { state: reach, reach: done } = followReach(before, observation);
    if (done && open && continues(open, done)) return { state: { reach, open: join(open, done) } };
    if (done) {
      const begun = { ...done, reaches: 1, reachMs: done.endMs - done.startMs };
      return { state: { reach, open: begun }, event: open && toEvent(open) };
    }
    const isOver =
      open && (reach.current ? !continues(open, reach.current) : observation.timeMs - open.endMs > maxGapMs);
    return isOver ? { state: { reach, open: null }, event: toEvent(open) } : { state: { reach, open } };
  },

  claim: 'a person takes something from a shelf',
  sentence: ({ who, evidence: { zone, reaches } }) =>
    joined(
      `${who} picks something from`,
      isName(zone) ? `the shelf "${zone}"` : 'a shelf',
      isAmount(reaches) && reaches > 1 && `and reaches into it ${counted(reaches, 'time')}`,
    ),
});

function continues(open: Picking, { zone, startMs }: Pick<Reach, 'zone' | 'startMs'>): boolean {
  return zone === open.zone && startMs - open.endMs <= maxGapMs;
}

function join(open: Picking, { startMs, endMs }: Reach): Picking {
  return { ...open, endMs, reaches: open.reaches + 1, reachMs: open.reachMs + endMs - startMs };
}

function toEvent({ zone, startMs, endMs, reaches, reachMs }: Picking): ProposedEvent {
  return { startMs, endMs, confidence, evidence: { zone, reaches, reachSeconds: reachMs / 1000 } };
}
