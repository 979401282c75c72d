import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../target/classes/static',
    emptyOutDir: true,
    // The server's policy allows fonts and scripts from itself only, so nothing becomes a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries change less often than the app: a browser keeps them over an update. Those that few need wait for it.
      output: {
        codeSplitting: {
          groups: [{ name: 'libraries', test: /node_modules\/(?!highlight\.js|lowlight|devlop|emoji-picker-element)/ }],
        },
      },
    },
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: {
      '/api': server,
      '/connection': { target: server, ws: true },
      '/emulation': server,
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    // A hang is what this should end, not a machine that is busy with the server's tests.
    testTimeout: 30_000,
  },
});
