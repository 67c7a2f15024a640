import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "#app/context.server.ts";
import { chosenKey, keyFiles, loadDkim, loadKey, type DkimSigner } from "#emails/dkim/keys.server.ts";
import { dkimRecord, type DkimName, type DkimRecord } from "#emails/dkim/record.server.ts";

/** A DKIM key as operators see it, without the private key (D-07). */
export type SigningKey = DkimName & {
  /** True for the key that a newly started process would sign with. */
  signs: boolean;
  /** Null when it comes from the environment. */
  file: string | null;
  /** The record for DNS; null when the key cannot be used. */
  record: DkimRecord | null;
  fault: string | null;
  warning: string | null;
};

/** A file or folder that cannot be used; `code` is the system's, like `EACCES`. */
export type PathFault = { error: "unreadable" | "unwritable"; path: string; code: string };

/**
 * Lists the environment's key and the folder's, by domain and selector.
 * @param domain limits the list
 */
export function signingKeys(context: Context, domain?: string): SigningKey[] | PathFault {
  const { folder, given } = context.config.dkim;
  const names = namesIn(folder);
  if ("error" in names) return names;
  const keys = names.map((name) => signingKey(context, name));
  if (given) keys.unshift(describe(given, loadDkim(context.config.dkim), { signs: true, file: null }));
  return keys.filter((key) => !domain || key.domain === domain);
}

/** Returns one key of the folder. */
export function signingKey({ config }: Context, name: DkimName): SigningKey {
  const { folder, given } = config.dkim;
  const chosen = chosenKey(folder);
  const signs = !given && !!chosen && !("fault" in chosen) && isSameKey(chosen, name);
  return describe(name, loadKey(folder, name), { signs, file: keyFiles(folder, name).key });
}

/** True for two names of one key. */
export function isSameKey(a: DkimName, b: DkimName): boolean {
  return a.domain === b.domain && a.selector === b.selector;
}

function describe(
  { domain, selector }: DkimName,
  { published, fault, warning }: DkimSigner,
  rest: Pick<SigningKey, "signs" | "file">,
): SigningKey {
  const record = published && dkimRecord({ domain, selector }, published);
  return { domain, selector, ...rest, record, fault, warning };
}

function namesIn(folder: string): DkimName[] | PathFault {
  if (!existsSync(folder)) return [];
  try {
    return domainsIn(folder).flatMap((domain) =>
      selectorsIn(join(folder, domain)).map((selector) => ({ domain, selector })),
    );
  } catch (error) {
    return { error: "unreadable", path: folder, code: (error as NodeJS.ErrnoException).code ?? "" };
  }
}

function domainsIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => name).sort();
}

function selectorsIn(folder: string): string[] {
  const keys = readdirSync(folder).filter((file) => file.endsWith(".pem"));
  return keys.map((file) => file.slice(0, -".pem".length)).sort();
}
