/** Arrays in shared memory: posted to a thread they are not copied. */
export const sharedFloats = (values: ArrayLike<number> | number): Float64Array => {
  const length = typeof values === 'number' ? values : values.length;
  const array = new Float64Array(new SharedArrayBuffer(8 * length));
  if (typeof values !== 'number') array.set(values);
  return array;
};

export const sharedInts = (values: ArrayLike<number> | number): Int32Array => {
  const length = typeof values === 'number' ? values : values.length;
  const array = new Int32Array(new SharedArrayBuffer(4 * length));
  if (typeof values !== 'number') array.set(values);
  return array;
};

export const sharedBytes = (values: ArrayLike<number> | number): Uint8Array => {
  const length = typeof values === 'number' ? values : values.length;
  const array = new Uint8Array(new SharedArrayBuffer(length));
  if (typeof values !== 'number') array.set(values);
  return array;
};

/** Lists of whole numbers one after the other: list k is values[start[k]] … values[start[k + 1] − 1]. */
export interface Lists {
  readonly start: Int32Array;
  readonly values: Int32Array;
}

export function sharedLists(lists: readonly ArrayLike<number>[]): Lists {
  const start = sharedInts(lists.length + 1);
  let total = 0;
  lists.forEach((list, index) => {
    total += list.length;
    start[index + 1] = total;
  });
  const values = sharedInts(total);
  lists.forEach((list, index) => {
    values.set(list, start[index] as number);
  });
  return { start, values };
}
