import { createContext } from "react";

/**
 * One text of several on a page. `prefix`: of the ids in it; `below`: how many ranks its headings are
 * lower; `named`: links may lead to its headings.
 */
export type BodyPart = { prefix: string; below: 0 | 1; named?: true };

/** The text around; by default it is the only one. */
export const BodyPartContext = createContext<BodyPart>({ prefix: "", below: 0 });
