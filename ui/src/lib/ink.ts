// What can be read on a colour that somebody else has chosen.

export type Colour = [red: number, green: number, blue: number];

export interface Ink {
  /** Whose warnings and marks fit. */
  theme: "light" | "dark";
  words: string;
  /** Softer words, as soft as they may be. */
  quiet: string;
  /** Neither theme's red can be read: warnings are written in the words' colour. */
  plain: boolean;
}

/** WCAG AA for words. */
const LEAST = 4.5;
/** How much of the words' colour is in softer ones, softest first. */
const SOFT = [0.68, 0.8, 0.9, 1];
/** Between these luminances neither theme's `--danger` reaches `LEAST`. */
const MIDDLE = [0.04, 0.72] as const;

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];

export function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Colour, b: Colour): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** So much of one colour over another. */
export function mixed(above: Colour, below: Colour, share: number): Colour {
  return [0, 1, 2].map((at) =>
    Math.round((above[at] ?? 0) * share + (below[at] ?? 0) * (1 - share)),
  ) as Colour;
}

/** The letters for a ground: black or white always reach what WCAG AA asks of words. */
export function inkOn(ground: Colour): Ink {
  const light = contrast(BLACK, ground) >= contrast(WHITE, ground);
  const full = light ? BLACK : WHITE;
  const soft = SOFT.map((share) => mixed(full, ground, share)).find((ink) => contrast(ink, ground) >= LEAST);
  const bright = luminance(ground);
  return {
    theme: light ? "light" : "dark",
    words: written(full),
    quiet: written(soft ?? full),
    plain: bright > MIDDLE[0] && bright < MIDDLE[1],
  };
}

/** What an element is painted with, over what lies behind it; the browser knows what CSS calls colours. */
export function groundOf(element: HTMLElement): Colour {
  const { backgroundColor } = getComputedStyle(element);
  const [red = 0, green = 0, blue = 0, alpha = 1] = (backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(
    Number,
  );
  if (alpha === 1) return [red, green, blue];
  const behind = element.parentElement ? groundOf(element.parentElement) : WHITE;
  return mixed([red, green, blue], behind, alpha);
}

function written(colour: Colour): string {
  return `rgb(${colour.join(" ")})`;
}
