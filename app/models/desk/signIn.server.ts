import type { Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { minute } from "#app/models/durations.ts";
import { addNotice } from "#app/models/notices.server.ts";
import { countAttempt, forgetAttempts, takeBackAttempt, waitFor } from "#app/models/rateLimits.server.ts";
import { browserKey } from "./knownBrowsers.server.ts";
import { verifyPassword } from "./passwords.server.ts";
import type { Editor } from "./roles.server.ts";

const window = 15 * minute;

/**
 * Wrong passwords allowed in a quarter of an hour (S-05, S-08). Ten from one network for one address are a forgotten
 * password. Only many networks together can reach the limit of an address. Its owner still gets in: a known browser has
 * its own count, and a mailed link needs no password.
 */
const limits = { "sign-in-pair": 10, "sign-in-network": 50, "sign-in-address": 100, "sign-in-browser": 10 };
type Scope = keyof typeof limits;

/** `browsers`: the cookie of `rememberBrowser`; `network`: from `networkOf`. */
type TypedSignIn = { email: string; password: string; network: string; browsers: string };
type SignInResult = { editor: Editor } | { error: "wrong" } | { error: "too-many"; wait: number };

/** Checks address and password. Answer and duration are the same for an unknown address (C-06). */
export async function signIn(context: Context, typed: TypedSignIn): Promise<SignInResult> {
  const address = parseAddress(typed.email);
  const key = "key" in address ? address.key : "";
  const row = await context.db
    .selectFrom("editors")
    .select(["id", "email", "name", "role", "password_hash", "disabled_at"])
    .where("email_key", "=", key)
    .executeTakeFirst();
  const counters = countersOf(context, key, typed, row?.id);
  for (const [scope, subject] of counters) {
    const tries = await countAttempt(context, scope, subject, window);
    if (tries <= limits[scope]) continue;
    // The first attempt above the limit logs it for the whole window.
    if (tries === limits[scope] + 1) await reportBlocked(context, scope, row);
    return { error: "too-many", wait: await waitFor(context, scope, subject, window) };
  }
  const isRight = await verifyPassword(row?.password_hash, typed.password);
  if (!row || !isRight || row.disabled_at !== null) {
    await logAction(context, "somebody", "sign-in-failed", aboutWhom(row));
    return { error: "wrong" };
  }
  for (const [scope, subject] of counters)
    await (scope === "sign-in-network" || scope === "sign-in-address" ? takeBackAttempt : forgetAttempts)(
      context,
      scope,
      subject,
    );
  return { editor: { id: row.id, email: row.email, name: row.name, role: row.role } };
}

/**
 * The order matters: an attempt blocked by one counter is not counted by the next, so that one network cannot block an
 * address.
 */
function countersOf(
  context: Context,
  key: string,
  { network, browsers }: TypedSignIn,
  editorId = 0,
): [Scope, string][] {
  const browser = editorId ? browserKey(context, browsers, editorId) : null;
  if (browser !== null) return [["sign-in-browser", `${editorId} ${browser}`]];
  return [
    ["sign-in-pair", `${key} ${network}`],
    ["sign-in-network", network],
    ["sign-in-address", key],
  ];
}

type Account = { id: number; name: string; disabled_at: number | null } | undefined;

function aboutWhom(account: Account): string {
  if (!account) return "no editor";
  return `editor ${account.id}${account.disabled_at === null ? "" : ", who is shut out"}`;
}

const scopeTexts: Record<Scope, string> = {
  "sign-in-pair": "from this network",
  "sign-in-network": "whatever the address, from this network",
  "sign-in-address": "from every network, but for browsers that are known",
  "sign-in-browser": "from a browser that is known",
};

async function reportBlocked(context: Context, scope: Scope, account: Account): Promise<void> {
  await logAction(context, "somebody", "sign-in-held", `${aboutWhom(account)}, ${scopeTexts[scope]}`);
  if (scope !== "sign-in-address" || !account) return;
  const text =
    `Somebody tries passwords for ${account.name} from many networks: ${limits[scope]} were wrong in a quarter of an hour. ` +
    "Browsers that have signed in before, and links by mail, still let them in.";
  await addNotice(context, { kind: "sign-ins", text, link: "/desk/settings/log" });
}
