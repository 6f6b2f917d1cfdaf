import { type EventAnswer, type EventState, eventTypes } from '@deepsentinel/queue-contracts';
import { z } from 'zod';
import { DescriberUnavailableError } from '../errors.ts';
import type { DescribedSubject, Describer, EventDescription } from './describer.ts';
import { templateDescription, templateSentence } from './template.ts';

/**
 * Asks a model about the pictures of an event.
 *
 * @returns its answer as text
 */
export type AskModel = (subject: DescribedSubject) => Promise<string>;

/**
 * Makes a describer that lets a model verify the events with pictures, one at a time; events without are described by
 * template. The model's sentence is used if it confirms the event. An answer that cannot be parsed is kept, and leaves
 * the event unverified. Facts are described by the model and stay proposed, whatever it says.
 *
 * @param name name of the model, saved with its answers
 * @param ask may throw: after a `DescriberUnavailableError` the event is described by template, any other error ends the
 *   analysis
 * @param options `local`: the pictures stay in this process
 */
export function verifyingDescriber(
  name: string,
  ask: AskModel,
  { local = false }: Pick<Describer, 'local'> = {},
): Describer {
  let turn: Promise<unknown> = Promise.resolve();
  const askInTurn: AskModel = (subject) => {
    const answer = turn.then(() => ask(subject));
    turn = answer.catch(() => null);
    return answer;
  };
  return {
    name,
    local,
    describe: async (subject) => {
      if (subject.pictures.length === 0) return templateDescription(subject);
      try {
        return answeredDescription(subject, { model: name, text: storable(await askInTurn(subject)) });
      } catch (error) {
        if (!(error instanceof DescriberUnavailableError)) throw error;
        return { ...templateDescription(subject), unavailable: error.message };
      }
    },
  };
}

/** Removes what a database cannot save as text: NUL and lone surrogates. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

interface ModelAnswer {
  readonly model: string;
  readonly text: string;
}

function answeredDescription(subject: DescribedSubject, answer: ModelAnswer): EventDescription {
  return subject.rule.fact ? factDescription(subject, answer) : verifiedDescription(subject, answer);
}

function factDescription(subject: DescribedSubject, { model, text }: ModelAnswer): EventDescription {
  const parsed = answerSchema.pick({ sentence: true }).safeParse(jsonWithin(text));
  return {
    text: parsed.success ? firstSentence(parsed.data.sentence) : templateSentence(subject),
    state: 'proposed',
    answer: { model, text, verdict: null },
  };
}

function verifiedDescription(subject: DescribedSubject, { model, text }: ModelAnswer): EventDescription {
  const read = parseAnswer(text);
  const state = stateAfter(subject, read?.verdict ?? null);
  return {
    text: read && state === 'confirmed' ? read.sentence : templateSentence(subject),
    state,
    answer: { model, text, verdict: read?.verdict ?? null },
  };
}

/** State of an event after the verdict: a model that sees another type of event rejects it. */
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

/** Parsed answer of a model. */
export interface ReadAnswer {
  readonly verdict: NonNullable<EventAnswer['verdict']>;
  /** One sentence that ends with a full stop. */
  readonly sentence: string;
}

/**
 * Parses the answer to `eventQuestion`. Text around the JSON object, for instance a code fence, is ignored.
 *
 * @returns null when the text has no JSON object of the requested form
 */
export function parseAnswer(text: string): ReadAnswer | null {
  const parsed = answerSchema.safeParse(jsonWithin(text));
  if (!parsed.success) return null;
  const { sentence, ...verdict } = parsed.data;
  return { verdict, sentence: firstSentence(sentence) };
}

/** Parses the text from the first to the last brace; undefined when that is not JSON. */
function jsonWithin(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

/** Cuts a text after its first sentence and ends it with a full stop. */
function firstSentence(text: string): string {
  const flat = text.toWellFormed().replace(/[\s\p{Cc}]+/gu, ' ');
  const [first] = /^.*?[.!?](?= |$)/.exec(flat) ?? [flat];
  return `${first.replace(/[.!?\s]+$/, '')}.`;
}
