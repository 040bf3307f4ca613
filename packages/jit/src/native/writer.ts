import { sizeOf, type Node, type Shape } from '../graph/graph.ts';
import type { Constants } from './constants.ts';
import { addressOf, type Access, type Instruction, type Word } from './instruction.ts';
import {
  denseView, isDense, mergedAxes, reshapeView, type Storage, type View,
} from './views.ts'; // oxfmt-ignore

/** The fewest numbers that two threads move sooner than one. */
const leastShared = 4096;

/** Collects the instructions of a program, and where each node's value lies. */
export class Writer {
  readonly instructions: Instruction[] = [];
  readonly constants: Constants;
  readonly #views = new Map<Node, View>();
  /** In how many parts threads made the value that a storage holds. */
  readonly parts = new Map<Storage, number>();
  readonly #dense = new Map<Node, View>();
  /** Results that are made where the caller wants them. */
  readonly #outputs: ReadonlyMap<Node, Storage>;

  constructor(constants: Constants, outputs: ReadonlyMap<Node, Storage>) {
    this.constants = constants;
    this.#outputs = outputs;
  }

  /** Memory for a node's value: the caller's where it is a result. */
  storageFor(node: Node): Storage {
    return this.#outputs.get(node) ?? this.temporary(sizeOf(node.shape));
  }

  temporary(size: number): Storage {
    return { place: 'arena', index: -1, size };
  }

  viewOf(node: Node): View {
    const view = this.#views.get(node);
    if (view === undefined) throw new Error(`lowerNative: ${node.op} ${node.id} is used before it is made`);
    return view;
  }

  setView(node: Node, view: View): void {
    this.#views.set(node, view);
  }

  add(instruction: Instruction): void {
    this.instructions.push(instruction);
    for (const { storage, parts } of instruction.writes) {
      if (parts !== undefined && !instruction.isSingle) this.parts.set(storage, parts);
    }
  }

  /** A node's value with its numbers one after the other; copied, once, where they are not. */
  dense(node: Node): View {
    const view = this.viewOf(node);
    if (isDense(view)) return view;
    const known = this.#dense.get(node);
    if (known !== undefined) return known;
    const made = this.densely(view);
    this.#dense.set(node, made);
    return made;
  }

  /** A copy with its numbers one after the other. */
  densely(view: View, storage = this.temporary(sizeOf(view.shape))): View {
    const made = denseView(storage, view.shape);
    this.copy(view, made);
    return made;
  }

  /** In another shape, copied where it must be. */
  reshaped(view: View, shape: Shape): View {
    return reshapeView(view, shape) ?? denseView(this.densely(view).storage, shape);
  }

  /** Copies between views of one shape. */
  copy(from: View, to: View): void {
    const size = sizeOf(to.shape);
    if (size === 0) return;
    const axes = mergedAxes([to.shape, from.strides, to.strides]).map(({ length, strides }) => ({
      length,
      strides,
    }));
    while (axes.length < 2) axes.unshift({ length: 1, strides: [0, 0] });
    const units = axes.slice(0, -1).reduce((product, { length }) => product * length, 1);
    const words: Word[] = [
      units,
      addressOf(from),
      addressOf(to),
      axes.length,
      ...axes.map(({ length }) => length),
    ];
    for (const array of [0, 1]) words.push(...axes.map(({ strides }) => strides[array]));
    const whole = isDense(to) && to.storage.size === size ? units : undefined;
    this.add({
      name: 'copy',
      words,
      reads: [{ storage: from.storage }],
      writes: [{ storage: to.storage, parts: whole }],
      isSingle: size < leastShared,
    });
  }

  fill(to: View, value: number, isFloat: boolean): void {
    const size = sizeOf(to.shape);
    if (size === 0) return;
    this.add({
      name: 'fill',
      words: [size, 1, addressOf(to), isFloat ? { float: value } : value],
      reads: [],
      writes: [{ storage: to.storage }],
      isSingle: size < leastShared,
    });
  }
}

/** A value that is read and written as a whole in equal parts, if it is dense. */
export const partly = (view: View, parts: number): Access =>
  isDense(view) &&
  view.storage.size === sizeOf(view.shape) &&
  view.offset === 0 &&
  view.storage.size % parts === 0
    ? { storage: view.storage, parts }
    : { storage: view.storage };
