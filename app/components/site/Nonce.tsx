import { createContext } from "react";

/** The nonce that the page's Content-Security-Policy lets scripts run by; empty in the browser. */
export const NonceContext = createContext("");
