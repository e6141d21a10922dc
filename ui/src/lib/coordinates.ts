// Where places lie, as people and maps write it.

/** Degrees within a limit on either side of zero, or nothing. */
export function degrees(text: string, limit: number): number | null {
  const plain = text.trim().replace("−", "-");
  if (!/^[+-]?\d{1,3}([.,]\d+)?°?$/.test(plain)) return null;
  const value = Number(plain.replace(",", ".").replace("°", ""));
  return Math.abs(value) <= limit ? value : null;
}

/** Latitude and longitude that stand together, such as `39.9139, 116.3917`, or nothing. */
export function pair(text: string): [string, string] | null {
  const parts = text.trim().split(/[,;\s]\s*/);
  const [latitude = "", longitude = ""] = parts;
  const fits = parts.length === 2 && degrees(latitude, 90) !== null && degrees(longitude, 180) !== null;
  return fits ? [latitude, longitude] : null;
}
