import type { WorkloadTerms } from './workload.ts';

/** The same terms on a clock that starts at `zero` of theirs. */
export function termsSince(terms: WorkloadTerms, zero: number): WorkloadTerms {
  const notBefore = (at: number | null): number | null => (at === null ? null : at - zero);
  switch (terms.kind) {
    case 'best-effort':
      return { ...terms, notBefore: notBefore(terms.notBefore) };
    case 'immediate':
      return terms;
    case 'advance-reservation':
      return { ...terms, startAt: terms.startAt - zero };
    case 'deadline':
      return { ...terms, notBefore: notBefore(terms.notBefore), finishBy: terms.finishBy - zero };
  }
}
