import fc from "fast-check";
import { expect, test } from "vitest";
import { html } from "../../../src/agent/status/html.ts";

test("a value is escaped, markup is not escaped twice", () => {
  const inner = html`<i>${"a & b"}</i>`;
  expect(html`<p title="${`"'`}">${inner}${[inner]}${7}${null}</p>`.toString()).toBe(
    '<p title="&quot;&#39;"><i>a &amp; b</i><i>a &amp; b</i>7</p>',
  );
});

test("no text leaves its place", () => {
  const texts = fc.string({ unit: "binary", maxLength: 2000 });
  fc.assert(
    fc.property(texts, (text) => {
      const markup = html`<p title="${text}">${text}</p>`.toString();
      const inside = markup.slice('<p title="'.length, -"</p>".length).replace('">', "");
      expect(inside).not.toMatch(/[<>"'\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});
