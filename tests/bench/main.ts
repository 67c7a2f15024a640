import { cpus } from "node:os";
import { benchPages } from "./pages.ts";
import { benchSending } from "./sending.ts";

// It measures; it is no test. Figures are only good as ratios within one run: the machine may be busy.
console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}\n`);
await benchSending();
console.log();
await benchPages();
