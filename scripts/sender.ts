import { runSender } from "#app/sender/sender.server.ts";
import { command } from "./command.ts";
import { giveBackWhenIdle } from "./frame/idle.ts";
import { stopSignal } from "./frame/stop.ts";

await command({
  name: "sender",
  about: "Hands over what is due, until it is told to stop; then it finishes what is in flight and takes nothing new.",
  options: {},
  log: "stderr",
  async run({ context }) {
    const stop = stopSignal();
    context.log.info({ server: context.smtp.server, connections: context.smtp.connections }, "the sender is up");
    process.send?.("ready");
    giveBackWhenIdle(stop);
    await runSender(context, stop);
    context.log.info("the sender is down, with nothing in flight");
  },
});
