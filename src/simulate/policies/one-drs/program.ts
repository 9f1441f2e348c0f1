import type { Amounts } from '../../../domain/resources.ts';

/** Fewest hosts for what is placed (those in use already are no better than empty ones), or the fullest host as empty as can be. */
export type OneDrsObjective = 'pack' | 'balance';

/**
 * What OpenNebula's one_drs is asked to place: pending leases i on hosts j for one instant, with x binary.
 *
 *     Σⱼ x_vj = 1 for each VM v of a lease that is placed, 0 for each of one that is left; Σ_v d_v x_vj ≤ free_j
 *     pack:     min Σⱼ yⱼ + 1.1 · VMs left        yⱼ = 1 when this run puts anything there
 *     balance:  min M + 1.1 · VMs left            M ≥ (CPU given away on j) / (CPU of j)
 *
 * A gang is placed whole or left, which one_drs, who knows no gangs, can not say.
 */
export interface OneDrsProgram {
  readonly objective: OneDrsObjective;
  readonly hosts: readonly {
    /** What may still be given away; nothing on a host that is down. */
    readonly free: Amounts;
    readonly usedCpuCentis: number;
    readonly cpuCentis: number;
  }[];
  readonly leases: readonly {
    readonly vms: readonly Amounts[];
    /** Hosts it may use; null is all. */
    readonly hosts: readonly number[] | null;
  }[];
}

/** By lease: hosts, one a VM; null where it is left. */
export type Placement = readonly (readonly number[] | null)[];

/** Ten times what the program minimises, turned round and without the constant: more is better. */
export const scoreOf = (placedVms: number, shape: number): number => 11 * placedVms - 10 * shape;

/** VMs that may be one after another in a search without any difference. */
export const isAlike = (a: Amounts, b: Amounts): boolean => a.cpuCentis === b.cpuCentis && a.memoryMib === b.memoryMib;
