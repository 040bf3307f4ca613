/** The part of @observablehq/runtime 6 that notebooks use; the package has no types of its own. */
declare module '@observablehq/runtime' {
  export interface VariableObserver {
    pending?(): void;
    fulfilled?(value: unknown, name: string | null): void;
    rejected?(error: unknown, name: string | null): void;
  }
  export interface Variable {
    define(name: string | null, inputs: readonly string[], definition: unknown): Variable;
    delete(): Variable;
  }
  export interface Module {
    variable(observer?: VariableObserver | true): Variable;
    value(name: string): Promise<unknown>;
  }
  export class Runtime {
    constructor(builtins?: Readonly<Record<string, unknown>>, global?: (name: string) => unknown);
    module(): Module;
    dispose(): void;
  }
  export class RuntimeError extends Error {
    readonly input?: string;
  }
}
