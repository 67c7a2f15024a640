import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { endsWithTheTest } from "./cleanup.ts";
import { endPatience } from "./patience.ts";

/** A message as it came over the wire. */
export type ReceivedMessage = { envelope: { from: string; to: string[] }; raw: Buffer; at: number };

/**
 * What a stage answers instead of yes: a reply like "451 4.7.1 Later", or the connection is dropped, or nothing comes
 * until the client's time-out has passed.
 */
export type Answer = string | "drop" | "time-out" | undefined;

/** How the far end behaves; what is left out is accepted. Each may take its time: answers may be promises. */
export type Behaviour = {
  connect?: () => Answer | Promise<Answer>;
  mail?: (from: string) => Answer | Promise<Answer>;
  /** `earlier`: how often this recipient was asked for before. */
  rcpt?: (to: string, earlier: number) => Answer | Promise<Answer>;
  /** After the dot. `earlier`: how often a whole message for its first recipient came before. */
  data?: (message: ReceivedMessage, earlier: number) => Answer | Promise<Answer>;
};

export type FarEndOptions = Behaviour & {
  /** AUTH is required, with this and nothing else; `url` carries it. */
  login?: { user: string; pass: string };
  /** With a certificate that nobody vouches for. */
  tls?: "starttls" | "from-the-start";
  /** The largest message, announced with SIZE. */
  size?: number;
  /** One that was had before, like a server that comes back. */
  port?: number;
};

export type FarEnd = AsyncDisposable & {
  /** For SMTP_URL. */
  url: string;
  /** What it said 250 to after the dot. */
  messages: ReceivedMessage[];
  /** Every message that came in whole, whatever the answer was. */
  received: ReceivedMessage[];
  /** How many connections there have been. */
  connections: number;
  /** How many there are, one that is just being greeted included. */
  open(): number;
  messagesTo(address: string): ReceivedMessage[];
  /** The accepted messages, taken apart; those to `address` when given. */
  parsed(address?: string): Promise<ParsedMail[]>;
  /** From now on it behaves like this. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

/** Starts an SMTP server on this machine that keeps what it is sent; it ends with the test. */
export async function startFarEnd(options: FarEndOptions = {}): Promise<FarEnd> {
  const { login, tls, size, port: wanted = 0, ...first } = options;
  let behaviour: Behaviour = first;
  const asked = new Map<string, number>();
  const messages: ReceivedMessage[] = [];
  const received: ReceivedMessage[] = [];

  const server = new SMTPServer({
    ...(size && { size }),
    secure: tls === "from-the-start",
    disabledCommands: [...(login ? [] : ["AUTH"]), ...(tls === "starttls" ? [] : ["STARTTLS"])],
    authOptional: !login,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    logger: false,
    onAuth: (auth, _session, done) => {
      const known = auth.username === login?.user && auth.password === login?.pass;
      return known ? done(null, { user: auth.username }) : done(refusal("535 5.7.8 Authentication failed"));
    },
    onConnect: (session, done) => {
      farEnd.connections += 1;
      reply(session, done, () => behaviour.connect?.());
    },
    onMailFrom: ({ address }, session, done) => reply(session, done, () => behaviour.mail?.(address)),
    onRcptTo: ({ address }, session, done) => {
      const earlier = asked.get(address) ?? 0;
      asked.set(address, earlier + 1);
      reply(session, done, () => behaviour.rcpt?.(address, earlier));
    },
    onData: (stream, session, done) => {
      void readMessage(stream, session).then(
        (message) => {
          if (stream.sizeExceeded) return done(refusal("552 5.3.4 Message too big"));
          const earlier = received.filter(isTo(message.envelope.to[0]!)).length;
          received.push(message);
          reply(
            session,
            (error) => {
              if (!error) messages.push(message);
              done(error);
            },
            () => behaviour.data?.(message, earlier),
          );
          // Cut off in the middle of its body, a message has not come.
        },
        () => {},
      );
    },
  });
  // A client that goes away in the middle is what many tests are about.
  server.on("error", () => {});

  const reply = (
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
    decide: () => Answer | Promise<Answer>,
  ) =>
    void Promise.resolve(decide()).then((answer) => {
      if (answer === "time-out") return endPatience(session.remotePort);
      if (answer === "drop") return drop(server, session);
      done(answer ? refusal(answer) : null);
    });

  server.listen(wanted, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  const close = endsWithTheTest(() => closeServer(server));
  const farEnd: FarEnd = {
    url: address(port, options),
    messages,
    received,
    connections: 0,
    open: () => connectionsOf(server).length,
    messagesTo: (to) => messages.filter(isTo(to)),
    parsed: (to) => Promise.all(messages.filter(to ? isTo(to) : () => true).map(({ raw }) => simpleParser(raw))),
    behave: (next) => void (behaviour = next),
    close,
    [Symbol.asyncDispose]: close,
  };
  return farEnd;
}

function address(port: number, { login, tls }: FarEndOptions): string {
  const user = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@` : "";
  return `${tls === "from-the-start" ? "smtps" : "smtp"}://${user}127.0.0.1:${port}`;
}

async function readMessage(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<ReceivedMessage> {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(stream, "end");
  const { mailFrom, rcptTo } = session.envelope;
  const envelope = { from: mailFrom ? mailFrom.address : "", to: rcptTo.map(({ address }) => address) };
  return { envelope, raw: Buffer.concat(chunks), at: Date.now() };
}

function isTo(address: string) {
  return ({ envelope }: ReceivedMessage) => envelope.to.includes(address);
}

function refusal(answer: string): Error {
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
}

type Connection = { session: SMTPServerSession; _socket: { destroy(): void } };

function drop(server: SMTPServer, session: SMTPServerSession) {
  for (const connection of connectionsOf(server))
    if (connection.session.id === session.id) connection._socket.destroy();
}

function closeServer(server: SMTPServer): Promise<void> {
  for (const connection of connectionsOf(server)) connection._socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

function connectionsOf(server: SMTPServer): Connection[] {
  return [...(server as unknown as { connections: Set<Connection> }).connections];
}
