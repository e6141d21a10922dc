// How a picture lies in its window: as large as fits, or nearer, around what was pointed at.

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Where a picture lies: 1 fits it into its window; the middle is moved by so many pixels. */
export interface Place extends Point {
  scale: number;
}

export const fitting: Place = { scale: 1, x: 0, y: 0 };

/** How near one can go. */
const nearest = 12;

/**
 * Nearer or farther by a factor; what lies under `at` (counted from the window's middle) stays there. `fitted` is how large
 * the picture is when it fits.
 */
export function zoomed(place: Place, factor: number, at: Point, fitted: Size, window: Size): Place {
  const scale = Math.min(nearest, Math.max(1, place.scale * factor));
  const by = scale / place.scale;
  return held({ scale, x: at.x - (at.x - place.x) * by, y: at.y - (at.y - place.y) * by }, fitted, window);
}

/** Moved by so many pixels. */
export function moved(place: Place, by: Point, fitted: Size, window: Size): Place {
  return held({ ...place, x: place.x + by.x, y: place.y + by.y }, fitted, window);
}

/** No edge of a picture comes further in than the window's, and one that fits lies in the middle. */
function held(place: Place, fitted: Size, window: Size): Place {
  const within = (at: number, length: number, room: number) => {
    const most = Math.max(0, (length * place.scale - room) / 2);
    return Math.min(most, Math.max(-most, at));
  };
  return {
    scale: place.scale,
    x: within(place.x, fitted.width, window.width),
    y: within(place.y, fitted.height, window.height),
  };
}
