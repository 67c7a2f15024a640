import type { Context } from "#app/context.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { currentWording, wordingKey } from "#app/models/consent/wordings.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";

/** In rem: the height of the form for one list on a phone, in the longest of our languages. */
const frameHeight = 35;

/**
 * Returns the sign-up form for other sites, in three variants: a frame, a frame with a script that sets its height and
 * colour scheme, and a plain form that posts here. Only the second needs JavaScript.
 * @param look whether the site is light, dark, or follows its readers' own setting
 */
export async function signUpSnippets(
  context: Context,
  briefing: Briefing,
  list: List,
  look: "light" | "dark" | "auto" = "auto",
) {
  const words = messagesIn(briefing.language);
  const { text } = await currentWording(context, "sign-up", briefing.language);
  const url = `${context.config.appUrl}/subscribe-form`;
  const label = escape(words("signUp.formLabel", { name: list.name }));
  const frame = (words: string) => `<iframe src="${url}?list=${list.slug}${words}" title="${label}"
  style="width: 100%; height: ${frameHeight}rem; border: 0; color-scheme: ${look === "auto" ? "light dark" : look}" loading="lazy"></iframe>
`;
  return {
    frame: frame(look === "auto" ? "" : `&look=${look}`),
    fitted: frame(`${look === "auto" ? "" : `&look=${look}`}&fit`) + fitting(context.config.appUrl),
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

/**
 * Our frame reports its height; the embedding page answers with its colour scheme, read from the frame's background.
 */
function fitting(origin: string): string {
  return `<script>
(function () {
  var frame = document.currentScript.previousElementSibling;
  function look() {
    for (var at = frame; at; at = at.parentElement) {
      var colour = getComputedStyle(at).backgroundColor.match(/[\\d.]+/g) || [];
      if (colour.length === 3 || colour[3] > 0.5)
        return colour[0] * 0.3 + colour[1] * 0.59 + colour[2] * 0.11 < 128 ? "dark" : "light";
    }
    return getComputedStyle(document.documentElement).colorScheme.indexOf("dark") < 0 ? "light" : null;
  }
  addEventListener("message", function (event) {
    if (event.source !== frame.contentWindow || event.origin !== "${origin}") return;
    frame.style.height = event.data.height + "px";
    frame.contentWindow.postMessage({ look: look() }, "${origin}");
  });
})();
</script>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
