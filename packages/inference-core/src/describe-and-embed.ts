import type { Stages } from './analyzer.ts';
import type { AnalysisEvent } from './event.ts';
import { noEvidence, type RenderedEvidence } from './evidence/evidence-book.ts';
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

type DescribingStages = Pick<Stages, 'describer' | 'embedder' | 'imageText'>;

/** Makes events of what rules have proposed: verified, described and embedded, one after the other. */
export async function describeAndEmbed(
  proposals: readonly Proposal[],
  stages: DescribingStages,
): Promise<DescribedEvents> {
  const events: AnalysisEvent[] = [];
  const thumbnails: Thumbnail[] = [];
  for (const proposal of proposals) {
    const evidence = proposal.evidence ? await proposal.evidence() : noEvidence;
    events.push(await describedEvent(proposal, evidence, stages));
    thumbnails.push(...evidence.fresh);
  }
  return { events, thumbnails };
}

async function describedEvent(
  { rule, event, persons }: Proposal,
  { thumbnail, imageEmbedding, pictures }: RenderedEvidence,
  { describer, embedder, imageText }: DescribingStages,
): Promise<AnalysisEvent> {
  const { text, state, answer } = await describer.describe({ rule, event, persons, pictures });
  const [embedding] = await embedder.embed([text]);
  return {
    ...event,
    state,
    description: text,
    embedding: embedding!,
    embeddedBy: embedder.name,
    imageEmbedding,
    imageEmbeddedBy: imageEmbedding && imageText!.name,
    frames: pictures.map(({ jpeg, ...frame }) => frame),
    answer,
    thumbnail,
  };
}
