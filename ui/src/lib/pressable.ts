// What is drawn as far as it is seen, by a list that lets nothing be pressed for a moment after it has scrolled.

/** Makes its rows take presses all the while: who turns the wheel and clicks means the row under the pointer. */
export const pressable = (): { style: Record<string, string> } => ({ style: { "pointer-events": "auto" } });
