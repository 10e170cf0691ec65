import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compression } from 'vite-plugin-compression2';

/** Where a running service answers while pages are worked on with `vite`. */
const API = process.env['LUCIQ_PUBLIC_URL'] ?? 'http://127.0.0.1:3000';

/** Smaller files are not worth a content coding. */
const COMPRESSED_FROM_BYTES = 1_000;

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [
    react(),
    compression({ algorithms: ['brotliCompress', 'gzip'], threshold: COMPRESSED_FROM_BYTES, logLevel: 'silent' }),
  ],
  // By its sources, so that an image can build the console beside nothing but them.
  resolve: { alias: { '@luciq/events': fileURLToPath(new URL('../../libs/events/src/index.ts', import.meta.url)) } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing is inlined as data: or script text, so that pages keep to a strict content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/account': API, '/saml': API } },
});
