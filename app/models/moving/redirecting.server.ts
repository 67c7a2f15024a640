import type { Context } from "#app/context.server.ts";
import { addRedirects, type NewRedirect } from "#app/models/site/redirects.server.ts";
import type { MoveSums } from "./moves.server.ts";
import type { ReadPost } from "./post.server.ts";

const atOnce = 200;
const mostTaken = 1000;

/**
 * Leads from the former addresses of posts to their articles. Whole addresses of other hosts are none of the site's.
 * @param site the former address, like `https://old.example/blog`, or empty
 */
export function formerAddresses(context: Context, actor: string, site: string) {
  const sum = { redirects: 0, taken: [] as string[] };
  const waiting: NewRedirect[] = [];
  const flush = async () => {
    const { added, replaced, conflicts } = await addRedirects(context, waiting.splice(0), { by: actor });
    sum.redirects += added + replaced;
    for (const { error, from } of conflicts)
      if (error === "taken" && sum.taken.length < mostTaken) sum.taken.push(from);
  };
  return {
    add: async ({ permalink, aliases }: ReadPost, articleId: number): Promise<void> => {
      for (const address of [permalink, ...aliases]) {
        const from = pathOf(address, site);
        if (from) waiting.push({ from, to: { kind: "article", id: articleId } });
      }
      if (waiting.length >= atOnce) await flush();
    },
    end: async (): Promise<Pick<MoveSums, "redirects" | "taken">> => {
      if (waiting.length > 0) await flush();
      return sum;
    },
  };
}

/** The path of an address on the former site; one without a slash at its beginning is meant from the root. */
function pathOf(address: string, site: string): string | null {
  const typed = address.trim();
  if (typed === "" || /[\p{Cc}{}]/u.test(typed)) return null;
  if (!/^(https?:)?\/\//i.test(typed)) {
    const below = site === "" ? "" : new URL(site).pathname.replace(/\/$/, "");
    const path = `/${typed.replace(/^\/+/, "")}`;
    return below && !path.startsWith(`${below}/`) ? below + path : path;
  }
  const url = URL.parse(typed.startsWith("//") ? `https:${typed}` : typed);
  if (!url) return null;
  const isOther = site !== "" && bare(url.host) !== bare(new URL(site).host);
  return isOther ? null : url.pathname + url.search;
}

function bare(host: string): string {
  return host.replace(/^www\./, "");
}
