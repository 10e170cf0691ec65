import { defineConfig } from 'vite';

/** The build of an app that runs on Node: its own sources and those of libs in one file, `dist/main.js`; packages stay outside. */
export const nodeApp = defineConfig({
  build: {
    ssr: true,
    rolldownOptions: { input: 'src/main.ts' },
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
  },
});
