import { ModelPackError } from '@deepsentinel/model-pack';
import { countConstant, positiveConstant } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Describer } from './describer.ts';
import { eventQuestion } from './event-question.ts';
import { openFastvlm } from './fastvlm-networks.ts';
import { type AskModel, verifyingDescriber } from './verifying-describer.ts';

/**
 * FastVLM: verifies an event by its pictures and describes it if confirmed. Constants: `maxPictures` per prompt, and
 * `maxAnswerTokens` and `timeLimitSeconds`, beyond which an answer is cut off. Needs the optional package
 * `@huggingface/transformers`.
 *
 * @see https://huggingface.co/onnx-community/FastVLM-0.5B-ONNX
 */
export const fastvlmDescriber: ModelFamily<Describer> = async (model, loader) => {
  const networks = await openFastvlm(model, loader);
  const { VlmChat } = await loadChat(networks.name);
  const chat = new VlmChat(networks, {
    maxAnswerTokens: countConstant(model, 'maxAnswerTokens'),
    timeLimitMs: positiveConstant(model, 'timeLimitSeconds') * 1000,
  });
  const maxPictures = countConstant(model, 'maxPictures');
  const ask: AskModel = (subject) => {
    const shown = spread(subject.pictures, maxPictures);
    return chat.answer(
      eventQuestion(subject, shown.length),
      shown.map(({ jpeg }) => jpeg),
    );
  };
  return verifyingDescriber('fastvlm', ask, { local: true });
};

/**
 * Imports Transformers.js with the chat: it takes 0.25 s and 36 MB, which only packs with such a model should pay.
 *
 * @param name of the model, for messages
 * @throws {ModelPackError} the package is not installed
 */
async function loadChat(name: string): Promise<typeof import('./vlm-chat.ts')> {
  try {
    return await import('./vlm-chat.ts');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ModelPackError(
      `${name}: needs the package @huggingface/transformers, which is not installed; run npm install @huggingface/transformers@4`,
      { cause },
    );
  }
}

/** Picks at most `count` items, evenly spread; the middle one for a count of 1. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]!,
  );
}
