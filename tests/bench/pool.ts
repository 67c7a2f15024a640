import nodemailer from "nodemailer";

export type Mail = { html: string; text: string };
type Pooled = { smtpUrl: string; mail: Mail; readers: number; connections: number };

/** Hands a mail over through nodemailer's pool, called once per reader, as one would by hand. @returns messages a second */
export async function sendThroughPool({ smtpUrl, mail, readers, connections }: Pooled): Promise<number> {
  const { hostname, port } = new URL(smtpUrl);
  const pool = nodemailer.createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: connections,
    ignoreTLS: true,
  });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: readers }, (_, i) =>
      pool.sendMail({
        from: "The Robotics Briefing <editors@briefing.example.org>",
        to: `reader${i + 1}@readers.example`,
        subject: "Robots learn to pack",
        ...mail,
        headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
      }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  pool.close();
  return readers / seconds;
}
