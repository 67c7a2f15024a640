import { wording } from "#app/models/faults.ts";
import type { TypedConflict } from "./redirectList.server.ts";

/** Words why a redirect was not added. */
export const wordRedirectConflict = wording<TypedConflict>({
  "no-target": ({ from, to }) =>
    `${from}: “${to.slice(0, 200)}” is neither a path of this site, like /about, nor a web address.`,
  "no-path": ({ from }) => `“${from.slice(0, 200)}” is no path of a page, like /2024/05/robots/.`,
  "living-page": ({ from }) => `${from}: the site has a page there, which readers get.`,
  taken: ({ from }) => `${from} leads elsewhere already.`,
  loop: ({ from }) => `${from} would lead back to itself.`,
  nowhere: ({ from }) => `${from}: nothing is where it should lead.`,
  foreign: ({ from }) => `${from}: only an operator sends readers to another site.`,
});
