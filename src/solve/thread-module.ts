/**
 * The module of a thread beside another module: `x.js` when compiled. From source it is `x.ts`, and the thread first
 * registers what reads TypeScript in the main thread, which threads do not inherit.
 */
export function threadModule(name: string, beside: string): URL {
  if (!beside.endsWith('.ts')) return new URL(`./${name}.js`, beside);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const module = JSON.stringify(new URL(`./${name}.ts`, beside).href);
  const script = `import { register } from ${loader}; register(); await import(${module});`;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}
