import type { Picture } from "../../bindings";

/** A picture of hills, drawn here. */
export function hills(width: number, height: number): Picture {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing");
  const sky = pen.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#6fa8dc");
  sky.addColorStop(1, "#fbe4c4");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  ["#7d9f85", "#5b8068", "#3c5f4b"].forEach((colour, at) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 2)
      pen.lineTo(x, height * (0.55 + at * 0.13) + Math.sin(x / (30 - at * 6) + at * 2) * height * 0.06);
    pen.lineTo(width, height);
    pen.fill();
  });
  return { url: canvas.toDataURL("image/jpeg"), width, height };
}
