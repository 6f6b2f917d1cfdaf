import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';

/** Latin letters of Inter (SIL Open Font License), from the package @fontsource/inter. */
const fontFile = '@fontsource/inter/files/inter-latin-600-normal.woff';

export interface LabelFont {
  /** Width of a line of text, pixels. */
  widthOf(text: string, size: number): number;
  /** SVG path data of a line of text whose baseline starts at a point. */
  outlineOf(text: string, size: number, baseline: { readonly x: number; readonly y: number }): string;
}

/**
 * Loads the font of labels. Text is drawn as outlines, so a video looks the same on a machine without fonts. Characters
 * that the font lacks are drawn as empty boxes.
 */
export async function loadLabelFont(): Promise<LabelFont> {
  const file = await readFile(createRequire(import.meta.url).resolve(fontFile));
  const font = opentype.parse(new Uint8Array(file).buffer);
  // Glyph by glyph: opentype.js does not know all of the font's substitutions, which labels do without.
  const advanceOf = (character: string, size: number) =>
    (font.charToGlyph(character).advanceWidth! * size) / font.unitsPerEm;
  const widthOf = (text: string, size: number) =>
    [...text].reduce((width, character) => width + advanceOf(character, size), 0);
  const outlineOf = (text: string, size: number, { x, y }: { readonly x: number; readonly y: number }) => {
    let left = x;
    return [...text]
      .map((character) => {
        const { commands } = font.charToGlyph(character).getPath(left, y, size);
        left += advanceOf(character, size);
        return pathData(commands);
      })
      .join('');
  };
  return { widthOf, outlineOf };
}

/** Writes path commands as SVG; opentype.js' own writer turns very small numbers into NaN. */
function pathData(commands: readonly opentype.PathCommand[]): string {
  const at = (...values: readonly number[]) => values.map((value) => value.toFixed(1)).join(' ');
  return commands
    .map((command) => {
      if (command.type === 'M' || command.type === 'L') return `${command.type}${at(command.x, command.y)}`;
      if (command.type === 'Q') return `Q${at(command.x1, command.y1, command.x, command.y)}`;
      if (command.type === 'C') {
        return `C${at(command.x1, command.y1, command.x2, command.y2, command.x, command.y)}`;
      }
      return 'Z';
    })
    .join('');
}
