/** Joins the class names that are there; a name that a CSS module lacks or a false condition drops out. */
export const classNames = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');
