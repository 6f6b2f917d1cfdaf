/** Ports that clients try first. */
const preferredPorts = { storage: 4566, batch: 4567, database: 54_329, api: 8787 } as const;

/**
 * Starts a server on its preferred port or, when another process has that, on any free one (`0`). The port is not probed
 * beforehand, because another process could take it in between.
 */
export async function atPreferredPort<T>(
  server: keyof typeof preferredPorts,
  start: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(preferredPorts[server]);
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    return await start(0);
  }
}

function isPortTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
}
