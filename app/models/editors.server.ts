import { hash, verify } from "@node-rs/argon2";
import type { Insertable } from "kysely";
import { z } from "zod";
import { isUniqueViolation } from "#db/client.server.ts";
import type { EditorsTable, Role } from "#db/schema.ts";
import { inTransaction, type Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { endOtherSessions } from "./sessions.server.ts";
import { hashToken, randomToken } from "./tokens.server.ts";
import { forgetTries, withinLimit } from "./throttles.server.ts";
import { oneLine } from "./words.server.ts";

/** Who works at the desk: an editor writes, an operator sends and runs, an owner may do all. */
export type Editor = { id: number; email: string; name: string; role: Role };

/** argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane (S-05). */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const minute = 60_000;

/** The shortest of the common lists that people really type; the length rule takes care of the rest. */
const tooCommon = new Set(
  (
    "password password1 password123 passw0rd 12345678 123456789 1234567890 qwertyuiop qwerty123 iloveyou sunshine " +
    "princess football baseball superman trustno1 letmein1 welcome1 whatever starwars computer abcd1234 11111111 " +
    "00000000 password! admin123 pressrun newsletter changeme"
  ).split(" "),
);

export const passwordSchema = z
  .string("Choose a password.")
  .min(8, "A password has at least 8 characters; a sentence of 15 or more is better.")
  .max(1000, "A password has at most 1000 characters.")
  .refine((password) => !tooCommon.has(password.toLowerCase()), "This password is among the first that anyone tries.");

/** An address that somebody can sign in with. */
export const signInAddress = z.string("Enter an email address.").superRefine((typed, ctx) => {
  const address = parseAddress(typed);
  if ("error" in address) ctx.addIssue({ code: "custom", message: address.error });
});

export const editorSchema = z.object({
  email: signInAddress,
  name: oneLine("Enter a name.", 80),
  role: z.enum(["editor", "operator", "owner"], "A role is editor, operator or owner.").default("editor"),
  password: passwordSchema,
});

export const newPasswordSchema = z.object({ password: passwordSchema });

export type EditorInput = z.infer<typeof editorSchema>;

type PreparedEditor = Pick<Insertable<EditorsTable>, "email" | "email_key" | "name" | "role" | "password_hash">;
type EditorFault = { error: { field: "email"; message: string } };

/** True when `role` may do what `needed` may: editor < operator < owner. */
export function mayActAs(role: Role, needed: Role): boolean {
  const order: Role[] = ["editor", "operator", "owner"];
  return order.indexOf(role) >= order.indexOf(needed);
}

/** @returns the new editor, or which field is wrong and why */
export async function createEditor(context: Context, input: EditorInput): Promise<{ editor: Editor } | EditorFault> {
  const prepared = await prepareEditor(input);
  return "error" in prepared ? prepared : insertEditor(context, prepared);
}

/** Checks the address and hashes the password: the slow part, which must not be waited for in a transaction. */
export async function prepareEditor(input: EditorInput): Promise<PreparedEditor | EditorFault> {
  const address = parseAddress(input.email);
  if ("error" in address) return { error: { field: "email", message: address.error } };
  const passwordHash = await hash(input.password.normalize("NFC"), argon);
  return {
    email: address.email,
    email_key: address.key,
    name: input.name,
    role: input.role,
    password_hash: passwordHash,
  };
}

export async function insertEditor(
  context: Context,
  prepared: PreparedEditor,
): Promise<{ editor: Editor } | EditorFault> {
  try {
    const editor = await context.db
      .insertInto("editors")
      .values({ ...prepared, created_at: context.clock() })
      .returning(["id", "email", "name", "role"])
      .executeTakeFirstOrThrow();
    return { editor };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return { error: { field: "email", message: "There is already an editor with this address." } };
  }
}

/** @returns true as long as nobody can sign in, so that the first visit to the desk sets up the owner */
export async function hasNoEditors(context: Context): Promise<boolean> {
  return !(await context.db.selectFrom("editors").select("id").limit(1).executeTakeFirst());
}

export function listEditors(context: Context): Promise<(Editor & { disabledAt: number | null })[]> {
  return context.db
    .selectFrom("editors")
    .select(["id", "email", "name", "role", "disabled_at as disabledAt"])
    .orderBy("id")
    .execute();
}

/** Lets an editor in no more, or again; whoever is disabled is signed out everywhere (S-01). */
export async function setDisabled(context: Context, id: number, disabled: boolean): Promise<void> {
  await inTransaction(context, async (context) => {
    const at = disabled ? context.clock() : null;
    await context.db.updateTable("editors").set({ disabled_at: at }).where("id", "=", id).execute();
    if (disabled) await context.db.deleteFrom("sessions").where("editor_id", "=", id).execute();
  });
}

/** Gives an editor a new password and ends every session that began with the old one, but for `keepToken`'s (S-01). */
export async function setPassword(context: Context, id: number, password: string, keepToken = ""): Promise<void> {
  const passwordHash = await hash(password.normalize("NFC"), argon);
  await inTransaction(context, async (context) => {
    await context.db.updateTable("editors").set({ password_hash: passwordHash }).where("id", "=", id).execute();
    await endOtherSessions(context, id, keepToken);
  });
}

/** True when `password` is the one that the editor signs in with; for what a found-open browser must not do. */
export async function isPasswordOf(context: Context, id: number, password: string): Promise<boolean> {
  const row = await context.db.selectFrom("editors").select("password_hash").where("id", "=", id).executeTakeFirst();
  return Boolean(row?.password_hash && (await verify(row.password_hash, password.slice(0, 1000).normalize("NFC"))));
}

/**
 * Checks address and password. The answer takes as long for an unknown address, and ten wrong tries in a quarter of
 * an hour, per address or per network, make every further one wait (S-05, S-08); nobody is locked out for good.
 */
export async function signIn(
  context: Context,
  typed: { email: string; password: string; network: string },
): Promise<{ editor: Editor } | { error: "wrong" | "too-many" }> {
  const address = parseAddress(typed.email);
  const key = "key" in address ? address.key : "";
  const calm =
    (await withinLimit(context, "sign-in-address", key, 10, 15 * minute)) &&
    (await withinLimit(context, "sign-in-network", typed.network, 50, 15 * minute));
  if (!calm) return { error: "too-many" };
  const row = await context.db
    .selectFrom("editors")
    .select(["id", "email", "name", "role", "password_hash"])
    .where("email_key", "=", key)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  const password = typed.password.slice(0, 1000).normalize("NFC");
  // One argon2 run either way, so that the time tells nobody which addresses are known.
  if (!row?.password_hash) await hash(password, argon);
  if (!row?.password_hash || !(await verify(row.password_hash, password))) return { error: "wrong" };
  await forgetTries(context, "sign-in-address", key);
  return { editor: { id: row.id, email: row.email, name: row.name, role: row.role } };
}

/** A link that signs an editor in once, within `lastsMs`; its page asks for a click, a GET uses nothing up (S-07). */
export async function createSignInLink(context: Context, editorId: number, lastsMs: number): Promise<string> {
  const token = randomToken();
  const now = context.clock();
  await context.db
    .insertInto("sign_in_links")
    .values({
      token_hash: hashToken(token),
      editor_id: editorId,
      created_at: now,
      expires_at: now + lastsMs,
      used_at: null,
    })
    .execute();
  return token;
}

/** @returns the editor the link belongs to, the first time within its life; else null */
export async function redeemSignInLink(context: Context, token: string): Promise<Editor | null> {
  return inTransaction(context, async (context) => {
    const now = context.clock();
    const link = await context.db
      .updateTable("sign_in_links")
      .set({ used_at: now })
      .where("token_hash", "=", hashToken(token))
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .returning("editor_id")
      .executeTakeFirst();
    if (!link) return null;
    const editor = await context.db
      .selectFrom("editors")
      .select(["id", "email", "name", "role"])
      .where("id", "=", link.editor_id)
      .where("disabled_at", "is", null)
      .executeTakeFirst();
    return editor ?? null;
  });
}
