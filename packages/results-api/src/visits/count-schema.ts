import { z } from '@hono/zod-openapi';
import { time } from '../schemas.ts';
import type { CameraHeatMap } from './load-heat-map.ts';
import type { CameraOccupancy } from './load-occupancy.ts';

const count = z.int().min(0);

export const occupancySchema = z
  .object({
    time_zone: z.string().nullable().openapi({ description: 'Of the store', example: 'Asia/Seoul' }),
    steps: z.array(
      z.object({
        start: time,
        end: time,
        recorded_s: z.number().openapi({ description: 'Seconds of the step that recordings cover' }),
        in: count.openapi({ description: 'Persons who came into view' }),
        out: count.openapi({ description: 'Persons who left' }),
        most_present: count.openapi({ description: 'Most persons at the same time' }),
        mean_present: z.number().openapi({ description: 'Over the recorded time' }),
        lines: z
          .array(z.object({ line: z.string(), in: count, out: count }))
          .openapi({ description: 'Crossings of the lines that were crossed' }),
      }),
    ),
  })
  .openapi('Occupancy');

export function showOccupancy(found: CameraOccupancy | undefined): z.infer<typeof occupancySchema> {
  const steps = (found?.steps ?? []).map((step) => ({
    start: new Date(step.startMs).toISOString(),
    end: new Date(step.endMs).toISOString(),
    recorded_s: step.recordedMs / 1000,
    in: step.entered,
    out: step.left,
    most_present: step.mostPresent,
    mean_present: step.meanPresent,
    lines: step.lines.map((line) => ({ ...line })),
  }));
  return { time_zone: found?.timeZone ?? null, steps };
}

export const heatMapSchema = z
  .object({
    columns: count,
    rows: count,
    seconds: z
      .array(z.number())
      .openapi({ description: 'Time of feet in each cell, row by row from the upper left corner' }),
    videos: count.openapi({ description: 'Videos that the map is made of' }),
  })
  .openapi('HeatMap');

export function showHeatMap(found: CameraHeatMap | null): z.infer<typeof heatMapSchema> {
  if (!found) return { columns: 0, rows: 0, seconds: [], videos: 0 };
  const { columns, rows, seconds } = found.map;
  const rounded = Array.from(seconds, (value) => Math.round(value * 1000) / 1000);
  return { columns, rows, seconds: rounded, videos: found.videos };
}
