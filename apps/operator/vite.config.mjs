export { nodeApp as default } from '../../vite.preset.mjs';
