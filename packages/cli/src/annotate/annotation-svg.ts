import type { KeypointName } from '@deepsentinel/inference-core';
import type { Banner } from './captions.ts';
import type { NotedPerson, Skeleton } from './frame-notes.ts';
import type { LabelFont } from './label-font.ts';

/** Colors that people take turns in, readable on light and dark pictures. */
const palette = ['#ffd400', '#4cc9f0', '#7ae582', '#ff8fab', '#f8961e', '#c77dff', '#90f1ef', '#f15bb5'];
const alarming = '#c1121f';
const notable = '#b35c00';

const bones: readonly (readonly [KeypointName, KeypointName])[] = [
  ['leftShoulder', 'rightShoulder'],
  ['leftShoulder', 'leftElbow'],
  ['leftElbow', 'leftWrist'],
  ['rightShoulder', 'rightElbow'],
  ['rightElbow', 'rightWrist'],
  ['leftShoulder', 'leftHip'],
  ['rightShoulder', 'rightHip'],
  ['leftHip', 'rightHip'],
  ['leftHip', 'leftKnee'],
  ['leftKnee', 'leftAnkle'],
  ['rightHip', 'rightKnee'],
  ['rightKnee', 'rightAnkle'],
];

/** Content of one frame's annotation, in source-frame pixels. */
export interface Annotation {
  readonly people: readonly (NotedPerson & { readonly label: string })[];
  readonly banners: readonly Banner[];
}

/** Draws an annotation as an SVG of the frame's size; lines and letters grow with the frame. */
export function annotationSvg(
  { people, banners }: Annotation,
  { width, height }: { readonly width: number; readonly height: number },
  font: LabelFont,
): string {
  const pen = { font, unit: Math.max(1, Math.min(width, height) / 360), width, height };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    ...people.map((person) => personSvg(person, pen)),
    ...placeLabels(people, pen).map((label) => labelSvg(label, pen)),
    ...banners.map((banner, index) => bannerSvg(banner, index, pen)),
    '</svg>',
  ].join('');
}

interface Pen {
  readonly font: LabelFont;
  /** Pixels of a thin line. */
  readonly unit: number;
  readonly width: number;
  readonly height: number;
}

const colorOf = (trackId: number) => palette[trackId % palette.length]!;

function personSvg({ box, skeleton, trackId }: NotedPerson, { unit }: Pen): string {
  const size = `x="${px(box.x1)}" y="${px(box.y1)}" width="${px(box.x2 - box.x1)}" height="${px(box.y2 - box.y1)}"`;
  const rectangle = `rx="${px(2 * unit)}" fill="none"`;
  return [
    `<rect ${size} ${rectangle} stroke="#000" stroke-opacity="0.5" stroke-width="${px(2.6 * unit)}"/>`,
    `<rect ${size} ${rectangle} stroke="${colorOf(trackId)}" stroke-width="${px(1.3 * unit)}"/>`,
    skeletonSvg(skeleton, colorOf(trackId), unit),
  ].join('');
}

function skeletonSvg(skeleton: Skeleton, color: string, unit: number): string {
  const lines = bones.flatMap(([from, to]) => {
    const [a, b] = [skeleton[from], skeleton[to]];
    return a && b ? [`M${px(a[0])} ${px(a[1])}L${px(b[0])} ${px(b[1])}`] : [];
  });
  const joints = bones
    .flat()
    .flatMap((name) => (skeleton[name] ? [skeleton[name]] : []))
    .map(([x, y]) => `<circle cx="${px(x)}" cy="${px(y)}" r="${px(1.4 * unit)}" fill="#fff"/>`);
  const path = `fill="none" stroke="${color}" stroke-opacity="0.85" stroke-width="${px(unit)}"`;
  return `<path d="${lines.join('')}" ${path}/>${[...new Set(joints)].join('')}`;
}

interface PlacedLabel {
  readonly text: string;
  readonly color: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const labelHeight = (unit: number) => 10 * unit;

/** Puts each label above its box, or further up where another label already is; the lowest people come first. */
function placeLabels(people: Annotation['people'], { font, unit, width: frameWidth }: Pen): PlacedLabel[] {
  const height = labelHeight(unit);
  const placed: PlacedLabel[] = [];
  for (const { box, label: text, trackId } of people.toSorted((a, b) => b.box.y1 - a.box.y1)) {
    const width = font.widthOf(text, 7 * unit) + 4 * unit;
    const left = Math.max(0, Math.min(box.x1, frameWidth - width));
    const isTaken = (top: number) =>
      placed.some((other) => {
        const overlapsAcross = left < other.left + other.width && other.left < left + width;
        return overlapsAcross && Math.abs(top - other.top) < height;
      });
    let top = Math.max(0, box.y1 - height);
    while (isTaken(top) && top >= height) top -= height;
    placed.push({ text, color: colorOf(trackId), left, top: Math.max(0, top), width });
  }
  return placed;
}

function labelSvg({ text, color, left, top, width }: PlacedLabel, { font, unit }: Pen): string {
  const baseline = { x: left + 2 * unit, y: top + 7.6 * unit };
  return [
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(labelHeight(unit))}" fill="${color}"/>`,
    `<path d="${font.outlineOf(text, 7 * unit, baseline)}" fill="#111"/>`,
  ].join('');
}

/** Lines from the lower edge of the frame upwards. */
function bannerSvg({ type, text }: Banner, index: number, { font, unit, width, height }: Pen): string {
  const size = 10 * unit;
  const line = size * 1.7;
  const top = height - (index + 1) * line;
  const color = type === 'anomaly' || type === 'picking' ? notable : alarming;
  const baseline = { x: 5 * unit, y: top + size * 1.2 };
  return [
    `<rect x="0" y="${px(top)}" width="${width}" height="${px(line)}" fill="${color}" fill-opacity="0.9"/>`,
    `<path d="${font.outlineOf(text, size, baseline)}" fill="#fff"/>`,
  ].join('');
}

const px = (value: number) => value.toFixed(1);
