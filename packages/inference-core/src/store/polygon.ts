/** Point of a picture; x to the right, y down. */
export type Point = readonly [x: number, y: number];
/** Corners of an area in order; the last is joined to the first. */
export type Polygon = readonly Point[];

/** Whether a point lies in an area; undefined for points on the border. */
export function isInside(polygon: Polygon, [x, y]: Point): boolean {
  const crossings = sides(polygon).filter(([[x1, y1], [x2, y2]]) => {
    return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  });
  return crossings.length % 2 === 1;
}

/** Distance of a point from an area, in the unit of the coordinates; 0 inside. */
export function distanceTo(polygon: Polygon, point: Point): number {
  if (isInside(polygon, point)) return 0;
  return Math.min(...sides(polygon).map((side) => distanceToSide(side, point)));
}

/** Whether two sides that are not neighbors meet, or neighbors overlap. */
export function crossesItself(polygon: Polygon): boolean {
  const all = sides(polygon);
  return all.some(([a, b], first) =>
    all.some(([c, d], second) => {
      if (second <= first) return false;
      if (second === first + 1) return foldsBack(a, b, d);
      if (first === 0 && second === all.length - 1) return foldsBack(c, a, b);
      return meet([a, b], [c, d]);
    }),
  );
}

type Side = readonly [Point, Point];

function sides(polygon: Polygon): Side[] {
  return polygon.map((from, index) => [from, polygon[(index + 1) % polygon.length]!]);
}

function distanceToSide([[x1, y1], [x2, y2]]: Side, [x, y]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const nearest = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - x1 - nearest * dx, y - y1 - nearest * dy);
}

/** Cross product of `a`-`b` and `a`-`c`: positive for a right turn, 0 when the points lie on a line. */
function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}

/** Whether the path from `a` over `b` to `c` goes back towards `a`, or stays at `b`. */
function foldsBack(a: Point, b: Point, c: Point): boolean {
  const progress = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]);
  return turn(a, b, c) === 0 && progress <= 0;
}

function meet([a, b]: Side, [c, d]: Side): boolean {
  const turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)] as const;
  if (turns.every((value) => value === 0))
    return spansMeet([a, b], [c, d], 0) && spansMeet([a, b], [c, d], 1);
  return turns[0] * turns[1] <= 0 && turns[2] * turns[3] <= 0;
}

function spansMeet([a, b]: Side, [c, d]: Side, axis: 0 | 1): boolean {
  return (
    Math.max(a[axis], b[axis]) >= Math.min(c[axis], d[axis]) &&
    Math.max(c[axis], d[axis]) >= Math.min(a[axis], b[axis])
  );
}
