import type { Picture } from "../../bindings";

/** A picture of hills, drawn here in few colours, so that pictures of it stay small. */
export function hills(width: number, height: number): Picture {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing");
  pen.fillStyle = "#a9cbe6";
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#fbe4c4";
  pen.beginPath();
  pen.arc(width * 0.72, height * 0.3, Math.min(width, height) * 0.12, 0, 2 * Math.PI);
  pen.fill();
  ["#7d9f85", "#5b8068", "#3c5f4b"].forEach((colour, at) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 2)
      pen.lineTo(x, height * (0.55 + at * 0.13) + Math.sin(x / (30 - at * 6) + at * 2) * height * 0.06);
    pen.lineTo(width, height);
    pen.fill();
  });
  return { url: canvas.toDataURL(), width, height };
}
