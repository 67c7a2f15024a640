import { useContext, type ReactNode } from "react";
import { SponsoredContext } from "./SponsoredContext.ts";

/**
 * A link out of the site. URLs were checked when they were saved, and are checked again here (S-09): anything but http,
 * https, mailto and tel becomes plain text.
 */
export function SafeLink({ href, className, children }: { href: string; className?: string; children: ReactNode }) {
  const sponsored = useContext(SponsoredContext);
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(href)) return <>{children}</>;
  return (
    <a className={className} href={href} rel={`${sponsored ? "sponsored " : ""}noopener noreferrer`}>
      {children}
    </a>
  );
}
