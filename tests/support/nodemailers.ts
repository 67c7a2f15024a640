import { EventEmitter } from "node:events";
import SMTPConnection from "nodemailer/lib/smtp-connection";

type Parts = Record<string, unknown>;

/** A nodemailer that has only what its documentation names, as a later version could be. */
class PublicConnection extends EventEmitter {
  constructor(options: SMTPConnection.Options) {
    super();
    const inner = new SMTPConnection(options);
    for (const name of ["connect", "login", "send", "reset", "quit", "close"] as const)
      (this as unknown as Parts)[name] = (inner[name] as (...args: unknown[]) => unknown).bind(inner);
    for (const event of ["error", "end"]) inner.on(event, (...args) => this.emit(event, ...args));
  }
}

/** A nodemailer that has the private names, and works by others. */
class RenamedConnection extends SMTPConnection {
  constructor(options: SMTPConnection.Options) {
    super(options);
    for (const name of ["_createSendStream", "_actionMAIL"]) {
      const own = (this as unknown as Parts)[name];
      Object.defineProperty(this, name, { get: () => own, set: () => {} });
    }
  }
}

export const withoutPrivateNames = PublicConnection as unknown as typeof SMTPConnection;
export const withOtherPrivateNames = RenamedConnection as typeof SMTPConnection;
export const pinnedNodemailer = SMTPConnection;
