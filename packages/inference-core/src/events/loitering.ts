import type { EventRule } from './event-rule.ts';
import { presenceRule } from './presence-rule.ts';

/** A person stays in view for longer than the shop allows. Time at the checkout does not count: one waits there. */
export function loiteringRule(limitSeconds: number): EventRule {
  return presenceRule({
    name: 'anomaly-loitering',
    type: 'anomaly',
    minPresenceMs: limitSeconds * 1000,
    counts: ({ standsIn }) => !standsIn.includes('checkout'),
    evidence: (presentMs) => ({ reason: 'loitering', dwellSeconds: presentMs / 1000 }),
  });
}
