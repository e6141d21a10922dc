// The words of what was copied with a look, as a person reads them: lines, the cells of tables, and no more.

/** What stands in lines of its own. */
// prettier-ignore
const blocks = [
  "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form",
  "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
].join();
/** What nobody reads. */
const unread = ["script", "style", "template", "title"].join();
/** White space counts in it. */
const exact = ["pre", "textarea"].join();
/** Beside another cell of its row. */
const further = ["td + td", "td + th", "th + td", "th + th"].join();
/** The edge of a line, and a space that stays: no text of a page has these. */
const edge = "\uFDD0";
const kept = "\uFDD1";

/** Reads it; nothing of it runs or is fetched. */
export function wordsOfRich(rich: string): string {
  const { body } = new DOMParser().parseFromString(rich, "text/html");
  body.querySelectorAll(unread).forEach((element) => element.remove());
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    const asItIs = text.parentElement?.closest(exact) != null;
    text.data = asItIs ? text.data.replaceAll(" ", kept) : text.data.replaceAll(/[ \t\r\n]+/g, " ");
  }
  body.querySelectorAll("br").forEach((line) => line.replaceWith("\n"));
  body.querySelectorAll(further).forEach((cell) => cell.prepend("\t"));
  body.querySelectorAll(blocks).forEach((block) => [block.before(edge), block.after(edge)]);
  return (body.textContent ?? "")
    .replaceAll(/ *\uFDD0[ \uFDD0]*/g, "\n")
    .replaceAll(/ *([\n\t]) */g, "$1")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/^[\n ]+|[\n ]+$/g, "")
    .replaceAll(/[\uFDD1\u00A0]/g, " ");
}
