import type { Stages } from './analyzer.ts';
import type { EventDescription } from './describers/describer.ts';
import { templateSentence } from './describers/template.ts';
import type { AnalysisEvent } from './event.ts';
import { noEvidence, type RenderedEvidence } from './evidence/evidence-book.ts';
import { fromBase64, toBase64 } from './evidence/float-base64.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import type { Rule } from './rules/define-rule.ts';
import type { NamedEvent } from './rules/observe/rule-watch.ts';
import type { Track } from './track.ts';

/** An event that a rule has proposed. */
export interface Proposal {
  readonly rule: Rule;
  readonly event: NamedEvent;
  /** People of the event who are still followed, the first one first. */
  readonly persons: readonly Omit<Track, 'path'>[];
  /** Renders the pictures of the event; null when no frame showed it. */
  readonly evidence: (() => Promise<RenderedEvidence>) | null;
}

/** Events as they are handed out. */
export interface DescribedEvents {
  readonly events: readonly AnalysisEvent[];
  /** Pictures that no chunk has emitted yet. */
  readonly thumbnails: readonly Thumbnail[];
}

/** JSON value: the description of an event that lasts. */
interface SavedDescription
  extends Pick<
    AnalysisEvent,
    'eventId' | 'state' | 'imageEmbeddedBy' | 'frames' | 'answer' | 'thumbnail' | 'description'
  > {
  /** Whether the description is the rule's own sentence, which changes with the duration of the event. */
  readonly isTemplate: boolean;
  /** Base64 of the thumbnail's embedding; null when pictures are not embedded. */
  readonly imageEmbedding: string | null;
}

/** JSON value: what an analysis must remember of its descriptions at a chunk border. */
export interface DescriptionState {
  /** Descriptions of events that have been handed out and last. */
  readonly ongoing: readonly SavedDescription[];
  /** Number of events about which the model could not be asked, and the last reason. */
  readonly unavailable: { readonly count: number; readonly reason: string };
}

export const initialDescriptionState: DescriptionState = {
  ongoing: [],
  unavailable: { count: 0, reason: '' },
};

type DescribingStages = Pick<Stages, 'describer' | 'embedder' | 'imageText'>;

/**
 * Makes events of what rules have proposed: verified, described and embedded, one after the other. A model is asked once
 * about each event; the updates of one that lasts keep its answer and its pictures.
 */
export class EventDescriber {
  readonly #stages: DescribingStages;
  #ongoing: ReadonlyMap<string, SavedDescription>;
  #unavailable: DescriptionState['unavailable'];

  /** @param saved what an earlier describer with the same stages left at a chunk border, or the initial state */
  constructor(stages: DescribingStages, saved: DescriptionState) {
    this.#stages = stages;
    this.#ongoing = new Map(saved.ongoing.map((description) => [description.eventId, description]));
    this.#unavailable = saved.unavailable;
  }

  get state(): DescriptionState {
    return { ongoing: [...this.#ongoing.values()], unavailable: this.#unavailable };
  }

  /** Events that no model looked at although one should have, in one line; none when all were. */
  get warnings(): string[] {
    const { count, reason } = this.#unavailable;
    if (count === 0) return [];
    return [`${count} ${count === 1 ? 'event' : 'events'} could not be shown to the model: ${reason}`];
  }

  async describe(proposals: readonly Proposal[]): Promise<DescribedEvents> {
    const events: AnalysisEvent[] = [];
    const thumbnails: Thumbnail[] = [];
    for (const proposal of proposals) {
      const known = this.#ongoing.get(proposal.event.eventId);
      const evidence = !known && proposal.evidence ? await proposal.evidence() : noEvidence;
      const description = known ? updated(known, proposal) : await this.#first(proposal, evidence);
      this.#keep(proposal.event, description);
      events.push(await this.#event(proposal, description));
      thumbnails.push(...evidence.fresh);
    }
    return { events, thumbnails };
  }

  async #first(
    { rule, event, persons }: Proposal,
    { thumbnail, imageEmbedding, pictures }: RenderedEvidence,
  ): Promise<SavedDescription> {
    const { describer, imageText } = this.#stages;
    const subject = { rule, event, persons, pictures };
    const { text, state, answer, unavailable }: EventDescription = await describer.describe(subject);
    if (unavailable !== undefined)
      this.#unavailable = { count: this.#unavailable.count + 1, reason: unavailable };
    return {
      eventId: event.eventId,
      description: text,
      isTemplate: text === templateSentence(subject),
      state,
      imageEmbedding: imageEmbedding && toBase64(imageEmbedding),
      imageEmbeddedBy: imageEmbedding && imageText!.name,
      frames: pictures.map(({ jpeg, ...frame }) => frame),
      answer,
      thumbnail,
    };
  }

  #keep({ eventId, ongoing }: NamedEvent, description: SavedDescription): void {
    const others = [...this.#ongoing].filter(([id]) => id !== eventId);
    this.#ongoing = new Map(ongoing ? [...others, [eventId, description]] : others);
  }

  async #event(
    { event }: Proposal,
    { isTemplate, imageEmbedding, ...described }: SavedDescription,
  ): Promise<AnalysisEvent> {
    const { embedder } = this.#stages;
    const [embedding] = await embedder.embed([described.description]);
    return {
      ...event,
      ...described,
      embedding: embedding!,
      embeddedBy: embedder.name,
      imageEmbedding: imageEmbedding === null ? null : fromBase64(imageEmbedding),
    };
  }
}

/** Describes an event anew that has lasted on; a model's sentence stays. */
function updated(known: SavedDescription, { rule, event, persons }: Proposal): SavedDescription {
  if (!known.isTemplate) return known;
  return { ...known, description: templateSentence({ rule, event, persons, pictures: [] }) };
}
