import { describe, expect, test } from "vitest";
import { renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { article, body, content, markerKey, origin } from "../samples.ts";

const key = "00112233445566778899aabbccddeeff";

/** The tag of the image with this ending, and everything that stands around it in the mail. */
async function imageInMail(ending: string) {
  const attrs = { src: `/images/${key}.${ending}`, alt: "A plan", width: 600, height: 300 };
  const one = article({ slug: "plan", display: "full", body: body({ type: "image", attrs }) });
  const { html } = await renderEdition(loadTemplates(), content({ articles: [one] }), markerKey);
  const tag = html.match(/<img\b[^>]*>/g)!.find((found) => found.includes(`${key}.${ending}`))!;
  return { html, tag };
}

describe("an image in a mail", () => {
  test.each(["jpg", "png", "gif"])(
    "is its one %s, which every mail program shows, and no newer format (E-18)",
    async (ending) => {
      const { html, tag } = await imageInMail(ending);
      expect(tag).toContain(`src="${origin}/images/${key}.${ending}"`);
      expect(html).not.toMatch(/<picture|<source|srcset|\.(webp|avif)/);
    },
  );

  test("that something shines through has no ground of its own, so that it is no white block in the dark", async () => {
    const { html, tag } = await imageInMail("png");
    expect(tag).not.toMatch(/background|bgcolor/);
    const dark = html.slice(
      html.indexOf("prefers-color-scheme: dark"),
      html.indexOf("</style>", html.indexOf("prefers-color-scheme: dark")),
    );
    expect(dark).not.toMatch(/\bimg\b|#fff(fff)?\b|filter|invert/i);
    // Its sheet is the ground, and turns dark with the mail.
    expect(dark).toMatch(/\.sheet[^}]*#1e1c1a/);
  });

  test("that is a link and is not shown has words in the colour of links, not a program's blue", async () => {
    const attrs = { src: `/images/${key}.jpg`, alt: "A plan", width: 600, height: 300, link: "https://port.example/" };
    const one = article({ slug: "plan", display: "full", body: body({ type: "image", attrs }) });
    const { html } = await renderEdition(
      loadTemplates(),
      content({ articles: [one, article({ slug: "x" })] }),
      markerKey,
    );
    const around = html.match(/<a\b[^>]*>(?=\s*<img\b)/g)!;
    expect(around.length).toBeGreaterThan(1);
    for (const link of around) expect(link).toMatch(/[";]color:#8f2f1c/);
  });
});
