import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linksIn, withHiddenLink, withTargets } from "#emails/message/mailLinks.server.ts";
import { markup } from "#emails/render/markup.server.ts";

const href = fc.string({ unit: "grapheme", maxLength: 200 }).map((text) =>
  // Control characters are what no mail carries.
  `https://example.org/${text.replace(/[\p{Cc}]/gu, "")}`.toWellFormed(),
);

describe("links of a mail", () => {
  test("are found with the very target that was written into it", () => {
    fc.assert(
      fc.property(fc.array(href, { maxLength: 5 }), (hrefs) => {
        const html = hrefs
          .map((one) => markup`<p>x <a href="${one}" style="color:red">${one}</a></p>\n`.source)
          .join("");
        const links = linksIn(html);
        expect(links.map((link) => link.href)).toEqual(hrefs);
        expect(
          withTargets(
            html,
            links,
            hrefs.map(() => null),
          ),
        ).toBe(html);
        const others = links.map((_, i) => `https://other.example/${i}`);
        const changed = withTargets(html, links, others);
        expect(linksIn(changed).map((link) => link.href)).toEqual(others);
        expect(linksIn(changed).map((link) => link.words)).toEqual(links.map((link) => link.words));
      }),
    );
  });

  test("are found whatever attributes stand before the target, and nothing else is", () => {
    const html =
      '<a rel="sponsored" class="x y" href="https://a.example/?b=1&amp;c=&quot;2&quot;">A</a> <abbr href="https://no.example">';
    expect(linksIn(html)).toMatchObject([{ href: 'https://a.example/?b=1&c="2"', words: "A" }]);
  });

  test("are named by their words, else by what their picture shows", () => {
    const html = markup`<a href="https://a.example"><strong>Robots</strong>
      &amp; people</a><a href="https://b.example"><img src="x" alt="Two “arms” & a box" width="1"></a><a href="https://c.example"></a>`;
    expect(linksIn(html.source).map(({ words }) => words)).toEqual(["Robots & people", "Two “arms” & a box", ""]);
  });

  test("one that people cannot meet stands before all else, out of sight, of the keyboard and of screen readers", () => {
    const html = withHiddenLink('<html><body style="margin:0">\n<p>$& words</p></body></html>', "https://a.example/$&");
    expect(html).toMatch(
      /^<html><body style="margin:0"><div aria-hidden="true" style="display:none;[^"]*mso-hide:all">/,
    );
    expect(html).toContain('<a href="https://a.example/$&" tabindex="-1" style="');
    expect(linksIn(html)).toMatchObject([{ href: "https://a.example/$&", words: "" }]);
    expect(html.endsWith("</a></div>\n<p>$& words</p></body></html>")).toBe(true);
  });
});
