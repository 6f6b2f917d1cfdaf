// Reads the results API: node read-api.ts API_URL (`npm run sentinel -- up` prints it)
const api = process.argv[2]!;

/** Part of what /openapi.json promises. */
interface Answers {
  readonly videos: readonly { readonly id: string; readonly status: string }[];
  readonly events: readonly {
    readonly start_ms: number;
    readonly type: string;
    readonly description: string;
  }[];
}

async function read<Name extends keyof Answers>(path: string): Promise<Pick<Answers, Name>> {
  const response = await fetch(new URL(path, api));
  if (response.ok) return (await response.json()) as Pick<Answers, Name>;
  const { detail } = (await response.json()) as { detail: string };
  throw new Error(`${path}: ${detail}`);
}

const { videos } = await read<'videos'>('/api/videos?limit=10');
for (const { id, status } of videos) {
  console.log(`${id}: ${status}`);
  const { events } = await read<'events'>(`/api/videos/${encodeURIComponent(id)}/events`);
  for (const { start_ms, type, description } of events) {
    console.log(`  ${(start_ms / 1000).toFixed(1)} s ${type}: ${description}`);
  }
}
