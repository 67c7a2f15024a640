import { findMailServer } from "./imap.ts";

/** Finds an IMAP server, or installs one, before the first test's time starts to run; the tests that need it say so. */
export default function setUpImap() {
  findMailServer();
}
