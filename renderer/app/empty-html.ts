/**
 * React Aria empties its live region, in which a number field says its new value, by giving '' to `innerHTML`. Our
 * policy (`require-trusted-types-for 'script'`) would throw there, in the middle of a page that works.
 */

/** As much of Trusted Types as is used; TypeScript does not know them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string | null }): unknown;
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** Lets the page assign no HTML but the empty one: anything else is refused as before. */
export function allowEmptyHtml(page: Pick<Window, 'trustedTypes'>): void {
  page.trustedTypes?.createPolicy('default', { createHTML: (html) => (html === '' ? '' : null) });
}
