import { sql, type RawBuilder } from "kysely";

/** The numbers that assign readers: the coefficients of a polynomial, drawn for each issue. */
export type Seed = [number, number, number, number];

/** Gives a share of the readers, in per cent, to the editions of tried subjects, as many to each. */
export type Trial = { seed: Seed; share: number; editionIds: number[] };

/** A prime (2^31 − 1) above every reader's id; a product of two lower numbers fits the integers of both databases. */
export const bucketCount = 2_147_483_647;

/**
 * Returns a reader's bucket, from 0 to `bucketCount`. A polynomial of the third degree spreads any four readers like lots,
 * whatever their ids have in common (Wegman and Carter, 1981).
 */
export function bucketOf(seed: Seed, subscriberId: number): number {
  const [prime, id] = [BigInt(bucketCount), BigInt(subscriberId)];
  return Number(seed.reduce((sum, coefficient) => (sum * id + BigInt(coefficient)) % prime, 0n));
}

/** Returns the buckets of each tried subject: the first has those below it, the next those below twice as many. */
const widthOf = ({ share, editionIds }: Trial) => Math.floor((bucketCount * share) / 100 / editionIds.length);

/** Returns the edition of one reader; the database does the same in `editionFor`. @param rest the issue's own edition */
export function assignedEdition(trial: Trial, rest: number, subscriberId: number): number {
  return trial.editionIds[Math.floor(bucketOf(trial.seed, subscriberId) / widthOf(trial))] ?? rest;
}

/** The edition of each reader of a query on `subscriptions`. @param rest that of readers who are in no trial */
export function editionFor(rest: number, trial: Trial | null): RawBuilder<number> {
  if (!trial) return sql<number>`cast(${rest} as integer)`;
  const id = sql`cast(subscriptions.subscriber_id as bigint)`;
  const [first, ...others] = trial.seed;
  const bucket = others.reduce(
    (sum, coefficient) => sql`((${sum}) * ${id} + ${sql.lit(coefficient)}) % ${sql.lit(bucketCount)}`,
    sql`cast(${sql.lit(first)} as bigint)`,
  );
  const whens = trial.editionIds.map(
    (edition, i) => sql`when (${bucket}) < ${sql.lit(widthOf(trial) * (i + 1))} then ${sql.lit(edition)}`,
  );
  return sql<number>`cast(case ${sql.join(whens, sql` `)} else ${sql.lit(rest)} end as integer)`;
}
