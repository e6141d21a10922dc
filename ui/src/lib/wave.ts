// Drawing how loud a voice is: bars of one path, which is cheaper than as many elements.

/** How far apart bars stand, in pixels. */
export const STRIDE = 4;
/** How high the highest bar is. */
export const HEIGHT = 28;
/** What silence is drawn as. */
const LEAST = 2;

/** How many bars a voice has: the longer it is, the more. */
export function barsOf(seconds: number): number {
  return 24 + Math.round((Math.min(Math.max(seconds, 0), 60) / 60) * 24);
}

/** Peaks as so many bars, each as high as the highest of what it stands for. */
export function fewer(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at * peaks.length) / count);
    const to = Math.max(from + 1, Math.ceil(((at + 1) * peaks.length) / count));
    return Math.max(0, ...peaks.slice(from, to));
  });
}

/** Bars from 0 to 255 as the path of an image that is `bars.length * STRIDE` wide and `HEIGHT` high. */
export function drawn(bars: readonly number[]): string {
  return bars
    .map((loud, at) => {
      const high = LEAST + ((HEIGHT - 2 * LEAST) * loud) / 255;
      return `M${at * STRIDE + STRIDE / 2} ${((HEIGHT - high) / 2).toFixed(1)}v${high.toFixed(1)}`;
    })
    .join("");
}
