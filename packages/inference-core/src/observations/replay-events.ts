import type { Proposal } from '../describe-and-embed.ts';
import { templateSentence } from '../describers/template.ts';
import type { Rule } from '../rules/define-rule.ts';
import { standardRules } from '../rules/index.ts';
import type { NamedEvent } from '../rules/observe/rule-watch.ts';
import type { StoreContext } from '../store/store-context.ts';
import { RuleReplay } from './replay-rules.ts';
import { decodeObservations } from './saved-observations.ts';

/** An event that rules propose of saved observations. */
export interface ReplayedEvent extends NamedEvent {
  /** Name of the rule. */
  readonly rule: string;
  /** The rule's sentence, by template. */
  readonly description: string;
  /** Whether a vision-language model would be asked to confirm the event. */
  readonly isClaim: boolean;
}

/** The store to run rules for, and the rules; the standard ones when missing. */
export interface ReplayEventsOptions {
  readonly store: StoreContext | null;
  readonly rules?: readonly Rule[];
}

/**
 * Runs rules again over the observations of a video, without models and without the video. Tracks stay as they were: for
 * the same store the events are those of the analysis, for another one those that its rules would have proposed.
 *
 * @param chunks `observations` of all chunks of the analysis, in order
 * @returns the events in the order in which they were last reported, each once, with what was last known of it
 * @throws {ObservationsFormatError} another release has saved the observations
 */
export async function replayEvents(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { store, rules = standardRules }: ReplayEventsOptions,
): Promise<ReplayedEvent[]> {
  const events = new LastReports();
  let replay: RuleReplay | null = null;
  for await (const bytes of chunks) {
    const { frames, ...facts } = decodeObservations(bytes);
    replay ??= new RuleReplay({ store, rules, ...facts });
    for (const frame of frames) events.add(replay.watch(frame));
  }
  events.add(replay?.finish() ?? []);
  return events.list;
}

/** Keeps the last report of each event. */
export class LastReports {
  readonly #events = new Map<string, ReplayedEvent>();

  add(proposals: readonly Proposal[]): void {
    for (const { rule, event, persons } of proposals) {
      this.#events.delete(event.eventId);
      const description = templateSentence({ rule, event, persons, pictures: [] });
      this.#events.set(event.eventId, {
        ...event,
        rule: rule.name,
        description,
        isClaim: rule.claim !== null,
      });
    }
  }

  get list(): ReplayedEvent[] {
    return [...this.#events.values()];
  }
}
