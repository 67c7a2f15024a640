import type { ReactNode } from "react";

/**
 * A link out of the site. Addresses were checked when they were saved; here once more, when they are shown (S-09):
 * anything but http, https and mailto stays plain words.
 */
export function SafeLink({ href, className, children }: { href: string; className?: string; children: ReactNode }) {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return <>{children}</>;
  return (
    <a className={className} href={href} rel="noopener noreferrer">
      {children}
    </a>
  );
}
