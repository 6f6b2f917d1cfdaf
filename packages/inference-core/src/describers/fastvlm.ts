import { countConstant, positiveConstant } from '../onnx/model-entry.ts';
import type { ModelFamily } from '../onnx/model-family.ts';
import type { Describer } from './describer.ts';
import { eventQuestion } from './event-question.ts';
import { openFastvlm } from './fastvlm-networks.ts';
import { verifyingDescriber } from './verifying-describer.ts';

/**
 * FastVLM: looks at the pictures of an event, says whether the rule is right, and describes what it has confirmed. The
 * manifest says how many pictures go into one prompt (`maxPictures`), how long an answer may get (`maxAnswerTokens`) and
 * may take (`timeLimitSeconds`): beyond, it is cut off.
 *
 * @see https://huggingface.co/onnx-community/FastVLM-0.5B-ONNX
 */
export const fastvlmDescriber: ModelFamily<Describer> = async (model, loader) => {
  const networks = await openFastvlm(model, loader);
  // The library takes a quarter of a second and 36 MB, which only packs that have such a model are to pay.
  const { VlmChat } = await import('./vlm-chat.ts');
  const chat = new VlmChat(networks, {
    maxAnswerTokens: countConstant(model, 'maxAnswerTokens'),
    timeLimitMs: positiveConstant(model, 'timeLimitSeconds') * 1000,
  });
  const maxPictures = countConstant(model, 'maxPictures');
  return verifyingDescriber('fastvlm', ({ event, pictures }) => {
    const shown = spread(pictures, maxPictures);
    return chat.answer(
      eventQuestion(event.type, shown.length),
      shown.map(({ jpeg }) => jpeg),
    );
  });
};

/** At most so many of some items, from all over them; the middle one when it is one. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, index) => items[Math.floor(((index + 0.5) * items.length) / count)]!,
  );
}
