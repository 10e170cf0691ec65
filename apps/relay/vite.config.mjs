export { nodeApp as default } from '../../tools/vite/node-app.mjs';
