import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzeVideo, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

/** Analyzes the video named by the first argument and sends the peak of this process's resident memory, in MiB. */
await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
for await (const _chunk of analyzeVideo(process.argv[2]!, analyzer));
process.send!(process.resourceUsage().maxRSS / 1024);
