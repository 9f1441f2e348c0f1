/** A text without the user and the password of any address in it: `http://user:password@one:2633` becomes `http://one:2633`. */
export const withoutUser = (text: string): string =>
  text.includes('@') ? text.replace(/\/\/[^/\s@"']*@/g, '//') : text;
