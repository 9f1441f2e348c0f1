import type { Problem } from '../../domain/problem.ts';
import { slotCount } from '../../domain/problem.ts';
import { Ends } from '../ends.ts';
import type { Kinds } from './kinds.ts';
import type { RowFamily } from './rows.ts';

/** Share of a row's room by which rounding may have made it too small: a row must never cut off what fits. */
const SLACK = 1e-9;

/**
 * The rows the bound is computed on, as flat arrays. A VM holds room in a *place*: in a class of hosts, or, as long as
 * no row tells classes apart, simply somewhere (one place). Every valid schedule keeps every row, so the least cost
 * under them is a lower bound.
 */
export class Relaxation {
  readonly problem: Problem;
  readonly kinds: Kinds;
  readonly ends: Ends;
  readonly slots: number;
  readonly places: number;
  readonly families: readonly RowFamily[];
  /** Places each type may be put in. */
  readonly placesOfType: readonly Int32Array[];
  /** Families that count a type in a place: from pairStart[type·places + place] up to the next, in `pairFamily`. */
  readonly pairStart: Int32Array;
  readonly pairFamily: Int32Array;
  /** What one VM takes of the room, in the unit of `room`. */
  readonly pairSize: Float64Array;
  /** By row, family·T + t, in hosts: scaled so that the most room of a family is the number of its hosts. */
  readonly room: Float64Array;
  /** What a family's counts are multiplied with to give hosts. */
  readonly units: readonly number[];
  /** 1 / hosts of the row's family: how much longer a step is where fewer hosts share it. */
  readonly stride: Float64Array;

  /** @param tellsClasses whether places are classes; else there is one place, and no family may be of one class. */
  constructor(problem: Problem, kinds: Kinds, families: readonly RowFamily[], tellsClasses: boolean) {
    this.problem = problem;
    this.kinds = kinds;
    this.families = families;
    this.ends = new Ends(problem.edges);
    this.slots = slotCount(problem);
    this.places = tellsClasses ? kinds.classes.length : 1;
    this.placesOfType = kinds.types.map(({ puttable }) =>
      Int32Array.from(tellsClasses ? puttable : puttable.slice(0, 1).map(() => 0)),
    );
    this.units = families.map(({ hosts, room }) => hosts / Math.max(1, ...room));
    this.room = Float64Array.from(
      families.flatMap(({ room }, family) =>
        [...room].map((each) => each * (this.units[family] as number) * (1 + SLACK) + SLACK),
      ),
    );
    this.stride = Float64Array.from(families.flatMap(({ hosts, room }) => [...room].map(() => 1 / hosts)));
    const pairs = this.#pairs();
    this.pairStart = Int32Array.from([0, ...pairs.map(({ end }) => end)]);
    this.pairFamily = Int32Array.from(pairs.flatMap(({ counted }) => counted.map(({ family }) => family)));
    this.pairSize = Float64Array.from(pairs.flatMap(({ counted }) => counted.map(({ size }) => size)));
  }

  /** The place a VM on a host is in. */
  placeOf(host: number): number {
    return this.places === 1 ? 0 : (this.kinds.classOfHost[host] as number);
  }

  #pairs(): readonly { readonly end: number; readonly counted: readonly { family: number; size: number }[] }[] {
    let end = 0;
    return this.kinds.types.flatMap(({ reach }, type) => {
      const held = new Set(this.places === 1 ? [0] : reach);
      return Array.from({ length: this.places }, (_, place) => {
        const counted = this.families.flatMap(({ hostClass, sizes }, family) => {
          const size = (sizes[type] as number) * (this.units[family] as number);
          return held.has(place) && size > 0 && (hostClass === null || hostClass === place) ? [{ family, size }] : [];
        });
        end += counted.length;
        return { end, counted };
      });
    });
  }
}
