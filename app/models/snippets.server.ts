import { wordsIn } from "#words/words.ts";
import type { Context } from "../context.server.ts";
import type { Briefing } from "./briefing.server.ts";
import type { List } from "./lists.server.ts";
import { currentWording, wordingKey } from "./wordings.server.ts";

/** The sign-up form for other sites: a frame, and a plain form that posts to us. Neither needs a script. */
export async function signUpSnippets(context: Context, briefing: Briefing, list: List) {
  const words = wordsIn(briefing.language);
  const { text } = await currentWording(context, "sign-up", briefing.language);
  const url = `${context.config.appUrl}/subscribe-form`;
  const label = escape(words("signUp.formLabel", { name: list.name }));
  return {
    frame: `<iframe src="${url}?list=${list.slug}" title="${label}"
  style="width: 100%; height: 30rem; border: 0" loading="lazy"></iframe>
`,
    form: `<form method="post" action="${url}" aria-label="${label}">
  <label>
    ${escape(words("signUp.email"))}
    <input type="email" name="email" autocomplete="email" required>
  </label>
  <input type="hidden" name="lists" value="${list.slug}">
  <input type="hidden" name="wording" value="${wordingKey(text)}">
  <div style="position: absolute; left: -100vw" aria-hidden="true">
    <label>Website <input type="text" name="website" tabindex="-1" autocomplete="off"></label>
  </div>
  <button type="submit">${escape(words("signUp.subscribe"))}</button>
  <p>${escape(text)}
    <a href="${context.config.appUrl}/privacy">${escape(briefing.name)}</a></p>
</form>
`,
  };
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
