import { type EventAnswer, eventTypes } from '@deepsentinel/queue-contracts';
import { z } from 'zod';

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
