/** The module of a thread beside another module: `x.ts` from source, `x.js` when compiled. */
export const threadModule = (name: string, beside: string): URL =>
  new URL(`./${name}${beside.endsWith('.ts') ? '.ts' : '.js'}`, beside);
