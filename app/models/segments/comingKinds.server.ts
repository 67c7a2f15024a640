import { sql } from "kysely";
import { z } from "zod";
import { oneLine, rowId } from "#app/models/fields.server.ts";
import { isWord } from "#app/models/joinSources.ts";
import { elsewhere } from "./carrying.server.ts";
import { mostOfSegment } from "./draft.ts";
import { kindOf } from "./kindOf.server.ts";
import { finds, type ReaderQuery } from "./readerQuery.server.ts";

/** The receipts of how a reader came to the list of the subscription. */
export function receipts(eb: ReaderQuery) {
  return eb
    .selectFrom("consent_events as receipt")
    .select("receipt.seq")
    .whereRef("receipt.subscriber_id", "=", "subscriptions.subscriber_id")
    .whereRef("receipt.list_id", "=", "subscriptions.list_id");
}

/** The ways in that begin on a page, with any source word behind it or none. */
function waysFrom(eb: ReaderQuery, page: string) {
  const worded = sql<string>`${`${likeText(page)}?from=%`} escape '\\'`;
  return eb
    .selectFrom("consent_ways")
    .select("consent_ways.id")
    .where((way) => way.or([way("consent_ways.source", "=", page), way("consent_ways.source", "like", worded)]));
}

/** The ways in by a source word, on whatever page. */
function waysWith(eb: ReaderQuery, word: string) {
  const worded = sql<string>`${`%?from=${likeText(word)}`} escape '\\'`;
  return eb.selectFrom("consent_ways").select("consent_ways.id").where("consent_ways.source", "like", worded);
}

/** The ways to a list, with the kind of receipt that each leaves. */
const ways = {
  form: { label: "by themselves", receipt: "signed-up" },
  import: { label: "by an import", receipt: "imported" },
} as const;
type Way = keyof typeof ways;

/** The choices of a way, for the builder. */
export const wayChoices = Object.entries(ways).map(([value, { label }]) => ({ value, label }));

/** The kinds of conditions about how somebody came. */
export const comingKinds = {
  way: kindOf({
    label: "How they joined",
    is: "joined",
    isNot: "did not join",
    fields: [{ name: "way", label: "How", type: "choice", from: "ways" }],
    schema: z.object({ way: z.enum(Object.keys(ways) as [Way, ...Way[]], "Choose how.") }),
    words: ({ way }) => ways[way].label,
    holds: (eb, { way }) => {
      const receipt = finds(eb, receipts(eb).where("receipt.kind", "=", ways[way].receipt));
      // An import of before there were numbers of imports left only its receipts.
      return way === "import" ? eb.or([eb("subscriptions.import_id", "is not", null), receipt]) : receipt;
    },
  }),
  imported: kindOf({
    label: "Import that brought them",
    is: "came by the",
    isNot: "did not come by the",
    fields: [{ name: "import", label: "Import", type: "choice", from: "imports" }],
    schema: z.object({ import: z.union([z.literal(elsewhere), rowId("Choose an import.")], "Choose an import.") }),
    words: ({ import: id }, { imports }) =>
      id === elsewhere ? "import of another installation" : (imports.get(id) ?? "import that is gone"),
    lack: ({ import: id }, { imports }) => {
      if (id === elsewhere) return { error: "foreign-import" };
      return imports.has(id) ? null : { error: "import" };
    },
    // Not known of who came by themselves, and that is known.
    holds: (eb, { import: id }) =>
      id === elsewhere ? eb.lit(false) : eb(eb.fn.coalesce("subscriptions.import_id", eb.lit(0)), "=", id),
  }),
  page: kindOf({
    label: "Page of the form",
    is: "signed up on",
    isNot: "did not sign up on",
    fields: [{ name: "page", label: "Path of the page", type: "text", hint: "Like /subscribe, as receipts have it." }],
    schema: z.object({ page: oneLine("Type the page’s path.", mostOfSegment.value) }),
    words: ({ page }) => page,
    holds: (eb, { page }) =>
      finds(eb, receipts(eb).where("receipt.kind", "=", "signed-up").where("receipt.way_id", "in", waysFrom(eb, page))),
  }),
  word: kindOf({
    label: "Source word they came by",
    is: "came by",
    isNot: "did not come by",
    fields: [{ name: "word", label: "Word", type: "text", hint: "Like podcast, as the address had it behind ?from=." }],
    schema: z.object({
      word: oneLine("Type the word.", 40)
        .transform((typed) => typed.toLowerCase())
        .refine(isWord, "Type one word of letters, digits, dots and hyphens."),
    }),
    words: ({ word }) => `“?from=${word}”`,
    holds: (eb, { word }) =>
      finds(eb, receipts(eb).where("receipt.kind", "=", "signed-up").where("receipt.way_id", "in", waysWith(eb, word))),
  }),
};

/** Escapes the wildcards of LIKE. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
