import { project } from './jest.preset.mjs';

// All projects in one run, for a look at one spec: npm run spec -- libs/domain. `npm test` runs each project by itself.
export default { ...project(import.meta.dirname), roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'] };
