import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Which folders of src a folder may use, besides itself. The map is the architecture: features never
 * see each other, and only app (which is not listed and may use everything) joins them with realtime.
 */
const mayUse = {
  lib: [],
  model: ['lib'],
  realtime: ['lib', 'model'],
  ui: ['lib', 'model'],
  'features/*': ['lib', 'model', 'ui'],
};

/** Folders that are plain TypeScript: what they know must not depend on how it is shown. */
const withoutReact = ['model', 'realtime'];

function folderRules(folder, allowed) {
  const up = folder.includes('/') ? '\\.\\./\\.\\./' : '\\.\\./';
  const elsewhere = allowed.length === 0 ? '\\.\\./' : `${up}(?!(${allowed.join('|')})/)`;
  const patterns = [{ regex: `^${elsewhere}`, message: `src/${folder} may use: ${allowed.join(', ') || 'nothing'}.` }];
  if (folder.includes('/')) {
    patterns.push({ regex: '^\\.\\./(?!\\.\\./)', message: 'Features never import each other.' });
  }
  if (withoutReact.includes(folder)) {
    patterns.push({
      regex: '^(react|react-dom|@mantine/.*|wouter)(/|$)',
      message: `src/${folder} has no React.`,
    });
  }
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

export default defineConfig(
  { ignores: ['coverage', 'e2e'] },
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  { files: ['src/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  Object.entries(mayUse).map(([folder, allowed]) => folderRules(folder, allowed)),
);
