import { wording } from "#app/models/faults.ts";
import type { KeyDoubt, KeyFault, Switched } from "#app/models/instance/signingKeyChanges.server.ts";
import type { SigningKey } from "#app/models/instance/signingKeys.server.ts";

/** Words why a key was not made, chosen or listed. */
export const wordKeyFault = wording<KeyFault>({
  unreadable: ({ path, code }) => `${path} cannot be read (${code}).`,
  unwritable: ({ path, code }) => `${path} cannot be written (${code}).`,
  "no-key-name": ({ why }) => `There can be no such key: ${why}.`,
  "cannot-sign": ({ why }) => `This key cannot sign: ${why}.`,
  taken: ({ domain, selector }) => `There is already a key ${selector} of ${domain}; name another selector.`,
});

/** Words why a chosen key may have no effect. */
export function wordKeyDoubt(about: KeyDoubt): string {
  return about.doubt === "misfit"
    ? `${about.address} does not belong to ${about.domain}: this key cannot sign mail from there.`
    : "DKIM_PRIVATE_KEY in the environment goes before this key.";
}

/** Describes a new key, and the next steps. */
export function madeWords({ domain, selector, file, record }: SigningKey): string {
  return [
    `Made the key ${file}. Nobody else needs it; keep it secret.`,
    "",
    `1. Publish this record in the DNS of ${domain}:`,
    "",
    recordWords(record!),
    "",
    "   A long TTL helps: some receivers wait for DNS only briefly. For a web form that wants the value in one piece:",
    "",
    `   ${record!.value}`,
    "",
    `2. Look whether it can be seen:  dig +short TXT ${record!.name}`,
    `3. Then sign with it:            npm run dkim -- --domain ${domain} --use ${selector}`,
  ].join("\n");
}

/** Says which key signs after the next start, and which record must stay in DNS. */
export function switchedWords({ key, before, keepUntil, doubts }: Switched): string {
  const until = new Date(keepUntil).toISOString().slice(0, "2026-11-30".length);
  return [
    `${key.selector} of ${key.domain} signs from the next start on: restart Pressrun, every web and sender process.`,
    ...(before
      ? [
          `Leave the record of ${before.selector}._domainkey.${before.domain} in DNS until ${until} at least, 7 days after its last mail.`,
        ]
      : []),
    ...doubts.map((doubt) => `Warning: ${wordKeyDoubt(doubt)}`),
    ...(key.warning ? [`Warning: ${key.warning}.`] : []),
  ].join("\n");
}

/** Lists every key with its record. */
export function keyTable(keys: SigningKey[]): string {
  if (keys.length === 0) return "There is no key. Make one: npm run dkim -- --domain DOMAIN";
  return keys.map(keyWords).join("\n\n");
}

function keyWords({ domain, selector, file, signs, record, fault, warning }: SigningKey): string {
  return [
    `${selector} of ${domain}: ${signs ? "signs" : "does not sign"} (${file ?? "DKIM_PRIVATE_KEY"})`,
    ...(fault ? [`   Cannot sign: ${fault}.`] : []),
    ...(warning ? [`   Warning: ${warning}.`] : []),
    ...(record ? [recordWords(record)] : []),
  ].join("\n");
}

function recordWords({ name, strings, ttl }: NonNullable<SigningKey["record"]>): string {
  const value = strings.map((string) => `"${string}"`);
  return [
    `   name    ${name}`,
    "   type    TXT",
    `   TTL     ${ttl}`,
    `   value   ${value.join(`\n${" ".repeat("   value   ".length)}`)}`,
  ].join("\n");
}
