import { type EventState, type EventAnswer, eventTypes } from '@deepsentinel/queue-contracts';
import type { DescribedSubject, Describer, EventDescription } from './describer.ts';
import { templateDescription, templateSentence } from './template.ts';
import { z } from 'zod';

/** Shows a model the pictures of an event and asks it the event's question. */
export type AskModel = (subject: DescribedSubject) => Promise<string>;

/**
 * A describer that has a model look at the events that are to be highConfidence, one at a time. Events without pictures are
 * described by template. The model's sentence is used when it confirms the event; an answer that cannot be read is kept,
 * and the event is unverified.
 *
 * @param name of the model, for those who doubt an answer
 * @param ask throws what keeps the model from answering at all
 */
export function verifyingDescriber(name: string, ask: AskModel): Describer {
  let turn: Promise<unknown> = Promise.resolve();
  const askInTurn: AskModel = (subject) => {
    const answer = turn.then(() => ask(subject));
    turn = answer.catch(() => null);
    return answer;
  };
  return {
    name,
    describe: async (subject) => {
      if (subject.pictures.length === 0) return templateDescription(subject);
      return verifiedDescription(subject, { model: name, text: storable(await askInTurn(subject)) });
    },
  };
}

/** What a database takes as text: no NUL, no half characters. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function verifiedDescription(
  subject: DescribedSubject,
  { model, text }: { readonly model: string; readonly text: string },
): EventDescription {
  const read = parseAnswer(text);
  const state = stateAfter(subject, read?.verdict ?? null);
  return {
    text: read && state === 'confirmed' ? read.sentence : templateSentence(subject),
    state,
    answer: { model, text, verdict: read?.verdict ?? null },
  };
}

/** Whoever sees something else happen than the rule does not confirm the rule. */
function stateAfter(
  { event }: DescribedSubject,
  verdict: NonNullable<EventDescription['answer']>['verdict'],
): EventState {
  if (!verdict) return 'unverified';
  return verdict.happened && verdict.type === event.type ? 'confirmed' : 'rejected';
}

const answerSchema = z.object({
  happened: z.boolean(),
  type: z.enum([...eventTypes, 'none']),
  sentence: z.string().trim().regex(/\p{L}/u),
  confidence: z.number().min(0).max(1),
});

/** A model's answer that could be read. */
export interface ReadAnswer {
  readonly verdict: NonNullable<EventAnswer['verdict']>;
  /** One sentence that ends in a full stop. */
  readonly sentence: string;
}

/**
 * Reads what a model was asked to answer by `eventQuestion`. Text around the JSON object, for instance a code fence, does
 * not matter.
 *
 * @returns null when there is no such object, or when it is not what was asked for
 */
export function parseAnswer(text: string): ReadAnswer | null {
  const parsed = answerSchema.safeParse(jsonWithin(text));
  if (!parsed.success) return null;
  const { sentence, ...verdict } = parsed.data;
  return { verdict, sentence: firstSentence(sentence) };
}

/** The object between the first and the last brace; undefined when that is none. */
function jsonWithin(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

/** Models do not always stop after one, or at all. */
function firstSentence(text: string): string {
  const flat = text.toWellFormed().replace(/[\s\p{Cc}]+/gu, ' ');
  const [first] = /^.*?[.!?](?= |$)/.exec(flat) ?? [flat];
  return `${first.replace(/[.!?\s]+$/, '')}.`;
}
