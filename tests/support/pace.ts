import type { RateLimit } from "#app/models/pacing/limits.server.ts";

/** All mail, without a limit of any kind. */
export const freePace: RateLimit = {
  ...{ destination: "*", per_second: null, per_hour: null, per_day: null, connections: null },
  ...{ warm_up_at: null, warm_up_first: null, warm_up_growth: null },
  ...{ next_at: 0, hour_at: 0, hour_count: 0, day_at: 0, day_count: 0, held_until: null, slow_since: null },
  ...{ slow_per_second: null, slow_connections: null, slow_step_at: null, slow_times: 0, slow_reply: null },
};
