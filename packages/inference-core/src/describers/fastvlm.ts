import { ModelPackError } from '@deepsentinel/model-pack';
import { countConstant, positiveConstant } from '../models/model-entry.ts';
import type { ModelFamily } from '../models/model-family.ts';
import type { Describer } from './describer.ts';
import { eventQuestion } from './event-question.ts';
import { openFastvlm } from './fastvlm-networks.ts';
import { verifyingDescriber } from './verifying-describer.ts';

/**
 * FastVLM: looks at the pictures of an event, says whether the rule is right, and describes what it has confirmed. The
 * manifest says how many pictures go into one prompt (`maxPictures`), how long an answer may get (`maxAnswerTokens`) and
 * may take (`timeLimitSeconds`): beyond, it is cut off. The package `@huggingface/transformers`, which no other family uses,
 * must be installed beside this one.
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
  return verifyingDescriber('fastvlm', (subject) => {
    const shown = spread(subject.pictures, maxPictures);
    return chat.answer(
      eventQuestion(subject, shown.length),
      shown.map(({ jpeg }) => jpeg),
    );
  });
};

/**
 * Loads the chat with Transformers.js, a quarter of a second and 36 MB, which only packs that have such a model are to pay.
 *
 * @param name of the model, for messages
 * @throws {ModelPackError} the library is not installed
 */
async function loadChat(name: string): Promise<typeof import('./vlm-chat.ts')> {
  try {
    return await import('./vlm-chat.ts');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ModelPackError(
      `${name}: expected the package @huggingface/transformers, found none; run npm install @huggingface/transformers@4`,
      { cause },
    );
  }
}

/** At most so many of some items, from all over them; the middle one when it is one. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]!,
  );
}
