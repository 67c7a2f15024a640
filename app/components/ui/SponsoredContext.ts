import { createContext } from "react";

/** True inside of an advertisement. */
export const SponsoredContext = createContext(false);
