/** Places in a stretch that grows at its end: what was given back before the end is given out again. */
export class Gaps {
  readonly #begins: number[] = [];
  readonly #sizes: number[] = [];
  #end = 0;
  /** The farthest that the end has been. */
  length = 0;

  /** The smallest gap that is large enough, else the end. */
  take(size: number): number {
    let best = -1;
    for (let gap = 0; gap < this.#sizes.length; gap++) {
      if (this.#sizes[gap] >= size && (best < 0 || this.#sizes[gap] < this.#sizes[best])) best = gap;
    }
    if (best < 0) {
      const begin = this.#end;
      this.#end += size;
      this.length = Math.max(this.length, this.#end);
      return begin;
    }
    const begin = this.#begins[best];
    if (this.#sizes[best] === size) {
      this.#begins.splice(best, 1);
      this.#sizes.splice(best, 1);
    } else {
      this.#begins[best] += size;
      this.#sizes[best] -= size;
    }
    return begin;
  }

  /** Takes back what `take` gave. */
  give(begin: number, size: number): void {
    let after = 0;
    let most = this.#begins.length;
    while (after < most) {
      const middle = (after + most) >> 1;
      if (this.#begins[middle] < begin) after = middle + 1;
      else most = middle;
    }
    const joinsBefore = after > 0 && this.#begins[after - 1] + this.#sizes[after - 1] === begin;
    const joinsAfter = after < this.#begins.length && begin + size === this.#begins[after];
    if (joinsBefore && joinsAfter) {
      this.#sizes[after - 1] += size + this.#sizes[after];
      this.#begins.splice(after, 1);
      this.#sizes.splice(after, 1);
    } else if (joinsBefore) this.#sizes[after - 1] += size;
    else if (joinsAfter) {
      this.#begins[after] = begin;
      this.#sizes[after] += size;
    } else {
      this.#begins.splice(after, 0, begin);
      this.#sizes.splice(after, 0, size);
    }
    const last = this.#begins.length - 1;
    if (last >= 0 && this.#begins[last] + this.#sizes[last] === this.#end) {
      this.#end = this.#begins[last];
      this.#begins.pop();
      this.#sizes.pop();
    }
  }
}
