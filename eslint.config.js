import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

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
  regex: '^@hgn/[^/]+/(?!tfjs$|node$|systems$|package\\.json$)',
  message: 'Import a package through its public entry, never through its files.',
};
const backends = {
  regex: '^@tensorflow/(?!tfjs-core$)',
  message: 'A library imports @tensorflow/tfjs-core only; the application chooses the backend.',
};

const restrictImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

const boundaries = Object.entries(arrows).flatMap(([name, allowed]) => {
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
  const tests = [`packages/${name}/src/**/*.test.ts`];
  return withoutTfjs.includes(name)
    ? [
        { files, ignores: tests, rules: restrictImports(deepImports, arrow, tfjs) },
        {
          files: [`packages/${name}/src/tfjs/**/*.ts`],
          ignores: tests,
          rules: restrictImports(deepImports, arrow, backends),
        },
      ]
    : [{ files, ignores: tests, rules: restrictImports(deepImports, arrow, backends) }];
});

export default tseslint.config(
  {
    ignores: ['**/dist/', '**/coverage/', '**/node_modules/', '**/.examples/', 'runs/', 'data/', 'reports/'],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unbound-method': 'off',
      // A type alias of an object is a Tree, an interface is not: only aliases have an implicit index signature.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Recurses without end on recursive types such as Tree<Tensor>.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration > ObjectExpression',
          message: 'Export named functions, never a default object.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Seeds are arguments: take a key or a generator.',
        },
      ],
    },
  },
  ...boundaries,
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  { files: ['**/*.config.ts', 'vitest.shared.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
);
