/** Where a browser keeps which columns of a list it shows. */
export const columnsCookie = (list: string): string => `columns.${list}`;

/** What the cookie says, else what is shown at first. */
export const chosenColumns = (cookie: string | undefined, first: readonly string[]): string[] =>
  cookie === undefined ? [...first] : cookie.split('.').filter((key) => /^[a-z]+$/i.test(key));
