/**
 * Which of our packages each package may import: the arrows of docs/architecture.md, and no others.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const arrows = {
  options: [],
  integrators: [],
  datasets: ['integrators', 'options'],
  autodiff: ['options'],
  jit: ['autodiff', 'options'],
  nn: ['autodiff', 'options'],
  training: ['autodiff', 'jit', 'nn', 'options'],
  model: ['autodiff', 'nn', 'integrators', 'jit', 'training', 'options'],
  flow: ['autodiff', 'nn', 'integrators', 'jit', 'training', 'options'],
  viz: ['options'],
  player: [],
};

/** Packages whose main entry must run without TensorFlow.js; their /tfjs subpath may import its core. */
const withoutTfjs = ['options', 'integrators', 'datasets', 'viz', 'player'];

const deepImports = {
  group: ['@hgn/*/**', ...['tfjs', 'node', 'systems', 'package.json'].map((entry) => `!@hgn/*/${entry}`)],
  message: 'Import a package through its public entry, never through its files.',
};
const backends = {
  group: ['@tensorflow/*', '!@tensorflow/tfjs-core'],
  message: 'A library imports @tensorflow/tfjs-core only; the application chooses the backend.',
};

const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** What each package may import, as overrides of the linter's rules. */
export const boundaries = Object.entries(arrows).flatMap(([name, allowed]) => {
  const others = Object.keys(arrows).filter((other) => other !== name && !allowed.includes(other));
  const arrow = {
    regex: `^@hgn/(${[...others, 'trainer', 'viewer'].join('|')})(/|$)`,
    message: `@hgn/${name} imports only: ${allowed.map((a) => `@hgn/${a}`).join(', ') || 'nothing of ours'}.`,
  };
  const tfjs = {
    regex: '^@tensorflow/',
    message: 'Only the /tfjs subpath of this package may import TensorFlow.js.',
  };
  const files = [`packages/${name}/src/**/*.ts`];
  return withoutTfjs.includes(name)
    ? [
        { files, rules: restrictImports(deepImports, arrow, tfjs) },
        {
          files: [`packages/${name}/src/tfjs/**/*.ts`],
          rules: restrictImports(deepImports, arrow, backends),
        },
      ]
    : [{ files, rules: restrictImports(deepImports, arrow, backends) }];
});

/** Rules beside those of the categories, by what they ask of the code. */
const errors = (...names) => Object.fromEntries(names.map((name) => [name, 'error']));

const typed = {
  ...errors(
    'typescript/no-deprecated',
    'typescript/no-explicit-any',
    'typescript/no-misused-promises',
    'typescript/no-mixed-enums',
    'typescript/no-non-null-assertion',
    'typescript/no-unsafe-argument',
    'typescript/no-unsafe-assignment',
    'typescript/no-unsafe-call',
    'typescript/no-unsafe-enum-comparison',
    'typescript/no-unsafe-function-type',
    'typescript/no-unsafe-member-access',
    'typescript/no-unsafe-return',
    'typescript/only-throw-error',
    'typescript/prefer-includes',
    'typescript/prefer-nullish-coalescing',
    'typescript/prefer-optional-chain',
    'typescript/prefer-promise-reject-errors',
    'typescript/related-getter-setter-pairs',
    'typescript/require-await',
    'typescript/use-unknown-in-catch-callback-variable',
  ),
  'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  'typescript/restrict-plus-operands': [
    'error',
    {
      allowAny: false,
      allowBoolean: false,
      allowNullish: false,
      allowNumberAndString: false,
      allowRegExp: false,
    },
  ],
  'typescript/restrict-template-expressions': [
    'error',
    { allowNumber: true, allowBoolean: true, allowNullish: true },
  ],
  'typescript/return-await': ['error', 'error-handling-correctness-only'],
};

const plain = {
  // Modules that import each other, types included, can only be read together.
  'import/no-cycle': ['error', { ignoreTypes: false }],
  // A method without `this` may go its own way.
  'typescript/unbound-method': 'off',
  ...errors(
    'no-array-constructor',
    'no-case-declarations',
    'no-empty',
    'no-empty-function',
    'no-fallthrough',
    'no-prototype-builtins',
    'no-redeclare',
    'no-regex-spaces',
    'no-unexpected-multiline',
    'no-useless-assignment',
    'no-useless-constructor',
    'no-var',
    'prefer-const',
    'prefer-rest-params',
    'prefer-spread',
    'preserve-caught-error',
  ),
};

const style = {
  ...errors(
    'typescript/adjacent-overload-signatures',
    'typescript/array-type',
    'typescript/ban-tslint-comment',
    'typescript/class-literal-property-style',
    'typescript/consistent-generic-constructors',
    'typescript/consistent-indexed-object-style',
    'typescript/consistent-type-assertions',
    'typescript/consistent-type-imports',
    'typescript/no-confusing-non-null-assertion',
    'typescript/no-extraneous-class',
    'typescript/no-non-null-asserted-nullish-coalescing',
    'typescript/no-unnecessary-boolean-literal-compare',
    'typescript/no-unnecessary-template-expression',
    'typescript/no-unnecessary-type-arguments',
    'typescript/no-unnecessary-type-assertion',
    'typescript/no-unnecessary-type-constraint',
    'typescript/no-unnecessary-type-conversion',
    'typescript/no-unnecessary-type-parameters',
    'typescript/dot-notation',
    'typescript/no-dynamic-delete',
    'typescript/no-empty-object-type',
    'typescript/no-inferrable-types',
    'typescript/no-invalid-void-type',
    'typescript/no-namespace',
    'typescript/no-require-imports',
    'typescript/non-nullable-type-assertion-style',
    'typescript/prefer-find',
    'typescript/prefer-function-type',
    'typescript/prefer-literal-enum-member',
    'typescript/prefer-reduce-type-parameter',
    'typescript/prefer-regexp-exec',
    'typescript/prefer-return-this-type',
    'typescript/prefer-string-starts-ends-with',
    'typescript/unified-signatures',
  ),
  'typescript/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
};

/** What no rule of its own forbids. */
const syntax = [
  'error',
  {
    selector: 'ExportDefaultDeclaration > ObjectExpression',
    message: 'Export named functions, never a default object.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Seeds are arguments: take a key or a generator.',
  },
];

export default {
  plugins: ['typescript', 'oxc', 'import'],
  jsPlugins: [{ name: 'eslint-js', specifier: 'oxlint-plugin-eslint' }],
  categories: { correctness: 'error' },
  options: { typeAware: true },
  env: { builtin: true, node: true, browser: true },
  ignorePatterns: [
    '**/dist/',
    '**/coverage/',
    '**/node_modules/',
    '**/.examples/',
    'runs/',
    'data/',
    'reports/',
  ],
  rules: plain,
  overrides: [
    { files: ['**/*.ts'], rules: { ...typed, ...style, 'eslint-js/no-restricted-syntax': syntax } },
    ...boundaries,
    {
      files: ['**/*.test.ts', '**/test/**/*.ts'],
      rules: {
        'no-restricted-imports': 'off',
        'typescript/no-unsafe-assignment': 'off',
        'typescript/no-unsafe-argument': 'off',
        'typescript/no-unsafe-member-access': 'off',
      },
    },
    { files: ['**/*.config.ts', 'vitest.shared.ts'], rules: { 'eslint-js/no-restricted-syntax': 'off' } },
  ],
};
