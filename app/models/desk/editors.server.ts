import type { Insertable } from "kysely";
import { z } from "zod";
import { inTransaction, type Context } from "#app/context.server.ts";
import { parseAddress, type AddressFault } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { minute } from "#app/models/durations.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { roles } from "#app/models/roles.ts";
import { forgetAttempts, withinLimit } from "#app/models/rateLimits.server.ts";
import { isUniqueViolation } from "#db/client.server.ts";
import type { EditorsTable, Role } from "#db/schema/desk.ts";
import { endPasskeys } from "./passkeys.server.ts";
import { hashPassword, passwordFault, passwordSchema, verifyPassword, type PasswordFault } from "./passwords.server.ts";
import type { Editor } from "./roles.server.ts";
import { endOtherSessions } from "./sessions.server.ts";

/** The email address of an account. */
export const signInAddress = z.string("Enter an email address.").superRefine((typed, ctx) => {
  const address = parseAddress(typed);
  if ("error" in address) ctx.addIssue({ code: "custom", message: wordAddressFault(address) });
});

export const roleSchema = z.enum(roles, "A role is writer, editor, operator or owner.");

export const editorSchema = z.object({
  email: signInAddress,
  name: oneLine("Enter a name.", 80),
  role: roleSchema.default("editor"),
  password: passwordSchema,
});

export const newPasswordSchema = z.object({ password: passwordSchema });

type EditorInput = z.infer<typeof editorSchema>;

type PreparedEditor = Pick<Insertable<EditorsTable>, "email" | "email_key" | "name" | "role" | "password_hash">;
/** Why there is no such account; `taken`: another one has this address. */
export type EditorFault =
  { error: "address"; fault: AddressFault } | { error: "taken" } | { error: "password"; fault: PasswordFault };

/** Creates an account. */
export async function createEditor(context: Context, input: EditorInput): Promise<{ editor: Editor } | EditorFault> {
  const prepared = await prepareEditor(input, await siteNames(context));
  return "error" in prepared ? prepared : insertEditor(context, prepared);
}

/**
 * Checks address and password, and hashes the password. Hashing is slow, so call it outside of a transaction.
 * @param names of the site, which are too easy to guess for a password
 */
export async function prepareEditor(input: EditorInput, names: string[]): Promise<PreparedEditor | EditorFault> {
  const address = parseAddress(input.email);
  if ("error" in address) return { error: "address", fault: address };
  const fault = await passwordFault(input.password, [input.name, address.email, ...names]);
  if (fault) return { error: "password", fault };
  const passwordHash = await hashPassword(input.password);
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
    return { error: "taken" };
  }
}

/** @returns true when there is no account, so that the first visit to the desk sets up the owner */
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

/** Finds an account by address. @param key an address's `key` */
export function editorAt(context: Context, key: string): Promise<Editor | undefined> {
  return context.db
    .selectFrom("editors")
    .select(["id", "email", "name", "role"])
    .where("email_key", "=", key)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
}

type LastOwner = { error: "last-owner" };

/**
 * Disables or enables an account; a disabled one is signed out everywhere and loses its passkeys (S-01). The last owner
 * cannot be disabled.
 */
export async function setDisabled(context: Context, id: number, disabled: boolean): Promise<LastOwner | null> {
  return inTransaction(context, async (context) => {
    if (disabled && (await isLastOwner(context, id))) return { error: "last-owner" };
    const at = disabled ? context.clock() : null;
    await context.db.updateTable("editors").set({ disabled_at: at }).where("id", "=", id).execute();
    if (!disabled) return null;
    await context.db.deleteFrom("sessions").where("editor_id", "=", id).execute();
    await endPasskeys(context, id);
    return null;
  });
}

/**
 * Changes the role of an account. Every request looks the role up, so that it counts from the next one on; the last
 * owner keeps theirs.
 * @param actor who changes it, for the audit log
 */
export async function setRole(
  context: Context,
  id: number,
  role: Role,
  actor: string,
): Promise<{ was: Role } | { error: "last-owner" | "gone" }> {
  return inTransaction(context, async (context) => {
    if (role !== "owner" && (await isLastOwner(context, id))) return { error: "last-owner" };
    const before = await context.db.selectFrom("editors").select("role").where("id", "=", id).executeTakeFirst();
    if (!before) return { error: "gone" };
    if (before.role === role) return { was: role };
    await context.db.updateTable("editors").set({ role }).where("id", "=", id).execute();
    await logAction(context, actor, "role-changed", `editor ${id}, ${before.role} to ${role}`);
    return { was: before.role };
  });
}

/** Locks the owners, so that of two who demote each other one stays. */
async function isLastOwner({ db }: Context, id: number): Promise<boolean> {
  const owners = await db
    .updateTable("editors")
    .set((eb) => ({ role: eb.ref("role") }))
    .where("role", "=", "owner")
    .where("disabled_at", "is", null)
    .returning("id")
    .execute();
  return owners.length === 1 && owners[0]!.id === id;
}

/** Returns the names of the site: the briefing's name and the host's. */
export async function siteNames(context: Context): Promise<string[]> {
  const { hostname } = new URL(context.config.appUrl);
  return ["Pressrun", hostname, (await getBriefing(context))?.name ?? ""];
}

/**
 * Sets a password, and ends every session of the editor except that of `keepToken` (S-01).
 * @returns the fault of the password; null when it is set
 */
export async function setPassword(
  context: Context,
  { id, name, email }: Editor,
  password: string,
  keepToken = "",
): Promise<PasswordFault | null> {
  const fault = await passwordFault(password, [name, email, ...(await siteNames(context))]);
  if (fault) return fault;
  const passwordHash = await hashPassword(password);
  await inTransaction(context, async (context) => {
    await context.db.updateTable("editors").set({ password_hash: passwordHash }).where("id", "=", id).execute();
    await endOtherSessions(context, id, keepToken);
  });
  return null;
}

/**
 * Verifies the own password before a sensitive change, in case the browser was left unlocked; ten attempts in a quarter
 * of an hour.
 * @returns `too-many` without verifying it
 */
export async function checkOwnPassword(
  context: Context,
  id: number,
  password: string,
): Promise<"right" | "wrong" | "too-many"> {
  if (!(await withinLimit(context, "own-password", String(id), 10, 15 * minute))) return "too-many";
  const row = await context.db.selectFrom("editors").select("password_hash").where("id", "=", id).executeTakeFirst();
  if (!(await verifyPassword(row?.password_hash, password))) return "wrong";
  await forgetAttempts(context, "own-password", String(id));
  return "right";
}
