import { expect, test } from "vitest";

import { wordsOfRich } from "./richtext";

test("cells that were copied from a table stand beside each other, and its rows in lines", () => {
  const table = `<meta charset="utf-8"><style>td { color: red }</style>
    <table cellspacing="0">
      <colgroup width="85"></colgroup>
      <tr>
        <td height="17" align="left">Name</td>
        <td align="left"><b>Days</b></td>
      </tr>
      <tr>
        <td>Bob</td>
        <td>3</td>
      </tr>
    </table>`;
  expect(wordsOfRich(table)).toBe("Name\tDays\nBob\t3");
});

test.each([
  ["<p>first</p><p>second <i>line</i></p><ul><li>a<li>b</ul>", "first\nsecond line\na\nb"],
  ["<div>one<br>two<br><br>three</div>", "one\ntwo\n\nthree"],
  ["<b>bold</b><span>\u00A0</span><i>words</i>", "bold words"],
  ["some\n   words,\n<em> and</em> more ", "some words, and more"],
  ["<pre>if (x)\n  y();</pre>", "if (x)\n  y();"],
  ["<script>ran()</script><img src=x alt=none>", ""],
])("it reads as a person does: %s", (rich, words) => {
  expect(wordsOfRich(rich)).toBe(words);
});
