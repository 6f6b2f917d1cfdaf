/** Rounds as Python and OpenCV do: a half goes to the even neighbor. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 && below % 2 === 0 ? below : Math.round(value);
}
