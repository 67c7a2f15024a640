import { createContext } from "react";

/** The nonce of the page's Content-Security-Policy; empty in the browser. */
export const NonceContext = createContext("");
