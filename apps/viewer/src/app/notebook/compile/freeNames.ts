import type { AnyNode, Function as FunctionNode, Identifier, Pattern, Program } from 'acorn';
import { ancestor, type AncestorVisitors } from 'acorn-walk';

/** A place in a source, from 1 and from 0 as acorn counts. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Names that a piece of code takes from outside, and those of them that it assigns to. */
export interface FreeNames {
  readonly read: readonly string[];
  readonly assigned: readonly { readonly name: string; readonly place: Place }[];
}

/** Names bound by a pattern. */
export function boundNames(pattern: Pattern | null): readonly string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) =>
        boundNames(each.type === 'RestElement' ? each.argument : each.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap(boundNames);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    default:
      return [];
  }
}

type Scopes = Map<AnyNode, Set<string>>;

const isFunction = (node: AnyNode): node is Extract<AnyNode, FunctionNode> =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

const holdsBlockNames = (node: AnyNode): boolean =>
  isFunction(node) ||
  [
    'Program',
    'BlockStatement',
    'ForStatement',
    'ForInStatement',
    'ForOfStatement',
    'SwitchStatement',
    'StaticBlock',
  ].includes(node.type);

/** Every scope with the names that are declared in it; `var` belongs to the function around. */
function scopesOf(program: AnyNode): Scopes {
  const scopes: Scopes = new Map();
  const declare = (scope: AnyNode | undefined, names: readonly string[]): void => {
    if (scope === undefined) return;
    const found = scopes.get(scope) ?? new Set<string>();
    names.forEach((name) => found.add(name));
    scopes.set(scope, found);
  };
  const outer = (ancestors: readonly AnyNode[], test: (node: AnyNode) => boolean): AnyNode | undefined =>
    ancestors.slice(0, -1).findLast((node) => test(node) || node.type === 'Program');
  const onFunction = (node: AnyNode): void => {
    if (!isFunction(node)) return;
    declare(node, node.params.flatMap(boundNames));
    if (node.type !== 'ArrowFunctionExpression') declare(node, ['arguments']);
    if (node.type === 'FunctionExpression' && node.id) declare(node, [node.id.name]);
  };
  ancestor(program, {
    VariableDeclaration(node: AnyNode, _state: unknown, ancestors: AnyNode[]) {
      if (node.type !== 'VariableDeclaration') return;
      const scope = outer(ancestors, node.kind === 'var' ? isFunction : holdsBlockNames);
      declare(
        scope,
        node.declarations.flatMap(({ id }) => boundNames(id)),
      );
    },
    FunctionDeclaration(node: AnyNode, _state: unknown, ancestors: AnyNode[]) {
      onFunction(node);
      if (node.type === 'FunctionDeclaration' && node.id)
        declare(outer(ancestors, holdsBlockNames), [node.id.name]);
    },
    FunctionExpression: onFunction,
    ArrowFunctionExpression: onFunction,
    ClassDeclaration(node: AnyNode, _state: unknown, ancestors: AnyNode[]) {
      if (node.type === 'ClassDeclaration' && node.id)
        declare(outer(ancestors, holdsBlockNames), [node.id.name]);
    },
    ClassExpression(node: AnyNode) {
      if (node.type === 'ClassExpression' && node.id) declare(node, [node.id.name]);
    },
    CatchClause(node: AnyNode) {
      if (node.type === 'CatchClause') declare(node, boundNames(node.param ?? null));
    },
    ImportDeclaration(node: AnyNode, _state: unknown, ancestors: AnyNode[]) {
      if (node.type === 'ImportDeclaration') {
        declare(
          ancestors[0],
          node.specifiers.map(({ local }) => local.name),
        );
      }
    },
  });
  return scopes;
}

/** The names that a program uses and does not declare. */
export function freeNames(program: Program): FreeNames {
  const scopes = scopesOf(program);
  const read = new Set<string>();
  const assigned: { name: string; place: Place }[] = [];
  const isFree = (name: string, ancestors: readonly AnyNode[]): boolean =>
    !ancestors.some((node) => scopes.get(node)?.has(name) === true);
  const onIdentifier = (node: AnyNode, _state: unknown, ancestors: AnyNode[]): void => {
    const { name } = node as Identifier;
    if (isFree(name, ancestors)) read.add(name);
  };
  const onTarget = (target: AnyNode, ancestors: readonly AnyNode[]): void => {
    for (const name of boundNames(target as Pattern)) {
      if (isFree(name, ancestors))
        assigned.push({ name, place: target.loc?.start ?? { line: 1, column: 0 } });
    }
  };
  // Names that patterns assign to come as `VariablePattern`, which the types leave out.
  const targets: object = { VariablePattern: onIdentifier };
  ancestor(program, {
    ...(targets as AncestorVisitors<unknown>),
    Identifier: onIdentifier,
    AssignmentExpression: (node, _state, ancestors) => onTarget(node.left, ancestors),
    UpdateExpression: (node, _state, ancestors) => onTarget(node.argument, ancestors),
    ForInStatement: (node, _state, ancestors) => onTarget(node.left, ancestors),
    ForOfStatement: (node, _state, ancestors) => onTarget(node.left, ancestors),
  });
  return { read: [...read], assigned };
}
